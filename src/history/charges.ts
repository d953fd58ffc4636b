import { Dec, isoOf, text } from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Tape } from './tape.js';

/** What is charged to positions, or paid between them. */
export type ChargeKind = 'fees' | 'interest' | 'funding';

/** One fee, interest or funding payment of a position, as its event names it. */
export interface Charge {
  readonly kind: ChargeKind;
  readonly pool: string;
  readonly position: string;
  readonly instrument: string;
  readonly asset: string;
  /** Signed: what the holder received (positive) or paid (negative). */
  readonly amount: Dec;
}

/** The same as a row of its history. */
export interface ChargeRow {
  readonly id: string;
  readonly at: string;
  readonly account: string;
  readonly pool: string;
  readonly instrument: string;
  readonly position: string;
  readonly event: string;
  readonly asset: string;
  readonly amount: string;
  /** The rate of a funding payment. */
  readonly rate?: string;
  /** Of a fee: maker, taker or settlement. */
  readonly liquidity?: string;
  readonly command: string;
}

const KINDS: readonly (readonly [RegExp, ChargeKind])[] = [
  [/Fee/, 'fees'],
  [/^Interest/, 'interest'],
  [/^Funding/, 'funding'],
];

/** The charge an event tells of, if it does: whatever names a position, an asset and an amount. */
export function chargeOf(event: { readonly type: string }): Charge | undefined {
  const kind = KINDS.find(([pattern]) => pattern.test(event.type))?.[1];
  const { pool, position, instrument, asset, amount } = event as Partial<
    Record<'pool' | 'position' | 'instrument' | 'asset' | 'amount', string>
  >;
  if (kind === undefined || pool === undefined || position === undefined) return undefined;
  if (instrument === undefined || asset === undefined || amount === undefined) return undefined;
  const received = event.type.endsWith('Received');
  const signed = received ? new Dec(amount) : new Dec(amount).negated();
  return { kind, pool, position, instrument, asset, amount: signed };
}

/** The charges of one kind that an account bore, in journal order. */
export function chargesOf(tape: Tape, account: string, kind: ChargeKind): ChargeRow[] {
  return tape.flatMap(({ event, sequence, at, command }) => {
    if (accountOf(event) !== account) return [];
    const charge = chargeOf(event);
    if (charge?.kind !== kind) return [];
    const { pool, position, instrument, asset, amount } = charge;
    const { rate, liquidity } = event as Partial<Record<'rate' | 'liquidity', string>>;
    return [
      {
        id: `${sequence}.0`,
        at: isoOf(at),
        account,
        pool,
        instrument,
        position,
        event: event.type,
        asset,
        amount: text(amount),
        ...(rate === undefined ? {} : { rate }),
        ...(liquidity === undefined ? {} : { liquidity }),
        command,
      },
    ];
  });
}
