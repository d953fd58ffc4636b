import { type Dec, refuse, text } from '../kernel/index.js';
import { alertRules, bookedDecimals, checkAlerts, instrumentIn } from '../market/index.js';
import {
  freeMargin,
  initialInPayAsset,
  measurePool,
  payingWallet,
  valuePosition,
} from '../margin/index.js';
import type { MarginMode, Position } from '../position/index.js';
import { CROSS, walletBalance, type PoolState } from './account.js';
import {
  checkBalance,
  checkHealthy,
  checkInitialMargin,
  checkLeverage,
  checkReleasable,
} from './checks.js';
import { checkLending } from './borrow-terms.js';
import { chargeDue } from './charge-interest.js';
import type { SetAlerts } from './commands.js';
import { leverageChoice, refuseWhileLiquidating, type Draft } from './draft.js';
import { allocate, release } from './fill-booking.js';
import { lendingMoves } from './loan-booking.js';
import { refinanced } from './open-loan.js';
import { checkLeveragePermitted } from './permissions.js';
import { loanRecord } from './records.js';

interface Held {
  readonly pool: PoolState;
  readonly position: Position;
}

function positionsIn(draft: Draft, instrument: string): Held[] {
  return [...draft.account.pools.values()].flatMap((pool) =>
    [...pool.positions.values()]
      .filter((position) => position.instrument === instrument)
      .map((position) => ({ pool, position })),
  );
}

/**
 * Sets the leverage of an instrument and of its open positions.
 * @rejects `leverage.above-maximum`, `margin.initial-insufficient` when a pool that needs more
 *   initial margin for it does not hold it
 */
export function setLeverage(draft: Draft, instrumentId: string, leverage: Dec): void {
  const instrument = instrumentIn(draft.market, instrumentId);
  checkLeverage(instrument, leverage, instrument.maxLeverage);
  const held = positionsIn(draft, instrument.id);
  const sides = held.map(({ position }) => position.side);
  checkLeveragePermitted(draft, instrument, leverage, sides);
  const pools = [...new Set(held.map(({ pool }) => pool.id))];
  for (const pool of pools) refuseWhileLiquidating(draft.account, pool);
  const free = (pool: string) => freeMargin(measurePool(draft.market, draft.margin(pool)));
  const settled = held.map(({ pool, position: before }) => {
    const position = chargeDue(draft, pool.id, before.key) ?? before;
    return { pool: pool.id, position, loan: refinanced(instrument, position, leverage) };
  });
  for (const { position, loan } of settled) {
    if (loan !== undefined) checkLending(draft, instrument, position, { ...position, loan });
  }
  const before = new Map(pools.map((pool) => [pool, free(pool)]));
  draft.emit({
    type: 'LeverageChanged',
    account: draft.account.id,
    instrument: instrument.id,
    leverage: text(leverage),
    positions: settled.map(({ pool, position, loan }) => ({
      pool,
      position: position.key,
      ...(loan === undefined ? {} : { loan: loanRecord(loan) }),
    })),
    movements: settled.flatMap(({ position, loan }) =>
      loan === undefined ? [] : lendingMoves(draft, instrument, position, { ...position, loan }),
    ),
  });
  for (const pool of pools) {
    const room = before.get(pool);
    if (room !== undefined && free(pool).cmp(room) < 0) checkInitialMargin(draft, pool);
  }
}

/**
 * Chooses the margin mode of an instrument. With an open position it is refused unless the
 * configuration allows it; then the position moves with its money and both pools must be healthy.
 * @rejects `margin.mode-switch-blocked`, `pool.liquidating`
 */
export function setMode(draft: Draft, instrumentId: string, mode: MarginMode): void {
  const instrument = instrumentIn(draft.market, instrumentId);
  const held = positionsIn(draft, instrument.id);
  const moving = held.filter(({ pool }) => pool.mode !== mode);
  for (const { pool } of held) refuseWhileLiquidating(draft.account, pool.id);
  if (moving.length > 0 && draft.market.configuration.modeSwitch === 'refused') {
    refuse('margin.mode-switch-blocked', `${instrument.id} has an open position`, {
      field: 'mode',
      figure: mode,
    });
  }
  const moves = moving.map(({ pool, position }) => ({
    from: pool.id,
    to: mode === 'cross' ? CROSS : `isolated:${position.key}`,
    position: position.key,
    balance: pool.balance,
    initial: initialMargin(draft, position),
  }));
  draft.emit({
    type: 'MarginModeChanged',
    account: draft.account.id,
    instrument: instrument.id,
    mode,
    moved: moves.map(({ from, to, position }) => ({ from, to, position })),
  });
  const asset = instrument.payAsset;
  for (const { from, to, balance, initial } of moves) {
    if (mode === 'cross') {
      release(draft, from, asset, balance);
    } else {
      const wallet = payingWallet(draft.market, asset);
      checkBalance(walletBalance(draft.account, asset, wallet), initial, asset);
      allocate(draft, to, asset, initial);
      checkHealthy(draft, to);
    }
    checkHealthy(draft, CROSS);
  }
  const leaves = mode === 'isolated' && moves.length > 0;
  if (leaves) checkReleasable(draft, CROSS, 'margin.mode-switch-blocked');
}

/** Initial margin of a position at the mark, in the pay asset, rounded up. */
export function initialMargin(draft: Draft, position: Position): Dec {
  const valuation = valuePosition(draft.market, leverageChoice(draft.account), position);
  const { payAsset } = valuation.instrument;
  return initialInPayAsset(valuation).rounded(bookedDecimals(draft.market, payAsset), 'up');
}

/**
 * Switches alerts on or off, sets own thresholds, or chooses what is told on which channel.
 * @rejects `input.invalid`: `on` where the engine has no thresholds, or a threshold that would be
 *   told too late
 */
export function setAlerts(draft: Draft, { alerts, channels }: SetAlerts): void {
  const { configuration, instruments } = draft.market;
  if (alerts === undefined && channels === undefined) {
    refuse('input.invalid', 'nothing is chosen: name alerts or channels', { field: 'alerts' });
  }
  if (alerts === 'on' && configuration.alerts === undefined) {
    refuse('input.invalid', 'the engine has no thresholds of its own: name some', {
      field: 'alerts',
      figure: 'on',
    });
  }
  if (typeof alerts === 'object') {
    checkAlerts(configuration, alertRules(alerts), instruments.values());
  }
  draft.emit({
    type: 'AlertsSet',
    account: draft.account.id,
    ...(alerts === undefined ? {} : { alerts }),
    ...(channels === undefined ? {} : { channels }),
  });
}
