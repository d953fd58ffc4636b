import { ZERO, type Dec, type Exact, type Instant } from '../kernel/index.js';
import type { FeeSchedule, FeeTier, Instrument, Market } from '../market/index.js';

/** Whether a fill took liquidity or provided it. */
export type Liquidity = 'maker' | 'taker';

/** What a holder traded at one instant, in settlement. */
export interface Trade {
  readonly at: Instant;
  readonly amount: Dec;
}

/**
 * Volume over the window that ends now. A trade counts for as long as it is younger than the
 * window: one that is exactly as old counts no more.
 */
export function tradedVolume(market: Market, trades: readonly Trade[] | undefined): Dec {
  const since = market.now - market.configuration.fees.window;
  let volume = ZERO;
  for (const { at, amount } of trades ?? []) if (at > since) volume = volume.plus(amount);
  return volume;
}

/**
 * The rate of a fill's fee: that of the instrument, else of its kind, else of the engine. Tiers go
 * by the volume before the fill, which is the same for cross and isolated positions.
 */
export function feeRate(
  market: Market,
  instrument: Instrument,
  liquidity: Liquidity,
  trades: readonly Trade[] | undefined,
): Dec {
  for (const fees of schedules(market, instrument)) {
    const { tiers } = fees ?? {};
    const rate = tiers === undefined ? fees?.[liquidity] : tierOf(tiers, market, trades)[liquidity];
    if (rate !== undefined) return rate;
  }
  return ZERO;
}

/**
 * The rate of a close-out's fee: that of the stage, else of the instrument, else of its kind, else
 * of the engine.
 */
export function liquidationFeeRate(market: Market, instrument: Instrument): Dec {
  const { fees, liquidation } = market.configuration;
  if (liquidation.ownFee === true) return liquidation.fee;
  const own = instrument.fees?.liquidation ?? fees.kinds.get(instrument.kind)?.liquidation;
  return own ?? liquidation.fee;
}

function schedules(market: Market, { fees, kind }: Instrument): (FeeSchedule | undefined)[] {
  const { kinds, engine } = market.configuration.fees;
  return [fees, kinds.get(kind), engine];
}

function tierOf(
  tiers: readonly FeeTier[],
  market: Market,
  trades: readonly Trade[] | undefined,
): FeeTier {
  const volume = tradedVolume(market, trades);
  let reached = tiers[0]!;
  for (const tier of tiers) if (volume.gte(tier.from)) reached = tier;
  return reached;
}

/**
 * The fee of a fill on its notional at the fill price, in the pay asset, rounded up; negative for
 * a rebate, then rounded toward what the account receives least.
 */
export function tradingFee(rate: Dec, notional: Exact, decimals: number): Dec {
  return notional.scaled(rate).rounded(decimals, 'ceiling');
}
