import type { LiquidationCase } from '../liquidation/index.js';
import type { Account, PoolState } from './account.js';

/** A copy that nobody has seen yet, so that it may still be written to. */
export type Own<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A copy of an account to be changed; what it does not have the copy has not either. Written out,
 * as the two below are: all copies have one form then, however their originals came about, and
 * what meets one form alone is read and copied several times faster. Each event makes one or two.
 */
export function copyOfAccount(account: Account): Own<Account> {
  const { id, wallets, pools, orders, leverages, modes, debts, version } = account;
  const copy: Own<Account> = { id, wallets, pools, orders, leverages, modes, debts, version };
  const { leverage, mode, positionMode, permissions, alerts, channels } = account;
  if (leverage !== undefined) copy.leverage = leverage;
  if (mode !== undefined) copy.mode = mode;
  if (positionMode !== undefined) copy.positionMode = positionMode;
  if (permissions !== undefined) copy.permissions = permissions;
  if (alerts !== undefined) copy.alerts = alerts;
  if (channels !== undefined) copy.channels = channels;
  const { lossLimits, losses, claims, halted, trades } = account;
  if (lossLimits !== undefined) copy.lossLimits = lossLimits;
  if (losses !== undefined) copy.losses = losses;
  if (claims !== undefined) copy.claims = claims;
  if (halted !== undefined) copy.halted = halted;
  if (trades !== undefined) copy.trades = trades;
  return copy;
}

/** A copy of a pool to be changed. */
export function copyOfPool(pool: PoolState): Own<PoolState> {
  const { id, mode, balance, positions, age, called, raised } = pool;
  const copy: Own<PoolState> = { id, mode, balance, positions, age, called, raised };
  const { asset, deadline, liquidation, stages, autoMargin, protections } = pool;
  if (asset !== undefined) copy.asset = asset;
  if (liquidation !== undefined) copy.liquidation = liquidation;
  if (deadline !== undefined) copy.deadline = deadline;
  if (stages !== undefined) copy.stages = stages;
  if (autoMargin !== undefined) copy.autoMargin = autoMargin;
  if (protections !== undefined) copy.protections = protections;
  return copy;
}

/** A copy of a case to be changed. */
export function copyOfCase(open: LiquidationCase): Own<LiquidationCase> {
  const { id, closeOuts, pending, closed } = open;
  const copy: Own<LiquidationCase> = { id, closeOuts, pending, closed };
  const { reason, toMarket, waiting, waitingFor, stage } = open;
  if (reason !== undefined) copy.reason = reason;
  if (toMarket !== undefined) copy.toMarket = toMarket;
  if (waiting !== undefined) copy.waiting = waiting;
  if (waitingFor !== undefined) copy.waitingFor = waitingFor;
  if (stage !== undefined) copy.stage = stage;
  return copy;
}
