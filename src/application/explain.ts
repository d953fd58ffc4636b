import {
  Dec,
  ZERO,
  explainLiquidationPrice,
  explainPool,
  isoOf,
  leaf,
  marginPool,
  text,
  type Account,
  type Derivation,
  type ExplainedFigure,
  type LedgerAccount,
  type Market,
} from '../../domain/index.js';
import type { Envelope } from '../ports/ports.js';

/** What is asked why: a figure of a pool, or the liquidation price of one of its positions. */
export interface Question {
  readonly account: Account;
  readonly pool: string;
  readonly figure: ExplainedFigure | 'liquidationPrice';
  readonly position?: string;
}

/**
 * Explains a figure down to the movements that formed each balance and the marks it was valued at.
 * Undefined when the position asked for is not held.
 */
export function explain(
  market: Market,
  tape: readonly Envelope[],
  { account, pool, figure, position }: Question,
): Derivation | undefined {
  const margin = marginPool(account, market, pool);
  const derivation =
    figure === 'liquidationPrice'
      ? explainLiquidationPrice(market, margin, position ?? '')
      : explainPool(market, margin, figure);
  return derivation && withMovements(derivation, tape, account.id);
}

/** Expands each balance into the movements it is the sum of, and says where a mark came from. */
function withMovements(
  derivation: Derivation,
  tape: readonly Envelope[],
  account: string,
): Derivation {
  const { source, parts } = derivation;
  if (source !== undefined) {
    const [kind, name = ''] = splitOnce(source);
    if (kind === 'wallet' || kind === 'pool') {
      return { ...derivation, parts: movementsOf(tape, account, kind, name) };
    }
    if (kind === 'mark' || kind === 'rate') {
      const last = lastPrice(tape, kind, name.replace('of ', ''));
      return last === undefined ? derivation : { ...derivation, source: `${source}, ${last}` };
    }
  }
  return { ...derivation, parts: parts.map((part) => withMovements(part, tape, account)) };
}

function splitOnce(text: string): [string, string | undefined] {
  const space = text.indexOf(' ');
  return space < 0 ? [text, undefined] : [text.slice(0, space), text.slice(space + 1)];
}

function movementsOf(
  tape: readonly Envelope[],
  account: string,
  kind: 'wallet' | 'pool',
  name: string,
): Derivation[] {
  const isHere = (entry: LedgerAccount, asset: string): boolean => {
    if (entry.at === 'wallet')
      return kind === 'wallet' && entry.account === account && asset === name;
    return (
      entry.at === 'pool' && kind === 'pool' && entry.account === account && entry.pool === name
    );
  };
  return tape.flatMap(({ sequence, at, event }) => {
    const movements = 'movements' in event ? (event.movements ?? []) : [];
    return movements.flatMap(({ asset, amount, from, to, reason }) => {
      const gained = isHere(to, asset) ? new Dec(amount) : ZERO;
      const lost = isHere(from, asset) ? new Dec(amount) : ZERO;
      if (gained.eq(lost)) return [];
      const source = `event ${sequence} ${event.type} at ${isoOf(at)}`;
      return [leaf(reason, text(gained.minus(lost)), source)];
    });
  });
}

function lastPrice(
  tape: readonly Envelope[],
  kind: 'mark' | 'rate',
  name: string,
): string | undefined {
  for (let index = tape.length - 1; index >= 0; index -= 1) {
    const { event, sequence, at } = tape[index]!;
    if (event.type !== 'MarksAdvanced') continue;
    const prices = kind === 'mark' ? event.marks : event.rates;
    if (prices !== undefined && Object.hasOwn(prices, name)) {
      return `event ${sequence} at ${isoOf(at)}`;
    }
  }
  return undefined;
}
