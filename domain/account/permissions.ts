import { type Dec, ZERO, minOf, refuse, text } from '../kernel/index.js';
import {
  checkPermission,
  instrumentIn,
  permittedBy,
  type Instrument,
  type PermissionTerms,
  type Permitted,
} from '../market/index.js';
import type { Position, Side } from '../position/index.js';
import type { Draft } from './draft.js';

/**
 * Sets what an account may do in an instrument and side; it replaces what was set for exactly
 * these, and takes it off where nothing is named. Open positions stay as they are.
 * @rejects `market.instrument-unknown`, `input.invalid` for a cap that is not positive
 */
export function permit(draft: Draft, permission: PermissionTerms): void {
  if (permission.instrument !== undefined) instrumentIn(draft.market, permission.instrument);
  checkPermission(permission, 'permission');
  draft.emit({ type: 'PermissionSet', account: draft.account.id, permission });
}

interface NewRisk {
  readonly side: Side;
  /** Contracts that are added. */
  readonly quantity: Dec;
  readonly leverage?: Dec;
}

/**
 * Checks new risk against the permissions of the account. Where the holder chose no leverage at all
 * and a cap lies below the instrument's own, the cap is the leverage.
 * @returns the same risk with the leverage it may use
 * @rejects `permission.refused`, `leverage.above-maximum`, `quantity.above-maximum`, each naming
 *   the cap
 */
export function checkPermitted<R extends NewRisk>(
  draft: Draft,
  instrument: Instrument,
  risk: R,
  held?: Position,
): R {
  const granted = grantedFor(draft, instrument.id, risk.side);
  if (granted === undefined) return risk;
  const what = `${risk.side} ${instrument.id}`;
  const { account } = draft;
  if (!granted.eligible) {
    refuse('permission.refused', `${account.id} may not trade ${what} on margin`, {
      field: 'instrument',
      figure: instrument.id,
      unit: risk.side,
    });
  }
  checkQuantityCap(draft, instrument, risk, granted.maxQuantity);
  const cap = granted.maxLeverage;
  if (cap === undefined) return risk;
  const chosen =
    risk.leverage ?? held?.leverage ?? account.leverages.get(instrument.id) ?? account.leverage;
  if (chosen === undefined) {
    const { maxLeverage } = instrument;
    return maxLeverage === undefined ? risk : { ...risk, leverage: minOf(cap, maxLeverage) };
  }
  refuseAbove(chosen, cap, `${account.id} for ${what}`);
  return risk;
}

/** @rejects `leverage.above-maximum` when no side the leverage would be for permits it */
export function checkLeveragePermitted(
  draft: Draft,
  instrument: Instrument,
  leverage: Dec,
  held: readonly Side[],
): void {
  const caps = (held.length > 0 ? held : (['long', 'short'] as const)).map(
    (side) => grantedFor(draft, instrument.id, side)?.maxLeverage,
  );
  const known = caps.filter((cap) => cap !== undefined);
  // Without a position one side that permits it is enough; the fill is checked again.
  if (known.length === 0 || (held.length === 0 && known.length < caps.length)) return;
  const sorted = known.sort((a, b) => a.cmp(b));
  const cap = held.length > 0 ? sorted[0] : sorted.at(-1);
  if (cap !== undefined) refuseAbove(leverage, cap, `${draft.account.id} for ${instrument.id}`);
}

function grantedFor({ account, market }: Draft, id: string, side: Side): Permitted | undefined {
  const general = market.configuration.permissions;
  const own = account.permissions ?? [];
  return general.length + own.length === 0 ? undefined : permittedBy(general, own, id, side);
}

function refuseAbove(leverage: Dec, cap: Dec, whose: string): void {
  if (leverage.lte(cap)) return;
  refuse('leverage.above-maximum', `${text(leverage)}x is above the cap of ${whose}`, {
    field: 'leverage',
    figure: text(leverage),
    limit: text(cap),
  });
}

function checkQuantityCap(
  { account }: Draft,
  instrument: Instrument,
  { side, quantity }: NewRisk,
  cap: Dec | undefined,
): void {
  if (cap === undefined) return;
  let total = quantity;
  for (const { positions } of account.pools.values()) {
    for (const position of positions.values()) {
      const counts = position.instrument === instrument.id && position.side === side;
      total = total.plus(counts ? position.quantity : ZERO);
    }
  }
  if (total.lte(cap)) return;
  refuse(
    'quantity.above-maximum',
    `${account.id} may hold ${text(cap)} contracts ${side} in ${instrument.id}`,
    { field: 'quantity', figure: text(total), limit: text(cap), unit: 'contracts' },
  );
}
