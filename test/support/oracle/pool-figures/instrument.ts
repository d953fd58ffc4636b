import {
  ZERO,
  add,
  compare,
  divide,
  fraction,
  larger,
  multiply,
  negate,
  read,
  smaller,
  subtract,
  sum,
  type Fraction,
} from './fraction.js';

export type Basis = 'mark' | 'entry';
export type Which = 'initial' | 'maintenance';

export interface OracleTier {
  from: string;
  initial: string;
  maintenance: string;
  deduction?: string;
}

interface Common {
  initialBasis?: Basis;
  maintenanceBasis?: Basis;
  closeFee?: string;
  closeFeeInInitial?: boolean;
}

/** Margin terms the oracle understands; the words are those of the scenario format. */
export type OracleMargin = Common &
  (
    | { model: 'flat'; initial: string; maintenance: string }
    | { model: 'leverage'; maintenanceFraction: string }
    | {
        model: 'tiered';
        by: 'notional' | 'quantity';
        scope: 'marginal' | 'whole';
        tiers: OracleTier[];
      }
    | {
        model: 'slope';
        unit: 'quantity' | 'notional';
        initial: { base: string; perUnit: string };
        maintenance: { base: string; perUnit: string };
      }
    | { model: 'root'; initial: string; maintenance: string; imf: string }
    | { model: 'used'; callLevel: string; liquidationLevel: string }
  );

/** Terms of an instrument; those of the engine can be handed in as they are. */
export interface OracleInstrument {
  id: string;
  kind: 'linear' | 'inverse' | 'spot-margin';
  base: string;
  quote: string;
  multiplier?: string;
  maxLeverage?: string;
  margin: OracleMargin;
}

export interface OraclePosition {
  key: string;
  instrument: OracleInstrument;
  side: 'long' | 'short';
  quantity: Fraction;
  /** Notional at the entry price, in the asset the instrument pays in. */
  cost: Fraction;
  leverage: Fraction;
}

/** Contracts x multiplier: what a price is multiplied with, or divided into. */
export function sizeOf({ instrument, quantity }: OraclePosition): Fraction {
  return multiply(quantity, read(instrument.multiplier ?? '1'));
}

/** What contracts are worth at a price, in the asset the instrument pays in. */
export function worth(
  { kind, multiplier = '1' }: OracleInstrument,
  quantity: Fraction,
  price: Fraction,
): Fraction {
  const size = multiply(quantity, read(multiplier));
  return kind === 'inverse' ? divide(size, price) : multiply(size, price);
}

export function notional({ instrument, quantity }: OraclePosition, price: Fraction): Fraction {
  return worth(instrument, quantity, price);
}

/** Unrealized profit at a price, in the asset the instrument pays in. */
export function profit(position: OraclePosition, price: Fraction): Fraction {
  const gain = subtract(notional(position, price), position.cost);
  const rising = (position.side === 'long') !== (position.instrument.kind === 'inverse');
  return rising ? gain : negate(gain);
}

/** The asset an instrument pays in. */
export function payAssetOf({ kind, base, quote }: OracleInstrument): string {
  return kind === 'inverse' ? base : quote;
}

export function requirement(position: OraclePosition, price: Fraction, which: Which): Fraction {
  const { margin } = position.instrument;
  const basis = which === 'initial' ? margin.initialBasis : margin.maintenanceBasis;
  const value = basis === 'entry' ? position.cost : notional(position, price);
  const charged = which === 'maintenance' || margin.closeFeeInInitial === true;
  const fee = charged ? multiply(value, read(margin.closeFee ?? '0')) : ZERO;
  return add(byModel(position, value, which), fee);
}

/** Used margin: what the position took to open; elsewhere than in spot margin the initial one. */
export function usedMargin(position: OraclePosition, price: Fraction): Fraction {
  const { margin } = position.instrument;
  if (margin.model !== 'used') return requirement(position, price, 'initial');
  const value = margin.initialBasis === 'entry' ? position.cost : notional(position, price);
  return byModel(position, value, 'initial');
}

function byModel(position: OraclePosition, value: Fraction, which: Which): Fraction {
  const { instrument, leverage, side, quantity, cost } = position;
  const { margin } = instrument;
  switch (margin.model) {
    case 'flat':
      return multiply(value, read(margin[which]));
    case 'leverage': {
      if (which === 'initial') return divide(value, leverage);
      const most = read(instrument.maxLeverage ?? '1');
      return divide(multiply(value, read(margin.maintenanceFraction)), most);
    }
    case 'tiered': {
      const size = margin.by === 'notional' ? value : quantity;
      const charged = tiered(margin, size, which);
      return margin.by === 'notional' ? charged : divide(multiply(charged, value), quantity);
    }
    case 'slope': {
      const size = margin.unit === 'notional' ? value : quantity;
      const { base, perUnit } = margin[which];
      return multiply(value, add(read(base), multiply(read(perUnit), size)));
    }
    case 'root': {
      const rate = read(margin[which]);
      const grown = add(
        multiply(read('0.8'), rate),
        multiply(read(margin.imf), rootRoundedUp(quantity)),
      );
      return multiply(value, larger(rate, grown));
    }
    case 'used': {
      const used = divide(side === 'long' ? cost : value, leverage);
      return which === 'initial' ? used : multiply(used, read(margin.liquidationLevel));
    }
  }
}

/**
 * Whole: all of the size at the rate of the tier that holds it. Marginal: each slice of it at the
 * rate of its own tier; where deductions of the maintenance are given, they are taken instead.
 */
function tiered(
  { scope, tiers }: Extract<OracleMargin, { model: 'tiered' }>,
  size: Fraction,
  which: Which,
): Fraction {
  const held = [...tiers].reverse().find(({ from }) => compare(size, read(from)) >= 0);
  const tier = held ?? tiers[0]!;
  const given = which === 'maintenance' ? tier.deduction : undefined;
  if (scope === 'whole' || given !== undefined) {
    return subtract(multiply(size, read(tier[which])), read(given ?? '0'));
  }
  return sum(
    tiers.map(({ from, [which]: rate }, index) => {
      const next = tiers[index + 1];
      const top = next === undefined ? size : smaller(read(next.from), size);
      return multiply(larger(subtract(top, read(from)), ZERO), read(rate));
    }),
  );
}

const ROOT_SCALE = 10n ** 40n;

/** The square root of a decimal, rounded up at 40 decimals. */
function rootRoundedUp(value: Fraction): Fraction {
  const square = value.n * ROOT_SCALE * ROOT_SCALE;
  const scaled = square / value.d;
  let low = 0n;
  let high = 10n ** BigInt(scaled.toString().length);
  while (low < high) {
    const middle = (low + high) / 2n;
    if (middle * middle < scaled) low = middle + 1n;
    else high = middle;
  }
  return fraction(low, ROOT_SCALE);
}

/** The prices at which a tier of a position begins, and the price it was entered at. */
export function edgesOf(position: OraclePosition): { tiers: Fraction[]; entry: Fraction } {
  const { instrument, cost } = position;
  const { margin, kind } = instrument;
  const size = sizeOf(position);
  const priceOf = (value: Fraction): Fraction =>
    kind === 'inverse' ? divide(size, value) : divide(value, size);
  const moves =
    margin.model === 'tiered' && margin.by === 'notional' && margin.maintenanceBasis !== 'entry';
  const limits = moves ? margin.tiers.slice(1).map(({ from }) => read(from)) : [];
  return { tiers: limits.map(priceOf), entry: priceOf(cost) };
}

/** A position as a fill at one price opens it. */
export function openedAt(
  instrument: OracleInstrument,
  side: 'long' | 'short',
  quantity: string,
  entry: string,
  leverage = instrument.maxLeverage ?? '1',
  key = instrument.id,
): OraclePosition {
  const cost = worth(instrument, read(quantity), read(entry));
  return { key, instrument, side, quantity: read(quantity), cost, leverage: read(leverage) };
}
