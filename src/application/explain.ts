import {
  POOL_EXPLANATIONS,
  POSITION_EXPLANATIONS,
  marginPool,
  measurePool,
  type Account,
  type Derivation,
  type Explained,
  type Market,
  type Valuation,
} from '../../domain/index.js';
import { originsOnTape } from '../history/origins.js';
import type { Tape } from '../history/tape.js';
import type { PoolFigure, PositionFigure } from './figures.js';

/** What is asked why: a figure of a pool, or of one of its positions where that is named. */
export interface Question {
  readonly account: Account;
  readonly pool: string;
  readonly figure: PoolFigure | PositionFigure;
  readonly position?: string;
}

/** Every figure of a pool and of a position has an explanation; the compiler sees to it. */
const OF_POOL: Readonly<Record<PoolFigure, (explained: Explained) => Derivation>> =
  POOL_EXPLANATIONS;
const OF_POSITION: Readonly<
  Record<PositionFigure, (explained: Explained, valuation: Valuation) => Derivation>
> = POSITION_EXPLANATIONS;

/**
 * Explains a figure down to the fills and movements that formed each amount and the events that
 * brought each price. Undefined when there is no such position, or no such figure of it. Without
 * the whole tape amounts stay as they are.
 */
export function explain(market: Market, tape: Tape, question: Question): Derivation | undefined {
  const derivation = derivationOf(market, question);
  return derivation && originsOnTape(derivation, tape, question.account.id);
}

function derivationOf(
  market: Market,
  { account, pool, figure, position }: Question,
): Derivation | undefined {
  const measure = measurePool(market, marginPool(account, market, pool));
  const liquidating = account.pools.get(pool)?.liquidation !== undefined;
  const explained = { market, measure, liquidating };
  if (position === undefined) {
    return figure in OF_POOL ? OF_POOL[figure as PoolFigure](explained) : undefined;
  }
  const held = measure.valuations.find((valuation) => valuation.position.key === position);
  if (held === undefined || !(figure in OF_POSITION)) return undefined;
  return OF_POSITION[figure as PositionFigure](explained, held);
}
