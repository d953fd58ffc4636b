import { ZERO, refuse, type Dec } from '../kernel/index.js';
import { TRANSIT, transfer, type Movement } from '../ledger/index.js';
import { demandTradable, demandTrusted, instrumentIn, type Instrument } from '../market/index.js';
import { freeMargin, leverageOf, measurePool, payingWallet } from '../margin/index.js';
import { positionKey, type MarginMode, type Position, type Side } from '../position/index.js';
import { CROSS, walletBalance, type PoolState } from './account.js';
import { chargeDue } from './charge-interest.js';
import {
  checkAllocated,
  checkBalance,
  checkInitialMargin,
  checkLeverage,
  checkNewRisk,
  checkReleasable,
  checkRiskLevel,
  refuseWhileIndebted,
} from './checks.js';
import { leverageChoice, refuseWhileLiquidating, type Draft } from './draft.js';
import { allocate } from './fill-booking.js';
import { isHedging } from './locate.js';
import { checkPermitted } from './permissions.js';
import { positionRecord } from './records.js';
import { initialMargin } from './terms.js';

/** A whole position moved to another account, to the other margin mode, or both. */
export interface MovePosition {
  readonly instrument?: string;
  /** An id of the caller's, or the key of the position. */
  readonly position?: string;
  readonly side?: Side;
  /** The pool it stands in, where the rest does not tell it from another one. */
  readonly pool?: string;
  /** Absent: the mode it has. */
  readonly mode?: MarginMode;
  /** What an isolated pool is given when the position comes from a cross pool. */
  readonly margin?: Dec;
}

/** Where a position stands, and where it is to stand. */
interface Move {
  readonly instrument: Instrument;
  readonly from: PoolState;
  readonly position: Position;
  readonly mode: MarginMode;
  readonly key: string;
  readonly to: string;
}

/**
 * Moves a position at its entry: nothing is traded, no profit is realized, no fee is paid. Its
 * cost, loan and history go with it, and so does the whole balance of an isolated pool it stood in;
 * from a cross pool into an isolated one the receiver allocates its initial margin, or `margin`.
 * For the receiver it is new risk, checked like an opening; a cross pool it leaves must cover its
 * initial margin afterwards, unless its free margin has not shrunk.
 * @param target the same draft for a move within the account
 * @rejects `position.not-found`, `position.conflict`, `margin.mode-switch-blocked` when the mode
 *   would change and the configuration refuses that, `pool.liquidating`, `protection.pending`,
 *   `account.indebted`, `margin.initial-insufficient`, `collateral.insufficient`, and whatever an
 *   opening is refused for
 */
export function movePosition(source: Draft, target: Draft, command: MovePosition): void {
  const move = planned(source, target, command);
  const { instrument, from, mode, to } = move;
  refuseWhileLiquidating(source.account, from.id);
  for (const pool of [to, CROSS]) refuseWhileLiquidating(target.account, pool);
  refuseWhilePending(move);
  refuseWhileIndebted(source.account);
  checkNewRisk(target, to);
  demandTradable(target.market, instrument);
  demandTrusted(target.market, instrument, 'open');
  const held = chargeDue(source, from.id, move.position.key) ?? move.position;
  const leverage = leverageOf(leverageChoice(source.account), instrument, held.leverage);
  if (source !== target) {
    const { side, quantity } = held;
    checkLeverage(instrument, leverage, instrument.maxLeverage);
    checkPermitted(target, instrument, { side, quantity, leverage });
  }
  const free = freeOf(source, CROSS);
  carryOver(source, target, move, source === target ? held : { ...held, leverage });
  if (mode === 'isolated' && from.mode === 'cross') {
    fund(target, move, command.margin);
    checkReleasable(target, CROSS, 'margin.initial-insufficient');
  }
  if (mode === 'isolated' && command.margin === undefined) checkAllocated(target, to);
  else {
    checkInitialMargin(target, to);
    checkRiskLevel(target, to);
  }
  if (from.mode === 'cross' && freeOf(source, CROSS).cmp(free) < 0) {
    checkInitialMargin(source, CROSS);
  }
}

/** The venue may just be closing the position: then it must not be elsewhere. */
function refuseWhilePending({ from, position: { key } }: Move): void {
  const pending = from.protections?.get(key)?.closing?.pending;
  if (pending === undefined) return;
  refuse('protection.pending', `a protective order of ${key} awaits the answer of the venue`, {
    field: 'position',
    figure: pending.order,
  });
}

function planned(source: Draft, target: Draft, command: MovePosition): Move {
  const { from, position } = demandHeld(source, command);
  const mode = command.mode ?? from.mode;
  const { instrument: id, side } = position;
  const own = position.id === undefined ? {} : { id: position.id };
  const key = positionKey(
    { ...own, instrument: id, side },
    isHedging(target.account, target.market),
  );
  const to = mode === 'cross' ? CROSS : `isolated:${key}`;
  if (source === target && mode === from.mode) {
    refuse('input.invalid', `${position.key} stands there already`, {
      field: 'mode',
      figure: mode,
    });
  }
  if (mode !== from.mode && source.market.configuration.modeSwitch === 'refused') {
    refuse('margin.mode-switch-blocked', `${position.key} is open as ${from.mode}`, {
      field: 'mode',
      figure: mode,
      limit: from.mode,
    });
  }
  const named = [...target.account.pools.values()].flatMap((pool) =>
    [...pool.positions.values()].filter((other) =>
      position.id === undefined ? pool.id === to && other.key === key : other.id === position.id,
    ),
  );
  if (named.some((other) => source !== target || other !== position)) {
    refuse('position.conflict', `${key} is held already by ${target.account.id}`, {
      field: 'position',
      figure: key,
    });
  }
  return { instrument: instrumentIn(source.market, id), from, position, mode, key, to };
}

/** The one position that the command names. */
function demandHeld(
  { account }: Draft,
  { instrument, position: name, side, pool }: MovePosition,
): { from: PoolState; position: Position } {
  const found = [...account.pools.values()]
    .filter(({ id }) => pool === undefined || id === pool)
    .flatMap((from) => [...from.positions.values()].map((position) => ({ from, position })))
    .filter(({ position }) => instrument === undefined || position.instrument === instrument)
    .filter(({ position }) => side === undefined || position.side === side)
    .filter(({ position: { id, key } }) => name === undefined || id === name || key === name);
  const [first, second] = found;
  const data = {
    field: name === undefined ? 'instrument' : 'position',
    figure: name ?? instrument ?? '',
  };
  if (first === undefined) {
    refuse('position.not-found', `there is no open position ${data.figure}`, data);
  }
  if (second !== undefined) {
    refuse('position.conflict', `${data.figure} names more than one position`, data);
  }
  return first;
}

/** Takes the position off one side and puts it down on the other, with what its pool held. */
function carryOver(source: Draft, target: Draft, move: Move, held: Position): void {
  const { instrument, from, position, key, to } = move;
  const asset = instrument.payAsset;
  const balance = source.pool(from.id)?.balance ?? ZERO;
  const carried = from.mode === 'isolated' ? balance : ZERO;
  const entry = { asset, reason: 'transfer' } as const;
  const [sender, receiver] = [source.account.id, target.account.id];
  const common = { instrument: instrument.id, side: position.side };
  const leaving: readonly Movement[] = transfer(
    { ...entry, from: source.purse(from.id, asset), to: TRANSIT },
    carried,
  );
  source.emit({
    type: 'PositionSent',
    account: sender,
    pool: from.id,
    position: position.key,
    ...common,
    to: { account: receiver, pool: to },
    movements: leaving,
  });
  const after = { ...held, key, age: target.account.version + 1 };
  target.emit({
    type: 'PositionReceived',
    account: receiver,
    pool: to,
    position: key,
    ...common,
    from: { account: sender, pool: from.id },
    after: positionRecord(after),
    movements: transfer({ ...entry, from: TRANSIT, to: target.purse(to, asset) }, carried),
  });
}

/** Gives the isolated pool of a position that came from a cross pool its margin. */
function fund(target: Draft, { instrument, key, to }: Move, margin: Dec | undefined): void {
  const asset = instrument.payAsset;
  const position = target.pool(to)?.positions.get(key);
  if (position === undefined) return;
  const needed = margin ?? initialMargin(target, position);
  const wallet = payingWallet(target.market, asset);
  checkBalance(walletBalance(target.account, asset, wallet), needed, asset);
  allocate(target, to, asset, needed);
}

function freeOf(draft: Draft, pool: string) {
  return freeMargin(measurePool(draft.market, draft.margin(pool)));
}
