import {
  ZERO,
  add,
  compare,
  divide,
  fraction,
  multiply,
  negate,
  read,
  sign,
  smaller,
  subtract,
  type Fraction,
} from './fraction.js';
import { notional, payAssetOf, profit, type OraclePosition } from './instrument.js';
import { isBreached, line, measure, rateOf, type OraclePool, type OracleRule } from './pool.js';

const BOOKED = 10n ** 30n;

/** Down to 30 decimals, toward minus infinity. */
function floored({ n, d }: Fraction): Fraction {
  const scaled = n * BOOKED;
  const cut = scaled / d;
  return fraction(scaled < 0n && cut * d !== scaled ? cut - 1n : cut, BOOKED);
}

const ceiled = (value: Fraction): Fraction => negate(floored(negate(value)));

function credited(pool: OraclePool, asset: string, amount: Fraction): OraclePool {
  const known = pool.balances.some((balance) => balance.asset === asset);
  const balances = known
    ? pool.balances
    : [...pool.balances, { asset, amount: ZERO, haircut: '1' }];
  return {
    ...pool,
    balances: balances.map((balance) =>
      balance.asset === asset ? { ...balance, amount: add(balance.amount, amount) } : balance,
    ),
  };
}

/** The pool after contracts were closed at the mark and the fee was paid out of what is left. */
export function closedAtMark(
  pool: OraclePool,
  position: OraclePosition,
  quantity: Fraction,
  feeRate: Fraction,
): OraclePool {
  const price = pool.marks[position.instrument.id]!;
  const asset = payAssetOf(position.instrument);
  const share = divide(quantity, position.quantity);
  const rest = {
    ...position,
    quantity: subtract(position.quantity, quantity),
    cost: subtract(position.cost, multiply(position.cost, share)),
  };
  const positions = pool.positions.flatMap((one) =>
    one !== position ? [one] : sign(rest.quantity) === 0 ? [] : [rest],
  );
  const gained = floored(multiply(profit(position, price), share));
  const closed = credited({ ...pool, positions }, asset, gained);
  const { equity } = measure(closed);
  if (sign(equity) <= 0) return closed;
  const due = ceiled(multiply(multiply(notional(position, price), share), feeRate));
  const left = floored(divide(equity, rateOf(pool, asset)));
  return credited(closed, asset, negate(smaller(due, left)));
}

/** Tries one lot after the other; all of it where none restores or too little would be left. */
export function fewestContracts(
  pool: OraclePool,
  position: OraclePosition,
  grid: { lot: string; minQuantity?: string },
  { target, fee, boundary }: { target: Fraction; fee: Fraction; boundary: OracleRule['boundary'] },
): Fraction {
  const lot = read(grid.lot);
  let quantity = lot;
  while (compare(quantity, position.quantity) < 0) {
    const after = closedAtMark(pool, position, quantity, fee);
    if (!isBreached(line(after, target), { boundary })) break;
    quantity = add(quantity, lot);
  }
  const rest = subtract(position.quantity, quantity);
  const tooSmall = compare(rest, read(grid.minQuantity ?? '0')) < 0;
  return tooSmall ? position.quantity : quantity;
}
