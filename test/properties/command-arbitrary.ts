import fc from 'fast-check';
import type { Command } from '../../src/application/commands.js';
import { decimalIn } from './pool-arbitrary.js';

const account = fc.constantFrom('alice', 'bob');
const instrument = fc.constantFrom('BTC-PERP', 'ETH-PERP', 'BTC-INV');
const side = fc.constantFrom('long' as const, 'short' as const);
const mode = fc.constantFrom('cross' as const, 'isolated' as const);

/** Sizes that suit each instrument's lot and price. */
function quantityOf(id: string): fc.Arbitrary<string> {
  if (id === 'BTC-PERP') return decimalIn(0.05, 8, 2);
  return id === 'ETH-PERP' ? decimalIn(0.1, 60, 1) : decimalIn(10, 4000, 0);
}

function priceOf(id: string): fc.Arbitrary<string> {
  return id === 'ETH-PERP' ? decimalIn(55, 160, 1) : decimalIn(550, 1600, 0);
}

const open = instrument.chain((id) =>
  fc.record({
    type: fc.constant('open' as const),
    account,
    instrument: fc.constant(id),
    side,
    mode,
    quantity: quantityOf(id),
    price: id === 'ETH-PERP' ? fc.constant('100') : fc.constant('1000'),
  }),
);

const close = instrument.chain((id) =>
  fc.record({
    type: fc.constant('close' as const),
    account,
    instrument: fc.constant(id),
    quantity: quantityOf(id),
  }),
);

const mark = fc.tuple(priceOf('BTC-PERP'), priceOf('ETH-PERP')).map(([btc, eth]) => ({
  type: 'mark' as const,
  marks: { 'BTC-PERP': btc, 'ETH-PERP': eth, 'BTC-INV': btc },
  rates: { BTC: btc },
}));

const money = fc.record({
  type: fc.constantFrom('deposit' as const, 'deposit' as const, 'withdraw' as const),
  account,
  asset: fc.constantFrom('USD', 'USD', 'BTC'),
  amount: decimalIn(0.1, 900, 1),
});

const margin = fc.record({
  type: fc.constantFrom('addMargin' as const, 'removeMargin' as const),
  account,
  instrument,
  amount: decimalIn(0.01, 200, 2),
});

const funding = fc.record({
  type: fc.constant('funding' as const),
  instrument,
  rate: decimalIn(-0.01, 0.01, 4),
});

const trigger = fc.constantFrom('mark' as const, 'mark' as const, 'last' as const);

export const protect = instrument.chain((id) =>
  fc.record(
    {
      type: fc.constant('protect' as const),
      account,
      instrument: fc.constant(id),
      stopLoss: fc.oneof(
        fc.constant('off' as const),
        priceOf(id),
        fc.record({ price: priceOf(id), trigger, share: decimalIn(0.1, 1, 2) }),
      ),
      takeProfit: fc.record({ price: priceOf(id), trigger }),
      trailing: fc.record({ percent: decimalIn(1, 40, 1), trigger, share: decimalIn(0.1, 1, 2) }),
      oneCancelsOther: fc.boolean(),
    },
    { requiredKeys: ['type', 'account', 'instrument'] },
  ),
);

export const lossLimits = fc.record({
  type: fc.constant('lossLimits' as const),
  account,
  limits: fc.record({
    position: fc.record({
      limit: decimalIn(50, 900, 0),
      policy: fc.constantFrom('close' as const, 'block' as const),
    }),
    account: fc.record({ limit: decimalIn(500, 3000, 0) }),
    daily: fc.record({ limit: decimalIn(300, 900, 0) }),
  }),
});

/** What holders, prices and time may throw at an engine, each command with an id of its own. */
export const commandsArbitrary: fc.Arbitrary<Command[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: money },
      { weight: 6, arbitrary: open },
      { weight: 2, arbitrary: close },
      { weight: 6, arbitrary: mark },
      { weight: 1, arbitrary: margin },
      { weight: 1, arbitrary: funding },
      { weight: 3, arbitrary: protect },
      { weight: 1, arbitrary: lossLimits },
    ),
    { minLength: 8, maxLength: 40, size: 'max' },
  )
  .map((commands) => commands.map((command, index) => ({ ...command, id: `c${index}` })));
