import {
  Dec,
  ZERO,
  attempt,
  invariant,
  refuse,
  text,
  type Rejection,
  type Result,
} from '../kernel/index.js';
import { FUND, OUTSIDE, transfer, type Movement } from '../ledger/index.js';

/** What the fund was given and what it paid; money moves only by an event's movements. */
export type FundEvent =
  | {
      readonly type: 'FundCredited';
      readonly asset: string;
      readonly amount: string;
      readonly movements: readonly Movement[];
    }
  /** The fund's side of a movement that an account's event carries. */
  | {
      readonly type: 'FundMoved';
      readonly asset: string;
      /** Signed: positive into the fund. */
      readonly amount: string;
      /** The case a deficit was covered for; absent for contributions. */
      readonly case?: string;
    };

/** Aggregate root of one asset's insurance fund: it never goes below zero, a case is paid once. */
export interface InsuranceFund {
  readonly asset: string;
  readonly balance: Dec;
  readonly covered: ReadonlyMap<string, Dec>;
}

/** An empty fund of one asset. */
export function newFund(asset: string): InsuranceFund {
  return { asset, balance: ZERO, covered: new Map() };
}

/** Decides a credit from outside. @rejects `input.invalid` for an amount that is not positive */
export function creditFund(fund: InsuranceFund, amount: Dec): Result<FundEvent, Rejection> {
  return attempt(() => {
    if (amount.lte(ZERO)) {
      refuse('input.invalid', 'a fund is credited a positive amount', {
        field: 'amount',
        figure: text(amount),
        limit: '0',
        unit: fund.asset,
      });
    }
    const { asset } = fund;
    return {
      type: 'FundCredited',
      asset,
      amount: text(amount),
      movements: transfer({ asset, from: OUTSIDE, to: FUND, reason: 'fund-credit' }, amount),
    };
  });
}

/** The fund's side of an account's event, if the event moved money of the fund. */
export function fundMoves(event: {
  readonly movements?: readonly Movement[];
  readonly case?: string;
  readonly type: string;
}): FundEvent[] {
  return (event.movements ?? []).flatMap(({ asset, amount, from, to }): FundEvent[] => {
    if (to.at === 'insurance-fund') return [{ type: 'FundMoved', asset, amount }];
    if (from.at !== 'insurance-fund') return [];
    const paid = text(new Dec(amount).negated());
    const covers = event.type === 'DeficitCovered' && event.case !== undefined;
    return [{ type: 'FundMoved', asset, amount: paid, ...(covers ? { case: event.case } : {}) }];
  });
}

/** The fund after an event. Going below zero or covering a case twice is a bug. */
export function evolveFund(fund: InsuranceFund, event: FundEvent): InsuranceFund {
  const amount = new Dec(event.amount);
  const balance = fund.balance.plus(amount);
  invariant(!balance.isNegative(), 'I-4', 'the insurance fund went below zero', {
    balance: text(balance),
  });
  if (event.type !== 'FundMoved' || event.case === undefined) return { ...fund, balance };
  invariant(!fund.covered.has(event.case), 'I-13', `case ${event.case} was covered twice`);
  const covered = new Map(fund.covered).set(event.case, amount.negated());
  return { ...fund, balance, covered };
}
