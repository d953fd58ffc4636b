import { Decimal } from 'decimal.js';
import {
  BUILT_IN_ORDERS,
  Dec,
  EPOCH,
  configurationOf,
  decide,
  fixed,
  instrumentOf,
  newAccount,
  type Account,
  type DecisionContext,
  type MarginTerms,
  type Market,
} from '../../domain/index.js';
import type { PlainPosition, PlainTier } from './plain.js';

const FLAT = { initial: '0.1', maintenance: '0.05' };
const TIERS = [
  { from: '0', initial: '0.05', maintenance: '0.025' },
  { from: '1000', initial: '0.1', maintenance: '0.05' },
  { from: '10000', initial: '0.2', maintenance: '0.1' },
];

/** Every other instrument has tiers, every third position is a short. */
const isTiered = (index: number): boolean => index % 2 === 1;
const sideOf = (index: number): 'long' | 'short' => (index % 3 === 2 ? 'short' : 'long');
const quantityOf = (index: number): string => `${1 + index}.5`;
const ENTRY = '100.25';

export const GRID = { lot: '0.5', tick: '0.25', minimum: '0.5', fee: '0.0005' };

function marginOf(index: number): MarginTerms {
  if (!isTiered(index)) return { model: 'flat', ...FLAT };
  return { model: 'tiered', by: 'notional', scope: 'marginal', tiers: TIERS };
}

/** Marks of longs, and what those of shorts are: the same distance on the other side of 100. */
const markOf = (index: number, mark: string): Decimal =>
  sideOf(index) === 'long' ? new Decimal(mark) : new Decimal(200).minus(mark);

export function marketOf(count: number, mark: string): Market {
  const ids = Array.from({ length: count }, (_, index) => `I${index}`);
  const instruments = ids.map((id, index) =>
    instrumentOf({
      id,
      kind: 'linear',
      base: id,
      quote: 'USD',
      lot: GRID.lot,
      tick: GRID.tick,
      minQuantity: GRID.minimum,
      margin: marginOf(index),
    }),
  );
  const marks = ids.map((id, index) => {
    const price = new Dec(markOf(index, mark).toFixed());
    return [id, { price, at: EPOCH }] as const;
  });
  return fixed({
    now: EPOCH,
    configuration: configurationOf({ engine: { fees: { taker: GRID.fee } } }),
    instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
    marks: new Map(marks),
    indexes: new Map(),
    rates: new Map(),
  });
}

export const contextOf = (market: Market): DecisionContext => ({
  market,
  orders: BUILT_IN_ORDERS,
  fund: () => new Dec(0),
});

export function accountWith(count: number, collateral: string): Account {
  const context = contextOf(marketOf(count, '100'));
  const commands = [
    { type: 'deposit', asset: 'USD', amount: new Dec(collateral) } as const,
    ...Array.from({ length: count }, (_, index) => ({
      type: 'book' as const,
      instrument: `I${index}`,
      side: sideOf(index),
      quantity: new Dec(quantityOf(index)),
      entry: new Dec(ENTRY),
    })),
  ];
  return commands.reduce((account, command) => {
    const decided = decide(account, 'a', command, context);
    if (!decided.ok) throw new Error(decided.error.message);
    return decided.value.next;
  }, newAccount('a'));
}

/** Tiers with their deductions, as a back end keeps them. */
function plainTiers(index: number): PlainTier[] {
  const terms = isTiered(index) ? TIERS : [{ from: '0', ...FLAT }];
  let before = { initial: new Decimal(0), maintenance: new Decimal(0) };
  let deducted = before;
  return terms.map((tier) => {
    const from = new Decimal(tier.from);
    const rates = {
      initial: new Decimal(tier.initial),
      maintenance: new Decimal(tier.maintenance),
    };
    deducted = {
      initial: deducted.initial.plus(from.times(rates.initial.minus(before.initial))),
      maintenance: deducted.maintenance.plus(
        from.times(rates.maintenance.minus(before.maintenance)),
      ),
    };
    before = rates;
    const { initial: initialDeduction, maintenance: maintenanceDeduction } = deducted;
    return { from, ...rates, initialDeduction, maintenanceDeduction };
  });
}

export function plainWith(count: number, mark: string): PlainPosition[] {
  return Array.from({ length: count }, (_, index) => ({
    instrument: `I${index}`,
    sign: sideOf(index) === 'long' ? 1 : -1,
    quantity: new Decimal(quantityOf(index)),
    entry: new Decimal(ENTRY),
    mark: markOf(index, mark),
    tiers: plainTiers(index),
  }));
}
