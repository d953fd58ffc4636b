import { refuse } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import { positionKey, type MarginMode, type Position, type Side } from '../position/index.js';
import { CROSS, type Account, type PoolState } from './account.js';
import type { PositionReference } from './commands.js';

/** Where a fill belongs: an existing position, or the place a new one would take. */
export interface Place {
  readonly pool: string;
  readonly mode: MarginMode;
  readonly key: string;
  readonly position?: Position;
}

interface Sought {
  readonly instrument: string;
  readonly side?: Side | undefined;
  readonly mode?: MarginMode | undefined;
  readonly position?: string | undefined;
}

/** Whether long and short of an instrument stand side by side in this account. */
export function isHedging(account: Account, market: Market): boolean {
  return (account.positionMode ?? market.configuration.positionMode) === 'hedge';
}

/** The mode of a new position: as named, else the holder's choice, else cross. */
function chosenMode(account: Account, { instrument, mode }: Sought): MarginMode {
  return mode ?? account.modes.get(instrument) ?? account.mode ?? 'cross';
}

interface Found {
  readonly pool: PoolState;
  readonly position: Position;
}

function* positionsOf(account: Account): Generator<Found> {
  for (const pool of account.pools.values()) {
    for (const position of pool.positions.values()) yield { pool, position };
  }
}

/**
 * Finds the position a fill belongs to: by the caller's id, else the one without an id in the
 * instrument and mode (in hedge mode also of the side).
 * @rejects `position.conflict` when the id names a position of another instrument or mode
 */
export function locate(account: Account, market: Market, sought: Sought & { side: Side }): Place {
  const found = findPosition(account, market, sought);
  if (found !== undefined) return placeOf(found);
  const { position: id, instrument, side } = sought;
  const key = positionKey(
    { instrument, side, ...(id === undefined ? {} : { id }) },
    isHedging(account, market),
  );
  const mode = chosenMode(account, sought);
  return { mode, key, pool: mode === 'cross' ? CROSS : `isolated:${key}` };
}

function placeOf({ pool, position }: Found): Place {
  return { pool: pool.id, mode: pool.mode, key: position.key, position };
}

function findPosition(account: Account, market: Market, sought: Sought): Found | undefined {
  const { instrument, side, mode, position: id } = sought;
  if (id !== undefined) {
    const named = [...positionsOf(account)].find(({ position }) => position.id === id);
    if (named === undefined) return undefined;
    if (named.position.instrument !== instrument || (mode ?? named.pool.mode) !== named.pool.mode) {
      refuse('position.conflict', `${id} names a position of another instrument or mode`, {
        field: 'position',
        figure: id,
      });
    }
    return named;
  }
  const hedging = isHedging(account, market);
  const candidates = [...positionsOf(account)].filter(
    ({ position }) =>
      position.id === undefined &&
      position.instrument === instrument &&
      (!hedging || side === undefined || position.side === side),
  );
  if (mode !== undefined) return candidates.find(({ pool }) => pool.mode === mode);
  const preferred = account.modes.get(instrument) ?? account.mode ?? 'cross';
  return candidates.find(({ pool }) => pool.mode === preferred) ?? candidates[0];
}

/**
 * The open position a close or margin step names.
 * @rejects `position.not-found`
 */
export function demandPosition(
  account: Account,
  market: Market,
  sought: Sought,
): Place & { readonly position: Position } {
  const found = findPosition(account, market, sought);
  if (found === undefined || (sought.side ?? found.position.side) !== found.position.side) {
    const name = sought.position ?? sought.instrument;
    refuse('position.not-found', `there is no open position ${name}`, {
      field: sought.position === undefined ? 'instrument' : 'position',
      figure: name,
    });
  }
  return { ...placeOf(found), position: found.position };
}

/**
 * The position a reference names, by its own id or its instrument; the cross pool is looked at
 * first.
 * @rejects `position.not-found`
 */
export function demandReferenced(account: Account, reference: PositionReference): Found {
  const { position: id, instrument } = reference;
  for (const found of positionsOf(account)) {
    const { position } = found;
    const meant =
      id === undefined
        ? position.instrument === instrument
        : [position.key, position.id].includes(id);
    if (meant) return found;
  }
  const name = id ?? instrument ?? '';
  refuse('position.not-found', `there is no open position ${name}`, {
    field: id === undefined ? 'instrument' : 'position',
    figure: name,
  });
}

/**
 * The isolated position a margin transfer names, by its own id or its instrument.
 * @rejects `position.not-found`, `pool.not-isolated`
 */
export function demandIsolated(
  account: Account,
  { position: id, instrument }: { readonly position?: string; readonly instrument?: string },
): Found {
  const named = [...positionsOf(account)].filter(({ position }) =>
    id === undefined
      ? position.instrument === instrument
      : position.key === id || position.id === id,
  );
  const isolated = named.find(({ pool }) => pool.mode === 'isolated');
  if (isolated !== undefined) return isolated;
  const name = id ?? instrument ?? '';
  if (named.length > 0) {
    refuse('pool.not-isolated', `${name} is held in the cross pool`, {
      field: 'position',
      figure: name,
    });
  }
  refuse('position.not-found', `there is no open position ${name}`, {
    field: 'position',
    figure: name,
  });
}

/**
 * The same where the answer must be certain: among several positions of an instrument in one pool
 * the one without an id of its own is meant.
 * @rejects `position.not-found`, `position.conflict` when several could be meant
 */
export function demandOnly(account: Account, reference: PositionReference): Found {
  const found = demandReferenced(account, reference);
  const { pool, position } = found;
  const alike = [...pool.positions.values()].filter(
    ({ instrument }) => instrument === position.instrument,
  );
  if (reference.position !== undefined || alike.length === 1) return found;
  const [plain, other] = alike.filter(({ id }) => id === undefined);
  if (plain !== undefined && other === undefined) return { pool, position: plain };
  refuse('position.conflict', `several positions of ${position.instrument}: name one of them`, {
    field: 'position',
    figure: alike.map(({ key }) => key).join(', '),
  });
}
