import { Dec, ZERO, refuse, text } from '../kernel/index.js';
import { feeOrRebate, feeShare } from './fee-share.js';

/** One step of a fee schedule: rates of a holder whose volume is at least `from`. */
export interface FeeTierTerms {
  /** Volume over the window, in settlement. */
  readonly from: string;
  readonly maker: string;
  readonly taker: string;
}

/** Fees of an instrument or of a kind; what is absent falls to the next wider terms. */
export interface FeeTerms {
  /** Rates of the notional; a negative maker rate is a rebate. */
  readonly maker?: string;
  readonly taker?: string;
  /** Instead of `maker` and `taker`: rates by volume, ascending, the first from "0". */
  readonly tiers?: readonly FeeTierTerms[];
  /** Rate of a close-out's notional. */
  readonly liquidation?: string;
}

/** One step of a fee schedule with its numbers read; `from` is a volume in settlement. */
export interface FeeTier {
  readonly from: Dec;
  readonly maker: Dec;
  readonly taker: Dec;
}

/** Fee terms with their numbers read. */
export interface FeeSchedule {
  readonly maker?: Dec;
  readonly taker?: Dec;
  readonly tiers?: readonly FeeTier[];
  readonly liquidation?: Dec;
}

/**
 * Reads the fees of an instrument, a kind or an engine.
 * @rejects `input.invalid`: tiers beside plain rates, out of order or not from "0", a rate above
 *   the notional, a negative liquidation fee
 */
export function feeSchedule(terms: FeeTerms, field: string): FeeSchedule {
  const { maker, taker, tiers, liquidation } = terms;
  if (tiers !== undefined && (maker ?? taker) !== undefined) {
    refuse('input.invalid', `${field}: plain rates cannot stand beside tiers`, {
      field: `${field}.tiers`,
    });
  }
  const rate = (given: string, name: string): Dec =>
    feeOrRebate(given, 'a trading fee', `${field}.${name}`);
  return {
    ...(maker === undefined ? {} : { maker: rate(maker, 'maker') }),
    ...(taker === undefined ? {} : { taker: rate(taker, 'taker') }),
    ...(tiers === undefined ? {} : { tiers: tiersOf(tiers, field) }),
    ...(liquidation === undefined
      ? {}
      : { liquidation: feeShare(liquidation, 'a liquidation fee', `${field}.liquidation`) }),
  };
}

function tiersOf(tiers: readonly FeeTierTerms[], field: string): readonly FeeTier[] {
  const read = tiers.map((tier, index) => ({
    from: new Dec(tier.from),
    maker: feeOrRebate(tier.maker, 'a trading fee', `${field}.tiers[${index}].maker`),
    taker: feeOrRebate(tier.taker, 'a trading fee', `${field}.tiers[${index}].taker`),
  }));
  read.forEach(({ from }, index) => {
    const limit = index === 0 ? ZERO : read[index - 1]!.from;
    if (index === 0 ? from.isZero() : from.gt(limit)) return;
    refuse('input.invalid', `${field}: fee tier ${index + 1} is out of order`, {
      field: `${field}.tiers[${index}].from`,
      figure: text(from),
      limit: text(limit),
    });
  });
  return read;
}
