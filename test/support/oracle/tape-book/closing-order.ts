import { compare, magnitude, multiply, type Fraction } from '../pool-figures/fraction.js';
import {
  notional,
  payAssetOf,
  profit,
  requirement,
  type OraclePosition,
} from '../pool-figures/instrument.js';
import { rateOf, type OraclePool } from '../pool-figures/pool.js';
import type { TapePosition } from './tape-record.js';

/** What decides which position of a pool is closed first, in settlement. */
export interface Standing {
  key: string;
  age: number;
  profit: Fraction;
  maintenance: Fraction;
  notional: Fraction;
}

export function standings(
  pool: OraclePool,
  records: readonly Pick<TapePosition, 'key' | 'age'>[],
): Standing[] {
  return pool.positions.map((position) => {
    const { key, instrument } = position;
    const price = pool.marks[instrument.id]!;
    const inSettlement = (value: Fraction): Fraction =>
      multiply(value, rateOf(pool, payAssetOf(instrument)));
    return {
      key,
      age: records.find((record) => record.key === key)!.age,
      profit: inSettlement(profit(position, price)),
      maintenance: inSettlement(maintenanceAt(position, price)),
      notional: magnitude(inSettlement(notional(position, price))),
    };
  });
}

const maintenanceAt = (position: OraclePosition, price: Fraction): Fraction =>
  requirement(position, price, 'maintenance');

/** The comparisons of an order before age and id, as the format page writes them. */
function rulesOf(order: string, a: Standing, b: Standing): number[] {
  const rules: Record<string, number[]> = {
    'largest-loss-first': [compare(a.profit, b.profit), compare(b.maintenance, a.maintenance)],
    'oldest-first': [],
    'largest-maintenance-first': [compare(b.maintenance, a.maintenance)],
    'largest-notional-first': [
      compare(b.notional, a.notional),
      compare(b.maintenance, a.maintenance),
    ],
  };
  return rules[order]!;
}

/** Whether two positions are level by what the order looks at first. */
export function isTied(order: string, a: Standing, b: Standing): boolean {
  return (rulesOf(order, a, b)[0] ?? 1) === 0;
}

export function closesBefore(order: string, a: Standing, b: Standing): boolean {
  const decided = [...rulesOf(order, a, b), a.age - b.age];
  const [first] = decided.filter((one) => one !== 0);
  return first === undefined ? a.key < b.key : first < 0;
}

/** The position of which every other one is closed later. */
export function firstToClose(order: string, all: readonly Standing[]): Standing | undefined {
  return all.find((one) => all.every((other) => other === one || closesBefore(order, one, other)));
}
