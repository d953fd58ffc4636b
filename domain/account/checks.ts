import {
  type Dec,
  type Exact,
  Rational,
  ZERO,
  isMultipleOf,
  refuse,
  text,
  type RejectionCode,
} from '../kernel/index.js';
import { demandTrusted, instrumentIn, type Instrument } from '../market/index.js';
import { freeMargin, isBreached, marginLevel, measurePool, releasable } from '../margin/index.js';
import type { Draft } from './draft.js';
import { CROSS, type Account } from './account.js';
import { refuseBlockedRisk } from './blocked-risk.js';
import { refuseAfterLoss } from './losses.js';

/** @rejects `quantity.off-lot`, `quantity.below-minimum` */
export function checkQuantity(instrument: Instrument, quantity: Dec): void {
  const { lot, minQuantity, id } = instrument;
  const data = { field: 'quantity', figure: text(quantity), unit: 'contracts' };
  if (lot !== undefined && !isMultipleOf(quantity, lot)) {
    refuse('quantity.off-lot', `${text(quantity)} ${id} is not a multiple of the lot`, {
      ...data,
      limit: text(lot),
    });
  }
  if (minQuantity !== undefined && quantity.lt(minQuantity)) {
    refuse('quantity.below-minimum', `${text(quantity)} ${id} is below the minimum quantity`, {
      ...data,
      limit: text(minQuantity),
    });
  }
}

/** Whether a trade may have this price. @rejects `market.price-not-positive`, `price.off-tick` */
export function checkPrice(instrument: Instrument, price: Dec): void {
  const { tick, id, allowNonPositive } = instrument;
  const data = { field: 'price', figure: text(price), unit: instrument.quote };
  if (price.lte(ZERO) && !allowNonPositive) {
    refuse('market.price-not-positive', `a price of ${id} must be positive`, {
      ...data,
      limit: '0',
    });
  }
  if (tick !== undefined && !isMultipleOf(price, tick)) {
    refuse('price.off-tick', `${text(price)} is not a multiple of the tick of ${id}`, {
      ...data,
      limit: text(tick),
    });
  }
}

/** @rejects `leverage.above-maximum`, and `input.invalid` for a leverage that is not positive */
export function checkLeverage(
  instrument: Instrument,
  leverage: Dec | undefined,
  most: Dec | undefined,
): void {
  if (leverage === undefined) return;
  const data = { field: 'leverage', figure: text(leverage) };
  if (leverage.lte(ZERO)) {
    refuse('input.invalid', 'a leverage must be positive', { ...data, limit: '0' });
  }
  if (most !== undefined && leverage.gt(most)) {
    refuse('leverage.above-maximum', `${text(leverage)}x is above the cap of ${instrument.id}`, {
      ...data,
      limit: text(most),
    });
  }
}

/** @rejects `account.indebted` while a carried debt is not repaid */
export function refuseWhileIndebted({ debts }: Account): void {
  const [debt] = debts;
  if (debt === undefined) return;
  const [asset, { amount }] = debt;
  refuse('account.indebted', `a debt of ${text(amount)} ${asset} must be repaid first`, {
    field: 'account',
    figure: text(amount),
    limit: '0',
    unit: asset,
  });
}

/**
 * Whether a pool may take more risk. Isolated margin comes out of the cross pool, so what bars that
 * one bars all.
 * @rejects `account.indebted`, `pool.bankrupt`, `pool.risk-blocked`, `loss.limit-reached`,
 *   `loss.daily-limit-reached`
 */
export function checkNewRisk(draft: Draft, pool = CROSS): void {
  refuseWhileIndebted(draft.account);
  refuseBlockedRisk(draft, CROSS);
  if (pool !== CROSS) refuseBlockedRisk(draft, pool);
  refuseAfterLoss(draft);
  const cross = draft.pool(CROSS);
  if (cross !== undefined && cross.positions.size > 0) return;
  const { equity } = measurePool(draft.market, draft.margin(CROSS));
  if (equity.sign() < 0) {
    refuse('pool.bankrupt', 'the cross pool owes more than it holds', {
      field: 'account',
      figure: equity.toString(),
      limit: '0',
      unit: draft.market.configuration.settlement,
    });
  }
}

/** @rejects `margin.initial-insufficient` unless the pool covers its initial and order margin */
export function checkInitialMargin(draft: Draft, pool: string): void {
  const measure = measurePool(draft.market, draft.margin(pool));
  demandNotNegative(draft, freeMargin(measure), {
    code: 'margin.initial-insufficient',
    message: `the free margin of ${pool} would be negative`,
    field: 'margin',
  });
}

/**
 * The level below which nothing may add risk; it counts no open orders.
 * @rejects `margin.initial-insufficient` where the pool's margin level stands below it
 */
export function checkRiskLevel(draft: Draft, pool: string): void {
  const { newRiskLevel } = draft.market.configuration;
  if (newRiskLevel === undefined) return;
  const measure = measurePool(draft.market, draft.margin(pool));
  const level = marginLevel(measure);
  if (!(level instanceof Rational) || level.cmp(Rational.ofDecimal(newRiskLevel)) >= 0) return;
  refuse('margin.initial-insufficient', `the margin level of ${pool} allows no new risk`, {
    field: 'margin',
    figure: level.toString(),
    limit: text(newRiskLevel),
    unit: '%',
  });
}

/**
 * An isolated pool that was given exactly its initial margin covers it at the entry; a fill away
 * from the mark may leave it less at the mark, but never at or below its line.
 * @rejects `margin.initial-insufficient`
 */
export function checkAllocated(draft: Draft, pool: string): void {
  const measure = measurePool(draft.market, draft.margin(pool));
  if (!isBreached(draft.market, measure)) return;
  refuse('margin.initial-insufficient', `the pool ${pool} would be breached at once`, {
    field: 'price',
    figure: measure.equity.toString(),
    limit: measure.maintenance.toString(),
    unit: draft.market.configuration.settlement,
  });
}

/**
 * Money leaves a pool only while the prices of all its positions can be trusted.
 * @rejects `market.mark-stale`, `market.mark-unreliable`
 */
function checkTrusted({ market, account }: Draft, pool: string): void {
  for (const { instrument } of account.pools.get(pool)?.positions.values() ?? []) {
    demandTrusted(market, instrumentIn(market, instrument), 'withdraw');
  }
}

/**
 * What may leave a pool is not exhausted by a step that took something from it.
 * @rejects the given code; `market.mark-stale`, `market.mark-unreliable` while it is not known
 */
export function checkReleasable(draft: Draft, pool: string, code: RejectionCode): void {
  checkTrusted(draft, pool);
  const measure = measurePool(draft.market, draft.margin(pool));
  demandNotNegative(draft, releasable(draft.market, measure), {
    code,
    message: `more would leave ${pool} than its margin allows`,
    field: 'amount',
  });
}

/** @rejects `margin.mode-switch-blocked` when a pool would be breached */
export function checkHealthy(draft: Draft, pool: string): void {
  const measure = measurePool(draft.market, draft.margin(pool));
  if (measure.valuations.length > 0 && isBreached(draft.market, measure)) {
    refuse('margin.mode-switch-blocked', `the pool ${pool} would be below maintenance`, {
      field: 'mode',
      figure: measure.equity.toString(),
      limit: measure.maintenance.toString(),
      unit: draft.market.configuration.settlement,
    });
  }
}

interface Refusal {
  readonly code: RejectionCode;
  readonly message: string;
  readonly field: string;
}

function demandNotNegative(draft: Draft, room: Exact, { code, message, field }: Refusal): void {
  if (room.sign() >= 0) return;
  refuse(code, message, {
    field,
    figure: room.toString(),
    limit: '0',
    unit: draft.market.configuration.settlement,
  });
}

/** @rejects `collateral.insufficient` when the balance does not hold the amount */
export function checkBalance(balance: Dec, amount: Dec, asset: string): void {
  if (balance.gte(amount)) return;
  refuse('collateral.insufficient', `the balance does not hold ${text(amount)} ${asset}`, {
    field: 'amount',
    figure: text(amount),
    limit: text(balance),
    unit: asset,
  });
}

/** @rejects `input.invalid` unless the amount is positive */
export function checkPositive(amount: Dec, field: string): void {
  if (amount.gt(ZERO)) return;
  refuse('input.invalid', `${field} must be positive`, {
    field,
    figure: text(amount),
    limit: '0',
  });
}
