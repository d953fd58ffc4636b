import {
  Dec,
  ZERO,
  entryKey,
  isoOf,
  text,
  type LedgerAccount,
  type Movement,
  type MovementReason,
} from '../../domain/index.js';
import type { Envelope } from '../ports/ports.js';
import type { Tape } from './tape.js';

/** One change of one balance of an account, with the balance it led to. */
export interface LedgerRow {
  readonly id: string;
  readonly at: string;
  readonly account: string;
  /** What changed: `wallet spot`, or an isolated pool by its id. */
  readonly entry: string;
  readonly asset: string;
  readonly reason: MovementReason;
  /** Signed: positive in, negative out. */
  readonly amount: string;
  /** The balance of this asset on this entry afterwards. */
  readonly balance: string;
  /** The other side of the movement. */
  readonly counterparty: string;
  /** The event that moved it, and what it was about, where the event names it. */
  readonly event: string;
  readonly pool?: string;
  readonly instrument?: string;
  readonly position?: string;
  /** The rate of a funding payment. */
  readonly rate?: string;
  readonly command: string;
}

/** Every movement of an account's money, in journal order, with running balances. */
export function ledgerOf(tape: Tape, account: string): LedgerRow[] {
  const balances = new Map<string, Dec>();
  const rows: LedgerRow[] = [];
  for (const envelope of tape) {
    const { event, sequence } = envelope;
    const movements: readonly Movement[] = 'movements' in event ? (event.movements ?? []) : [];
    let part = 0;
    for (const movement of movements) {
      for (const own of [movement.from, movement.to]) {
        if (!belongsTo(own, account)) continue;
        const row = ledgerRow(envelope, movement, own, balances);
        rows.push({ id: `${sequence}.${part}`, account, ...row });
        part += 1;
      }
    }
  }
  return rows;
}

/** Whether an entry of the ledger is one of the account's own. */
export function belongsTo(entry: LedgerAccount, account: string): boolean {
  return 'account' in entry && entry.account === account;
}

/** An entry of the ledger in words. */
export function entryName(entry: LedgerAccount): string {
  if (entry.at === 'wallet') return `wallet ${entry.wallet}`;
  return entry.at === 'pool' ? entry.pool : entry.at;
}

function ledgerRow(
  { at, event, command }: Envelope,
  { asset, amount, from, to, reason }: Movement,
  own: LedgerAccount,
  balances: Map<string, Dec>,
): Omit<LedgerRow, 'id' | 'account'> {
  const change = own === to ? new Dec(amount) : new Dec(amount).negated();
  const key = entryKey(own, asset);
  const balance = (balances.get(key) ?? ZERO).plus(change);
  balances.set(key, balance);
  const other = own === to ? from : to;
  const elsewhere = 'account' in own && 'account' in other && other.account !== own.account;
  return {
    at: isoOf(at),
    entry: entryName(own),
    asset,
    reason,
    amount: text(change),
    balance: text(balance),
    counterparty: elsewhere ? `${other.account} ${entryName(other)}` : entryName(other),
    event: event.type,
    ...subjectOf(event),
    command,
  };
}

/** What an event is about, where it says so. */
function subjectOf(event: object): Partial<Pick<LedgerRow, (typeof SUBJECTS)[number]>> {
  const said = event as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    SUBJECTS.flatMap((name) => {
      const value = said[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

const SUBJECTS = ['pool', 'instrument', 'position', 'rate'] as const;
