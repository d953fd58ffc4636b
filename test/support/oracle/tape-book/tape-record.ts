import { ZERO, add, divide, read, type Fraction } from '../pool-figures/fraction.js';
import type { OracleInstrument } from '../pool-figures/instrument.js';

/** Where money stands, as the tape writes it. */
export interface TapeEntry {
  at: string;
  account?: string;
  pool?: string;
  wallet?: string;
}

export interface TapeMovement {
  asset: string;
  amount: string;
  from: TapeEntry;
  to: TapeEntry;
  reason: string;
}

/** A position as an event leaves it. */
export interface TapePosition {
  key: string;
  instrument: string;
  side: 'long' | 'short';
  quantity: string;
  cost: string;
  leverage?: string;
  age: number;
}

/** Terms of an instrument beside those that figures need. */
export interface TapeInstrument extends OracleInstrument {
  lot?: string;
  minQuantity?: string;
}

/** Terms of an engine that the book follows. */
export interface TapeEngine {
  boundary?: 'at-or-below' | 'below';
  profitWeight?: string;
  netting?: string;
  liquidation?: { trigger?: string; target?: string; order?: string };
}

export interface TapeAsset {
  asset: string;
  haircut?: string;
  tiers?: { from: string; weight: string }[];
  liabilityWeight?: string;
}

/** An event of the tape; every kind has some of these. */
export interface TapeRecord {
  type: string;
  account?: string;
  pool?: string;
  position?: string;
  instrument?: string | TapeInstrument;
  after?: TapePosition | null;
  movements?: TapeMovement[];
  leverage?: string;
  positions?: { pool: string; position: string }[];
  marks?: Record<string, string>;
  rates?: Record<string, string>;
  configuration?: { engine?: TapeEngine; assets?: TapeAsset[] };
  case?: string;
  order?: string;
  closeOut?: string;
  quantity?: string;
  next?: string;
  outcome?: string;
  reason?: string;
}

/** A figure as events write it: a decimal, and undivided quotients such as `0.5 + 100/68489`. */
export function readFigure(written: string): Fraction {
  return written.split(' + ').reduce((total, part) => {
    const [n = '0', d = '1'] = part.split('/');
    return add(total, divide(read(n), read(d)));
  }, ZERO);
}
