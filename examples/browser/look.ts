import {
  Dec,
  liquidationPrice,
  marginPool,
  measurePool,
  simulate,
  stress,
  type AccountEvent,
  type ShockAxis,
  type Situation,
  type StressCell,
} from 'plimsoll/domain';
import { ACCOUNT, ASSETS, PRICES, type Asset } from './account.js';

/** Moves of both assets as whole percents. */
export type Moves = Readonly<Record<Asset, number>>;

/** Everything the page shows of one pair of moves; decimals as exact strings. */
export interface View {
  readonly equity: string;
  readonly maintenance: string;
  readonly left: string;
  readonly leftMaintenance: string;
  readonly state: State;
  readonly events: readonly AccountEvent[];
  readonly positions: readonly { readonly name: string; readonly liquidationPrice: string }[];
}

export type State = 'safe' | 'called' | 'liquidated' | 'closed' | 'bankrupt';

/** The price of an asset after a move of whole percents. */
export function priceAfter(asset: Asset, percent: number): Dec {
  return new Dec(PRICES[asset]).times(100 + percent).div(100);
}

/** Lets the prices come in and the rules do what they do. */
export function look(situation: Situation, moves: Moves): View {
  const marks = new Map(ASSETS.map((a) => [`${a}-PERP`, priceAfter(a, moves[a])]));
  const rates = new Map([['BTC', priceAfter('BTC', moves.BTC)]]);
  const { after, steps } = simulate(situation, [{ type: 'prices', marks, rates }]);
  const events = steps.flatMap((step) => step.events);
  const before = poolOf({ ...situation, market: after.market });
  const kept = poolOf(after);
  return {
    equity: before.equity.toString(),
    maintenance: before.maintenance.toString(),
    left: kept.equity.toString(),
    leftMaintenance: kept.maintenance.toString(),
    state: stateOf(cellOf(situation, moves)),
    events,
    positions: kept.valuations.map(({ position }) => {
      const { exact } = liquidationPrice(after.market, kept.pool, position);
      return {
        name: `${position.side} ${position.quantity.toFixed()} ${position.instrument}`,
        liquidationPrice: exact?.toDecimal(2, 'half-up').toFixed(2) ?? 'none',
      };
    }),
  };
}

function poolOf({ market, accounts }: Situation) {
  const account = accounts.get(ACCOUNT);
  if (account === undefined) throw new Error('the account is gone');
  return measurePool(market, marginPool(account, market, 'cross'));
}

const share = (percent: number): Dec => new Dec(percent).div(100);

function cellOf(situation: Situation, { BTC, ETH }: Moves): StressCell {
  const rows: ShockAxis = { asset: 'BTC', shares: [share(BTC)] };
  const columns: ShockAxis = { asset: 'ETH', shares: [share(ETH)] };
  const grid = stress(situation, { account: ACCOUNT, rows, columns });
  if (!grid.ok) throw new Error(grid.error.message);
  return grid.value.cells[0]![0]!;
}

/** Both assets shocked by each of the percents. */
export function gridOf(situation: Situation, percents: readonly number[]) {
  const shares = percents.map(share);
  const grid = stress(situation, {
    account: ACCOUNT,
    rows: { asset: 'BTC', shares },
    columns: { asset: 'ETH', shares },
  });
  if (!grid.ok) throw new Error(grid.error.message);
  return grid.value;
}

export function stateOf({ called, closedOut, left }: StressCell): State {
  if (left.deficit.gt(0)) return 'bankrupt';
  if (closedOut.length > 0) return left.positions === 0 ? 'closed' : 'liquidated';
  return called ? 'called' : 'safe';
}
