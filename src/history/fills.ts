import { Dec, isoOf, text, type AccountEvent, type Side } from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Envelope } from '../ports/ports.js';
import type { Tape } from './tape.js';
import { chargeOf } from './charges.js';

/** Events by which contracts change hands: they carry a price, a size and what is left after. */
export type FillEvent = Extract<
  AccountEvent,
  { readonly after: unknown; readonly price: string; readonly quantity: string }
>;

/** Who caused a fill. */
export type FillCause =
  | 'holder'
  | 'liquidation'
  | 'deleveraging'
  | 'take-over'
  | 'settlement'
  | 'protection'
  | 'import'
  | 'other';

/** One fill of an account as its trade history tells it. Money is in the pay asset, signed. */
export interface FillRow {
  readonly id: string;
  readonly at: string;
  readonly account: string;
  readonly pool: string;
  readonly instrument: string;
  readonly position: string;
  /** The side of the position; of a flip, the new one. */
  readonly side: Side;
  /** What it did: `opened`, `increased`, `reduced`, `closed`, `flipped`, `deleveraged`. */
  readonly action: string;
  readonly cause: FillCause;
  /** Contracts, and the price of the execution. */
  readonly quantity: string;
  readonly price: string;
  /** What was realized, before fees; absent where nothing was closed. */
  readonly profit?: string;
  /** Fees charged for this fill, positive where they were paid. */
  readonly fee: string;
  /** Contracts held afterwards. */
  readonly left: string;
  /** The order of the liquidation that closed it. */
  readonly closeOut?: string;
  readonly command: string;
}

/** Whether contracts changed hands by an event. */
export function isFill(event: { readonly type: string }): event is FillEvent {
  return 'after' in event && 'price' in event && 'quantity' in event;
}

/** The fills of an account, in the order they happened. */
export function fillsOf(tape: Tape, account: string): FillRow[] {
  const own = tape.filter(({ event }) => accountOf(event) === account);
  return own.flatMap((envelope, index) => {
    const { event } = envelope;
    return isFill(event) ? [fillRow(envelope, event, feeAfter(own, index, event))] : [];
  });
}

function fillRow({ sequence, at, command }: Envelope, event: FillEvent, fee: Dec): FillRow {
  const { account, pool, instrument, position, side, quantity, price, after } = event;
  return {
    id: `${sequence}.0`,
    at: isoOf(at),
    account,
    pool,
    instrument,
    position,
    side,
    action: event.type.replace('Position', '').toLowerCase(),
    cause: causeOf(event),
    quantity,
    price,
    ...('profit' in event ? { profit: event.profit } : {}),
    fee: text(fee),
    left: after?.quantity ?? '0',
    ...('closeOut' in event ? { closeOut: event.closeOut } : {}),
    command,
  };
}

/** Who caused a fill, as far as its event says so. */
export function causeOf(event: FillEvent): FillCause {
  const said = event as object as Readonly<Record<string, unknown>>;
  if (said.closeOut !== undefined || said.stage !== undefined) return 'liquidation';
  if (said.takenFrom !== undefined) return 'take-over';
  if (said.settlement !== undefined) return 'settlement';
  if (said.protective !== undefined) return 'protection';
  if (said.imported !== undefined) return 'import';
  if (event.type === 'PositionDeleveraged') return 'deleveraging';
  return FILLS_OF_HOLDERS.has(event.type) ? 'holder' : 'other';
}

const FILLS_OF_HOLDERS: ReadonlySet<string> = new Set<FillEvent['type']>([
  'PositionOpened',
  'PositionIncreased',
  'PositionReduced',
  'PositionClosed',
  'PositionFlipped',
]);

/** Fees follow the fill they are charged for, within its command and before its next fill. */
function feeAfter(own: readonly Envelope[], index: number, fill: FillEvent): Dec {
  let fee = new Dec(0);
  const { command } = own[index]!;
  for (const { event, command: other } of own.slice(index + 1)) {
    if (other !== command || isFill(event)) break;
    const charge = chargeOf(event);
    if (charge?.kind !== 'fees') continue;
    if (charge.pool !== fill.pool || charge.position !== fill.position) break;
    fee = fee.minus(charge.amount);
  }
  return fee;
}
