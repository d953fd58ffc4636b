import { Dec, isoOf, text, type AccountEvent } from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Envelope } from '../ports/ports.js';
import type { Tape } from './tape.js';

/** Asks what an account lost to the deficits of others, and why it of all accounts. */
export interface WhyDeleveragedQuestion {
  readonly ask: 'why-deleveraged';
  readonly account: string;
  /** One position only, by its key. */
  readonly position?: string;
}

/** The deficit for which something was taken: whose it is, how large, and what was paid before. */
export interface DeficitBehind {
  readonly account: string;
  readonly pool: string;
  /** What was owed in the asset, and what the insurance fund paid of it. */
  readonly owed: string;
  readonly fundPaid: string;
}

/** One loss of an account to somebody who could not pay; amounts in `asset`. */
export interface Deleveraged {
  readonly sequence: number;
  readonly at: string;
  readonly what: 'closed' | 'shared' | 'claimed';
  readonly pool: string;
  readonly position: string;
  readonly instrument: string;
  /** Of a close: contracts, the price that was got, the mark then. */
  readonly quantity?: string;
  readonly price?: string;
  readonly mark?: string;
  /** What it cost: against the mark, as a share, or as a claim that may still be paid. */
  readonly cost: string;
  /** Of a share or claim: the profit it goes by, and that of all winners, in settlement. */
  readonly profit?: string;
  readonly total?: string;
  /** The place in the queue, and the score with its parts; absent where the venue named it. */
  readonly queue?: Extract<AccountEvent, { type: 'PositionDeleveraged' }>['queue'];
  /** Absent where a close-out was left unfilled, so that nothing was owed yet. */
  readonly deficit?: DeficitBehind;
  readonly against: string;
  /** The answer in a sentence of numbers. */
  readonly why: string;
}

type Of<T extends AccountEvent['type']> = Extract<AccountEvent, { readonly type: T }>;
type Taken = Of<'PositionDeleveraged'> | Of<'LossShared'> | Of<'ProfitClaimed'>;

/** Everything that was taken from an account for others, in journal order. */
export function whyDeleveraged(
  tape: Tape,
  { account, position }: WhyDeleveragedQuestion,
): readonly Deleveraged[] {
  const deficits = new Map<string, DeficitBehind>();
  const found: Deleveraged[] = [];
  for (const envelope of tape) {
    const { event } = envelope;
    if (accountOf(event) === undefined) continue;
    follow(deficits, event as AccountEvent);
    if (!isTaken(event as AccountEvent)) continue;
    const taken = event as Taken;
    if (taken.account !== account || (position ?? taken.position) !== taken.position) continue;
    if (taken.against !== undefined) {
      found.push(rowOf(envelope, taken, taken.against, deficits.get(taken.against)));
    }
  }
  return found;
}

function isTaken({ type }: AccountEvent): boolean {
  return type === 'PositionDeleveraged' || type === 'LossShared' || type === 'ProfitClaimed';
}

/** A deficit stands from its announcement until its case is over. */
function follow(deficits: Map<string, DeficitBehind>, event: AccountEvent): void {
  const { account } = event;
  switch (event.type) {
    case 'PoolBankrupted': {
      const owed = event.owed.reduce((sum, { amount }) => sum.plus(amount), new Dec(0));
      const { pool } = event;
      deficits.set(account, { account, pool, owed: text(owed), fundPaid: '0' });
      return;
    }
    case 'DeficitCovered': {
      const open = deficits.get(account);
      if (open === undefined) return;
      const fundPaid = text(new Dec(open.fundPaid).plus(event.amount));
      deficits.set(account, { ...open, fundPaid });
      return;
    }
    case 'LiquidationStarted':
    case 'LiquidationEnded':
    case 'CloseOutUnfilled':
      deficits.delete(account);
      return;
    default:
  }
}

function rowOf(
  { sequence, at }: Envelope,
  event: Taken,
  against: string,
  deficit: DeficitBehind | undefined,
): Deleveraged {
  const { pool, position, instrument } = event;
  const row = {
    sequence,
    at: isoOf(at),
    pool,
    position,
    instrument,
    against,
    ...(deficit && { deficit }),
  };
  const named = event.type === 'PositionDeleveraged' && event.queue === undefined;
  const behind = named ? `for ${against}` : because(against, deficit);
  if (event.type === 'PositionDeleveraged') {
    const { quantity, price, mark, cost = '0', queue } = event;
    const gave = cost.startsWith('-') ? `which gained ${cost.slice(1)}` : `which cost ${cost}`;
    const got = `${quantity} closed at ${price} against a mark of ${mark ?? 'none'}`;
    const why = `${got}, ${gave}: ${turnOf(queue)}; ${behind}`;
    const closed = { quantity, price, ...(mark && { mark }), ...(queue && { queue }) };
    return { ...row, what: 'closed', ...closed, cost, why };
  }
  const { amount, asset, profit, total } = event;
  const shared = event.type === 'LossShared';
  const how = shared ? 'taken as a share of the loss' : 'turned into a claim';
  const by = `by a profit of ${profit} among ${total} of all winners`;
  const why = `${amount} ${asset} ${how}, ${by}; ${behind}`;
  return { ...row, what: shared ? 'shared' : 'claimed', cost: amount, profit, total, why };
}

function turnOf(queue: Deleveraged['queue']): string {
  if (queue === undefined) return 'the venue named the account';
  const { ranking, rank, of, score } = queue;
  const said = score === null ? 'before all' : brief(score);
  return `rank ${rank} of ${of} by ${ranking}, score ${said}`;
}

/** A score as a sentence can carry it; the place in the queue has all of it. */
function brief(score: string): string {
  const [whole = '0', fraction = ''] = score.split('.');
  return fraction.length > 6 ? `${whole}.${fraction.slice(0, 6)}...` : score;
}

function because(against: string, deficit: DeficitBehind | undefined): string {
  if (deficit === undefined) return `a close-out of ${against} found no fill`;
  const { owed, fundPaid } = deficit;
  return `${against} owed ${owed}, of which the insurance fund paid ${fundPaid}`;
}
