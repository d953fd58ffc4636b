import { type Dec, ONE } from '../kernel/index.js';
import type { Trade } from '../accrual/index.js';
import type { Instrument, WalletKind } from '../market/index.js';
import type { OpenOrder } from '../order/index.js';
import type { Position } from '../position/index.js';

/** Leverage chosen by the holder: per instrument, else for the whole account. */
export interface LeverageChoice {
  readonly account?: Dec;
  readonly instruments: ReadonlyMap<string, Dec>;
}

/** Balances by asset, then by wallet kind. */
export type Wallets = ReadonlyMap<string, ReadonlyMap<WalletKind, Dec>>;

interface PoolBase {
  readonly id: string;
  readonly positions: readonly Position[];
  readonly leverage: LeverageChoice;
  /** What the holder traded, for the fee tiers; absent where none is counted. */
  readonly trades?: readonly Trade[];
}

/** All eligible wallets back all cross positions of the account together. */
export interface CrossPool extends PoolBase {
  readonly mode: 'cross';
  readonly wallets: Wallets;
  readonly orders: readonly OpenOrder[];
}

/** A fixed amount backs one position and nothing else; a loss never leaves it. */
export interface IsolatedPool extends PoolBase {
  readonly mode: 'isolated';
  /** The asset its instrument pays in. */
  readonly asset: string;
  readonly balance: Dec;
}

/** What is measured and judged as one: collateral and the positions it backs. */
export type MarginPool = CrossPool | IsolatedPool;

/** The position's own leverage, else the holder's choice, else the instrument's cap, else 1. */
export function leverageOf(
  choice: LeverageChoice,
  instrument: Instrument,
  own: Dec | undefined,
): Dec {
  return (
    own ?? choice.instruments.get(instrument.id) ?? choice.account ?? instrument.maxLeverage ?? ONE
  );
}
