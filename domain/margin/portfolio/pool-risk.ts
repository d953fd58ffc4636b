import { Exact, type Dec } from '../../kernel/index.js';
import { demandRate, rateOf, unitOfAsset, type Market, type RiskUnit } from '../../market/index.js';
import { countedBalance } from '../collateral.js';
import type { MarginPool } from '../pool.js';
import { inSettlement, type Valuation } from '../valuation.js';
import { depegCharge } from './depeg-charge.js';
import { unitsRequirement } from './group-requirement.js';
import { NO_RISK, collateralSums, minus, plus, type UnitSums } from './unit-sums.js';
import type { RequirementPart } from './unit-requirement.js';

/**
 * Whether anything is required of a pool as a whole: it holds a position with the model `scenario`,
 * or it is a cross pool and its collateral is shocked or its borrowing charged.
 */
export function isMeasuredWhole(
  market: Market,
  pool: MarginPool,
  valuations: readonly Valuation[],
): boolean {
  const { configuration } = market;
  if (configuration.portfolioMargin === undefined) return false;
  if (valuations.some(({ risk }) => risk !== undefined)) return true;
  if (pool.mode === 'isolated') return false;
  if (configuration.portfolioMargin.debt !== undefined) return true;
  return [...pool.wallets.keys()].some((asset) => unitOfAsset(configuration, asset) !== undefined);
}

/** Sums over the positions of a pool that is measured as a whole. */
export class RiskSums {
  private readonly units = new Map<RiskUnit, UnitSums>();
  private readonly profits = new Map<string, Exact>();

  static of(valuations: readonly Valuation[]): RiskSums {
    const sums = new RiskSums();
    for (const valuation of valuations) sums.put(valuation);
    return sums;
  }

  put({ risk, instrument, profit }: Valuation): void {
    this.move(instrument.payAsset, profit);
    if (risk !== undefined) this.units.set(risk.unit, plus(this.unit(risk.unit), risk.sums));
  }

  take({ risk, instrument, profit }: Valuation): void {
    this.move(instrument.payAsset, profit.negated());
    if (risk !== undefined) this.units.set(risk.unit, minus(this.unit(risk.unit), risk.sums));
  }

  private unit(unit: RiskUnit): UnitSums {
    return this.units.get(unit) ?? NO_RISK;
  }

  private move(asset: string, profit: Exact): void {
    this.profits.set(asset, (this.profits.get(asset) ?? Exact.ZERO).plus(profit));
  }

  /** The sums of each unit, with what collateral adds to them. */
  withCollateral(market: Market, pool: MarginPool): ReadonlyMap<RiskUnit, UnitSums> {
    const all = new Map(this.units);
    for (const [asset, balance] of balancesOf(market, pool)) {
      const unit = unitOfAsset(market.configuration, asset);
      const rate = rateOf(market, asset);
      if (unit === undefined || rate === undefined) continue;
      all.set(unit, plus(all.get(unit) ?? NO_RISK, collateralSums(balance, rate)));
    }
    return all;
  }

  /**
   * What the pool borrowed of each asset, in settlement.
   * @formula -min(0, balance + unrealized profit paid in the asset) x rate
   */
  borrowed(market: Market, pool: MarginPool): ReadonlyMap<string, Exact> {
    const held = new Map(this.profits);
    for (const [asset, balance] of balancesOf(market, pool)) {
      const rate = balance.isNegative() ? demandRate(market, asset) : rateOf(market, asset);
      if (rate === undefined) continue;
      const value = inSettlement(Exact.of(balance), rate);
      held.set(asset, (held.get(asset) ?? Exact.ZERO).plus(value));
    }
    const owed = new Map<string, Exact>();
    for (const [asset, value] of held) if (value.sign() < 0) owed.set(asset, value.negated());
    return owed;
  }
}

/** Balances that back a pool, none of them zero. */
export function* balancesOf(market: Market, pool: MarginPool): Generator<readonly [string, Dec]> {
  if (pool.mode === 'isolated') {
    if (!pool.balance.isZero()) yield [pool.asset, pool.balance];
    return;
  }
  for (const asset of pool.wallets.keys()) {
    const balance = countedBalance(market, pool.wallets, asset);
    if (!balance.isZero()) yield [asset, balance];
  }
}

/** What a pool requires as a whole, in settlement: its units, its hedges and its borrowing. */
export function poolRisk(
  market: Market,
  pool: MarginPool,
  sums: RiskSums,
  part: RequirementPart,
): Exact {
  const { portfolioMargin } = market.configuration;
  if (portfolioMargin === undefined) return Exact.ZERO;
  const held = sums.withCollateral(market, pool);
  return unitsRequirement(portfolioMargin, held, part)
    .plus(depegCharge(held, market))
    .plus(debtCharge(market, pool, sums, part));
}

function debtCharge(
  market: Market,
  pool: MarginPool,
  sums: RiskSums,
  part: RequirementPart,
): Exact {
  const rate = market.configuration.portfolioMargin?.debt?.[part];
  if (rate === undefined || rate.isZero()) return Exact.ZERO;
  return Exact.sum(sums.borrowed(market, pool).values()).scaled(rate);
}
