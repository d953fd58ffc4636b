import {
  Dec,
  Exact,
  instrumentOf,
  type MarginTerms,
  type Piece,
  type TierTerms,
} from '../../domain/index.js';
import type { Factor } from '../../src/ports/watch.js';
import type { SeededRandom } from '../../src/generate/seeded-random.js';

/** A contract that accounts of the soak hold. */
export interface Contract {
  readonly mark: Factor;
  readonly payoff: 'linear' | 'inverse';
  /** The rate of the asset it pays in; absent: settlement. */
  readonly rate?: Factor;
  /** Where its requirement takes the notional. */
  readonly basis: 'mark' | 'index' | 'entry';
  readonly base: string;
  readonly pieces: readonly Piece[];
}

const RATES: readonly Factor[] = ['rate:USDT', 'rate:BTC'];

/** The index of a contract. */
export function indexOf({ mark }: Contract): Factor {
  return mark.replace('mark:', 'index:') as Factor;
}

/** A contract of any kind: every payoff, basis, convention of tiers and pay asset comes up. */
export function drawContract(random: SeededRandom, symbol: string): Contract {
  const payoff = random.chance(0.15) ? 'inverse' : 'linear';
  const drawn = random.uniform();
  const basis = drawn < 0.75 ? 'mark' : drawn < 0.9 ? 'index' : 'entry';
  return {
    mark: `mark:${symbol}`,
    payoff,
    ...(payoff === 'inverse' || random.chance(0.2) ? { rate: random.pick(RATES) } : {}),
    basis,
    base: random.chance(0.3) ? 'BASE' : symbol,
    pieces: piecesOf(marginTerms(random), symbol),
  };
}

/** Tiers that charge slices or the whole, one rate, or a rate that rises with the notional. */
function marginTerms(random: SeededRandom): MarginTerms {
  const drawn = random.uniform();
  if (drawn < 0.15) return { model: 'flat', initial: '0.1', maintenance: '0.05' };
  if (drawn < 0.25) {
    const terms = { base: '0.01', perUnit: '0.0000001' };
    return { model: 'slope', unit: 'notional', initial: terms, maintenance: terms };
  }
  const scope = drawn < 0.6 ? 'marginal' : 'whole';
  return { model: 'tiered', by: 'notional', scope, tiers: drawTiers(random) };
}

/** Starts at round notionals and at ones of 18 decimals. */
function drawTiers(random: SeededRandom): TierTerms[] {
  const step = random.pick(['1000', '12345.678901234567890123', '0.5', '250000']);
  const count = random.integer(1, 8);
  return Array.from({ length: count }, (_, index) => ({
    from: index === 0 ? '0' : new Dec(step).times(3 ** (index - 1)).toFixed(),
    maintenance: new Dec('0.004').plus(new Dec('0.003').times(index * index)).toFixed(),
  }));
}

function piecesOf(margin: MarginTerms, id: string): readonly Piece[] {
  const one = new Dec(1);
  const exposure = {
    sign: 1,
    quantity: one,
    size: one,
    cost: Exact.of(one),
    leverage: one,
  } as const;
  const terms = { id, kind: 'linear', base: id, quote: 'USD', margin } as const;
  return instrumentOf(terms).margin.maintenance.pieces(exposure);
}
