import {
  Rational,
  ZERO,
  combined,
  borrowedBy,
  isoOf,
  leaf,
  numberOf,
  type Account,
  type Derivation,
  type Origin,
  type Position,
} from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Envelope } from '../ports/ports.js';
import type { Tape } from './tape.js';
import { isFill } from './fills.js';
import { ledgerOf } from './ledger.js';
import { momentsOf } from './past-state.js';
import { PositionTrail, placeKey, type PositionChange } from './position-changes.js';
import { wordsOf } from './story-text.js';

/**
 * Follows the leaves of a derivation to the tape: a balance to its movements, what a position
 * carries to the fills and charges that put it there, a price to the event that brought it. A leaf
 * that the tape does not account for in full is left as it is.
 */
export function originsOnTape(derivation: Derivation, tape: Tape, account: string): Derivation {
  const search = new OriginSearch(tape, account);
  return withOrigins(derivation, search);
}

function withOrigins(node: Derivation, search: OriginSearch): Derivation {
  const { origin, parts, beside } = node;
  const followed = origin === undefined ? node : search.follow(node, origin);
  if (followed !== node) return followed;
  return {
    ...node,
    parts: parts.map((part) => withOrigins(part, search)),
    ...(beside && { beside: beside.map((one) => withOrigins(one, search)) }),
  };
}

/** Finds each origin once, however often a derivation comes back to it. */
class OriginSearch {
  private readonly found = new Map<string, readonly Derivation[]>();
  private positions: Rows | undefined;

  constructor(
    private readonly tape: Tape,
    private readonly account: string,
  ) {}

  follow(node: Derivation, origin: Origin): Derivation {
    if (origin.kind === 'mark' || origin.kind === 'index' || origin.kind === 'rate') {
      const last = this.lastPrice(origin);
      return last === undefined ? node : { ...node, source: `${node.source ?? ''}, ${last}` };
    }
    const rows = this.rowsOf(origin);
    if (rows.length === 0) return node;
    const formula = origin.kind === 'position' ? 'what its events did' : 'sum of its movements';
    const sum = combined(node.figure, 'sum', formula, rows);
    if (numberOf(sum).cmp(numberOf(node)) !== 0) return node;
    return { ...sum, ...(node.source && { source: node.source }), origin };
  }

  private rowsOf(origin: Origin): readonly Derivation[] {
    const key = JSON.stringify([origin.kind, origin.name, origin.at, origin.field]);
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const rows = origin.kind === 'position' ? this.fieldRows(origin) : this.movementRows(origin);
    this.found.set(key, rows);
    return rows;
  }

  private movementRows({ kind, name, at = '' }: Origin): Derivation[] {
    const entry = kind === 'wallet' ? `wallet ${at}` : name;
    return ledgerOf(this.tape, this.account)
      .filter((row) => row.entry === entry && (kind === 'pool' || row.asset === name))
      .map(({ id, reason, amount, event, at: time }) => {
        const source = `event ${id.split('.')[0] ?? ''} ${event} at ${time}`;
        return leaf(reason, amount, source);
      });
  }

  private fieldRows({ name, at = '', field = '' }: Origin): readonly Derivation[] {
    if (this.tape[0]?.sequence !== 1) return [];
    this.positions ??= positionHistory(this.tape, this.account);
    const place = placeKey({ pool: at, position: name });
    return this.positions.get(JSON.stringify([place, field]))?.rows ?? [];
  }

  /** The event that brought the price in force. */
  private lastPrice({ kind, name }: Origin): string | undefined {
    const last = this.tape.findLast(({ event }) => {
      if (event.type !== 'MarksAdvanced') return false;
      const { marks, indexes = {}, rates = {} } = event;
      const prices = kind === 'mark' ? marks : kind === 'index' ? indexes : rates;
      return Object.hasOwn(prices, name);
    });
    return last && `event ${last.sequence} at ${isoOf(last.at)}`;
  }
}

/** What positions carry that their events build up. */
const FIELDS: Readonly<Record<string, (position: Position) => Rational>> = {
  quantity: ({ quantity }) => Rational.ofDecimal(quantity),
  cost: ({ cost }) => cost.toRational(),
  realizedProfit: ({ realizedProfit }) => Rational.ofDecimal(realizedProfit),
  fees: ({ fees }) => Rational.ofDecimal(fees),
  funding: ({ funding }) => Rational.ofDecimal(funding),
  interest: ({ loan }) => Rational.ofDecimal(loan?.interest ?? ZERO),
  coinInterest: ({ loan }) => Rational.ofDecimal(loan?.coinInterest ?? ZERO),
  borrowed: (position) => borrowedBy(position).toRational(),
};

/** The rows of one figure of one position, and what they add up to. */
interface History {
  readonly rows: readonly Derivation[];
  readonly sum: Rational;
}

type Rows = Map<string, History>;

const NOTHING_YET: History = { rows: [], sum: Rational.ZERO };

/** How every open position of an account came to carry what it carries, event by event. */
function positionHistory(tape: Tape, account: string): Rows {
  const rows: Rows = new Map();
  const trail = new PositionTrail(account);
  let before: Account | undefined;
  for (const { envelope, past } of momentsOf(tape, account)) {
    if (accountOf(envelope.event) !== account) continue;
    const after = past.account(account)!;
    carryOver(rows, trail.changes(envelope.event, before, after));
    for (const pool of after.pools.values()) {
      const old = before?.pools.get(pool.id)?.positions;
      for (const position of pool.positions.values()) {
        if (old?.get(position.key) === position) continue;
        const place = placeKey({ pool: pool.id, position: position.key });
        for (const [field, read] of Object.entries(FIELDS)) {
          addRow(rows, JSON.stringify([place, field]), read(position), envelope);
        }
      }
    }
    before = after;
  }
  return rows;
}

/** Lets a position that moved keep its rows, and one that is new begin without any. */
function carryOver(rows: Rows, changes: readonly PositionChange[]): void {
  for (const change of changes) {
    const key = placeKey(change);
    if (change.kind === 'closed' || (change.kind === 'opened' && !change.fresh)) continue;
    for (const field of Object.keys(FIELDS)) {
      const from = change.kind === 'moved' ? placeKey(change.from) : undefined;
      const kept = from === undefined ? undefined : rows.get(JSON.stringify([from, field]));
      rows.set(JSON.stringify([key, field]), kept ?? NOTHING_YET);
    }
  }
}

/** What an event added to a figure, if anything. */
function addRow(rows: Rows, key: string, value: Rational, { event, sequence, at }: Envelope): void {
  const { rows: before, sum } = rows.get(key) ?? NOTHING_YET;
  const change = value.minus(sum);
  if (change.sign() === 0) return;
  const what = isFill(event) ? `${event.quantity} at ${event.price}` : wordsOf(event);
  const source = `event ${sequence} ${event.type} at ${isoOf(at)}`;
  rows.set(key, { rows: [...before, leaf(what, change, source)], sum: value });
}
