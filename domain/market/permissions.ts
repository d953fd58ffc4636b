import { Dec, ZERO, refuse, text } from '../kernel/index.js';

/**
 * What may be traded on margin, and up to where; numbers are decimal strings. An absent instrument
 * or side means all of them. Own caps of an instrument and its tiers hold beside these.
 */
export interface PermissionTerms {
  readonly instrument?: string;
  readonly side?: 'long' | 'short';
  /** False: no new risk. */
  readonly eligible?: boolean;
  readonly maxLeverage?: string;
  /** Contracts held in the instrument and side, over all pools of the account. */
  readonly maxQuantity?: string;
}

/** What holds for one account, instrument and side. */
export interface Permitted {
  readonly eligible: boolean;
  readonly maxLeverage?: Dec;
  readonly maxQuantity?: Dec;
}

/** Looks at the terms of a permission. @rejects `input.invalid` for a cap that is not positive */
export function checkPermission(terms: PermissionTerms, path: string): void {
  for (const field of ['maxLeverage', 'maxQuantity'] as const) {
    const cap = terms[field];
    if (cap === undefined || new Dec(cap).gt(ZERO)) continue;
    refuse('input.invalid', `${path}.${field} must be positive`, {
      field: `${path}.${field}`,
      figure: text(new Dec(cap)),
      limit: '0',
    });
  }
}

/** The permissions of a configuration, checked. */
export function permissionsOf(terms: readonly PermissionTerms[]): readonly PermissionTerms[] {
  terms.forEach((permission, index) => {
    checkPermission(permission, `engine.permissions[${index}]`);
  });
  return terms;
}

/**
 * What permissions come to: each key is decided by the one that names the instrument and side most
 * closely (both, the instrument, the side, none), and among equals by the account's own.
 */
export function permittedBy(
  general: readonly PermissionTerms[],
  own: readonly PermissionTerms[],
  instrument: string,
  side: 'long' | 'short',
): Permitted {
  const applying = [...own, ...general]
    .filter((one) => (one.instrument ?? instrument) === instrument && (one.side ?? side) === side)
    .sort((a, b) => closeness(b) - closeness(a));
  const eligible = applying.find((one) => one.eligible !== undefined)?.eligible ?? true;
  const maxLeverage = applying.find((one) => one.maxLeverage !== undefined)?.maxLeverage;
  const maxQuantity = applying.find((one) => one.maxQuantity !== undefined)?.maxQuantity;
  return {
    eligible,
    ...(maxLeverage === undefined ? {} : { maxLeverage: new Dec(maxLeverage) }),
    ...(maxQuantity === undefined ? {} : { maxQuantity: new Dec(maxQuantity) }),
  };
}

function closeness({ instrument, side }: PermissionTerms): number {
  return (instrument === undefined ? 0 : 2) + (side === undefined ? 0 : 1);
}

/** Permissions after one was set: at most one for each instrument and side. */
export function withPermission(
  permissions: readonly PermissionTerms[],
  permission: PermissionTerms,
): readonly PermissionTerms[] {
  const { instrument, side, ...granted } = permission;
  const others = permissions.filter((one) => one.instrument !== instrument || one.side !== side);
  return Object.keys(granted).length === 0 ? others : [...others, permission];
}
