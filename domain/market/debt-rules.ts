import { Dec, EPOCH, ZERO, parseInstant, refuse, text, type Instant } from '../kernel/index.js';
import { WALLET_KINDS, type WalletKind } from './asset-rule.js';

/** Small rests are absorbed, all of them, or none. */
export type NegativeBalanceProtection = 'below-limit' | 'full' | 'none';

/** A protection that is in force from an instant on; numbers are decimal strings. */
export interface ProtectionTerms {
  /** ISO 8601 UTC; absent: always. */
  readonly from?: string;
  readonly protection: NegativeBalanceProtection;
  /** What is strictly smaller is absorbed, in settlement; default: `writeOffBelow`. */
  readonly limit?: string;
}

/** Where a debt is recovered from: other wallets of the account, or what comes in from outside. */
export type RecoverySource = WalletKind | 'deposits';

/** The keys of `engine` about debts: what becomes of a deficit that the holder is to bear. */
export interface DebtTerms {
  readonly negativeBalanceProtection?: NegativeBalanceProtection | readonly ProtectionTerms[];
  /** What is done before a deficit of the cross pool is settled; default: nothing. */
  readonly deficitReaction?: 'none' | 'convert-collateral';
  /** The asset in which debts are kept; default: the one in which they were incurred. */
  readonly debtAsset?: string;
  /** Who repays a debt, in this order; default: deposits of the same asset only. */
  readonly debtRecovery?: readonly RecoverySource[];
}

interface DatedProtection {
  readonly from: Instant;
  readonly protection: NegativeBalanceProtection;
  readonly limit: Dec;
}

/** How deficits turn into debts and how these are recovered. */
export interface DebtRules {
  /** Ascending by the instant from which they are in force. */
  readonly protections: readonly DatedProtection[];
  readonly convertsCollateral: boolean;
  readonly asset?: string;
  /** Wallets asked as soon as a debt arises, and those asked after a deposit has paid. */
  readonly recovery?: {
    readonly first: readonly WalletKind[];
    readonly afterDeposits: readonly WalletKind[];
  };
}

/**
 * Reads the keys about debts.
 * @rejects `input.invalid`: a limit below zero, protections out of order of time, a recovery that
 *   leaves out the deposits, a debt asset without the conversion of collateral (a debt in an asset
 *   of which collateral is held would be none).
 */
export function debtRulesOf(terms: DebtTerms, writeOffBelow: Dec): DebtRules {
  const { negativeBalanceProtection: named = 'below-limit', debtAsset, deficitReaction } = terms;
  const dated = typeof named === 'string' ? [{ protection: named }] : named;
  const convertsCollateral = deficitReaction === 'convert-collateral';
  if (debtAsset !== undefined && !convertsCollateral) {
    refuse('input.invalid', 'a debt asset needs the reaction convert-collateral', {
      field: 'engine.debtAsset',
      figure: debtAsset,
    });
  }
  const recovery = terms.debtRecovery;
  return {
    protections: dated.map((one, index) => datedProtection(one, index, dated, writeOffBelow)),
    convertsCollateral,
    ...(debtAsset === undefined ? {} : { asset: debtAsset }),
    ...(recovery === undefined ? {} : { recovery: recoveryOf(recovery) }),
  };
}

function datedProtection(
  { from, protection, limit }: ProtectionTerms,
  index: number,
  all: readonly ProtectionTerms[],
  writeOffBelow: Dec,
): DatedProtection {
  const field = `engine.negativeBalanceProtection[${index}]`;
  const least = limit === undefined ? writeOffBelow : new Dec(limit);
  if (least.lt(ZERO)) {
    refuse('input.invalid', 'the limit of a protection cannot be negative', {
      field: `${field}.limit`,
      figure: text(least),
      limit: '0',
    });
  }
  const start = instantOfTerm(from, field);
  const before = index === 0 ? undefined : instantOfTerm(all[index - 1]?.from, field);
  if (before !== undefined && start <= before) {
    refuse('input.invalid', 'protections stand in ascending order of time', {
      field: `${field}.from`,
      figure: from ?? 'absent',
      limit: all[index - 1]?.from ?? 'absent',
    });
  }
  return { from: start, protection, limit: protection === 'below-limit' ? least : ZERO };
}

function instantOfTerm(from: string | undefined, field: string): Instant {
  if (from === undefined) return EPOCH;
  const parsed = parseInstant(from);
  if (parsed.ok) return parsed.value;
  refuse('input.invalid', `from must be ${parsed.error}`, { field: `${field}.from`, figure: from });
}

function recoveryOf(sources: readonly RecoverySource[]): NonNullable<DebtRules['recovery']> {
  const deposits = sources.indexOf('deposits');
  if (deposits < 0 || new Set(sources).size < sources.length) {
    refuse('input.invalid', 'a recovery names the deposits and each wallet at most once', {
      field: 'engine.debtRecovery',
      figure: sources.join(', '),
      limit: ['deposits', ...WALLET_KINDS].join(', '),
    });
  }
  return {
    first: sources.slice(0, deposits) as WalletKind[],
    afterDeposits: sources.slice(deposits + 1) as WalletKind[],
  };
}

/** Whether a deficit is carried as a debt now, and below which rest the venue absorbs it. */
export function protectionAt(
  { debts, writeOffBelow }: { readonly debts: DebtRules; readonly writeOffBelow: Dec },
  now: Instant,
): { readonly carries: boolean; readonly absorbedBelow: Dec } {
  const inForce = debts.protections.filter(({ from }) => from <= now).at(-1);
  if (inForce === undefined) return { carries: true, absorbedBelow: writeOffBelow };
  return { carries: inForce.protection !== 'full', absorbedBelow: inForce.limit };
}
