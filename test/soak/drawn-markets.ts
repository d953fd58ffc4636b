import { Dec } from '../../domain/index.js';
import type { SeededRandom } from '../../src/generate/seeded-random.js';
import type { Factor } from '../../src/ports/watch.js';
import { drawContract, indexOf, type Contract } from './contracts.js';
import type { Prices, SoakMarket } from './market.js';

const MOST_CONTRACTS = 40;
const JUMP = 0.2;

/** Significant digits, as a decimal. */
function printed(value: number, digits: number): Dec {
  return new Dec(value.toPrecision(digits));
}

/** Random walks of some factors at a time, with jumps, listings and delistings. */
export function randomMarket(random: SeededRandom): SoakMarket {
  const contracts: Contract[] = [];
  const walks = new Map<Factor, number>();
  let listed = 0;
  const list = (): void => {
    const contract = drawContract(random, `R${(listed += 1)}`);
    contracts.push(contract);
    const price = Math.exp(random.normal() * 2 + 3);
    walks.set(contract.mark, price);
    if (contract.basis === 'index') walks.set(indexOf(contract), price);
  };
  for (let count = 0; count < 12; count += 1) list();
  walks.set('rate:USDT', 1).set('rate:BTC', 50_000);
  let first = true;
  return {
    name: 'random',
    style: { sizes: 'short', notional: 2_000, aimed: 0.3 },
    contracts,
    next: () => {
      const batch: Prices = new Map();
      const before = new Set(walks.keys());
      if (contracts.length < MOST_CONTRACTS && random.chance(0.01)) list();
      if (contracts.length > 8 && random.chance(0.005)) {
        walks.delete(contracts.shift()!.mark);
      }
      const share = random.pick([0.05, 0.3, 1]);
      const size = random.chance(0.02) ? JUMP : random.pick([0.0002, 0.002, 0.01]);
      for (const [factor, price] of walks) {
        if (!first && before.has(factor) && !random.chance(share)) continue;
        const moved = price * Math.exp(size * random.normal());
        walks.set(factor, moved);
        batch.set(factor, printed(moved, random.pick([5, 8])));
      }
      first = false;
      return batch;
    },
  };
}

/** Prices with 18 decimals and sizes with 18 digits, at a gross of 1e12. */
export function longMarket(random: SeededRandom): SoakMarket {
  const contracts = Array.from({ length: 8 }, (_, index) => drawContract(random, `L${index}`));
  const walks = new Map<Factor, Dec>();
  for (const contract of contracts) {
    walks.set(contract.mark, longDecimal(random, random.pick([1, 100, 70_000])));
    if (contract.basis === 'index') walks.set(indexOf(contract), walks.get(contract.mark)!);
  }
  walks.set('rate:USDT', new Dec('0.999999999999999999'));
  walks.set('rate:BTC', longDecimal(random, 60_000));
  let first = true;
  return {
    name: 'long',
    style: { sizes: 'long', notional: 2e11, aimed: 0.8 },
    contracts,
    next: () => {
      const batch: Prices = new Map();
      const size = random.pick(['1e-15', '1e-9', '1e-4']);
      for (const [factor, price] of walks) {
        if (!first && random.chance(0.4)) continue;
        const move = new Dec(size).times(printed(random.normal(), 6)).plus(1);
        const moved = price.times(move).toDecimalPlaces(18, 'half-even');
        walks.set(factor, moved);
        batch.set(factor, moved);
      }
      first = false;
      return batch;
    },
  };
}

/** About that size, with 18 significant digits. */
export function longDecimal(random: SeededRandom, size: number): Dec {
  const digits = `${random.integer(1, 9)}.${digitsOf(random, 8)}${digitsOf(random, 8)}`;
  return new Dec(digits).times(new Dec(10).pow(Math.floor(Math.log10(size))));
}

function digitsOf(random: SeededRandom, count: number): string {
  return String(random.integer(0, 10 ** count - 1)).padStart(count, '0');
}

/** Prices at which tiers begin exactly, and those next to them. */
export function edgeMarket(random: SeededRandom): SoakMarket {
  const contracts = Array.from({ length: 8 }, (_, index) => drawContract(random, `E${index}`));
  const homes = new Map<Factor, Dec>();
  const settle = (factor: Factor): void => {
    const [twos, fives] = [random.integer(0, 6), random.integer(0, 4)];
    homes.set(factor, new Dec(2).pow(twos).times(new Dec(5).pow(fives)).times('0.01'));
  };
  const factors: Factor[] = ['rate:USDT', 'rate:BTC', ...contracts.map(({ mark }) => mark)];
  factors.push(...contracts.filter(({ basis }) => basis === 'index').map(indexOf));
  factors.forEach(settle);
  let first = true;
  return {
    name: 'edges',
    style: { sizes: 'edges', notional: 5_000, aimed: 0.8 },
    contracts,
    next: () => {
      const batch: Prices = new Map();
      for (const factor of factors) {
        if (!first && random.chance(0.4)) continue;
        if (random.chance(0.01)) settle(factor);
        batch.set(factor, besides(random, homes.get(factor)!));
      }
      first = false;
      return batch;
    },
  };
}

/** The price itself, one at the least distance that a double cannot tell, or one nearby. */
function besides(random: SeededRandom, home: Dec): Dec {
  const step = random.pick(['0', '0', '1e-18', '-1e-18', '1e-30', '-1e-30', '1e-12', '0.001']);
  return home.times(new Dec(step).plus(1));
}
