import {
  Dec,
  EPOCH,
  configurationOf,
  feeRate,
  instantOf,
  instrumentOf,
  liquidationFeeRate,
  tradedVolume,
  type ConfigurationTerms,
  type EngineFeeTerms,
  type EngineTerms,
  type InstrumentTerms,
  type Market,
} from '../../domain/index.js';
import { COIN, marginWorld } from '../support/margin-world.js';

const DAY = 86_400_000;
const tier = (from: string, taker: string) => ({ from, maker: '0', taker });

function market(fees: EngineFeeTerms, now: number): Market {
  const terms: ConfigurationTerms = { engine: { fees, liquidation: { fee: '0.005' } } };
  return {
    now: instantOf(now),
    configuration: configurationOf(terms),
    instruments: new Map(),
    marks: new Map(),
    indexes: new Map(),
    rates: new Map(),
  };
}

describe('fee tiers', () => {
  const fees = { tiers: [tier('0', '0.004'), tier('100', '0.003'), tier('200', '0.002')] };
  const trades = [
    { at: EPOCH, amount: new Dec(100) },
    { at: instantOf(1), amount: new Dec(100) },
  ];

  it.each([
    [30 * DAY - 1, '200', '0.002'],
    [30 * DAY, '100', '0.003'],
    [30 * DAY + 1, '0', '0.004'],
  ])('after %d ms go by a volume of %s', (now, volume, rate) => {
    const then = market(fees, now);
    expect(tradedVolume(then, trades).toFixed()).toBe(volume);
    expect(feeRate(then, instrumentOf(COIN), 'taker', trades).toFixed()).toBe(rate);
  });

  it('follow another window where one is named', () => {
    expect(tradedVolume(market({ ...fees, window: 'P1D' }, DAY), trades).toFixed()).toBe('100');
  });

  it('fall rate by rate from instrument to kind to engine', () => {
    const kinds = { 'spot-margin': { taker: '0.3' } };
    const now = market({ maker: '0.1', taker: '0.2', kinds }, 0);
    const own = instrumentOf({ ...COIN, fees: { liquidation: '0.01' } });
    expect(feeRate(now, own, 'maker', undefined).toFixed()).toBe('0.1');
    expect(feeRate(now, own, 'taker', undefined).toFixed()).toBe('0.3');
    expect(liquidationFeeRate(now, own).toFixed()).toBe('0.01');
    expect(liquidationFeeRate(now, instrumentOf(COIN)).toFixed()).toBe('0.005');
  });
});

describe('terms that cannot be meant', () => {
  it.each<[EngineTerms, string]>([
    [{ fees: { taker: '0.1', tiers: [tier('0', '0.1')] } }, 'engine.fees.tiers'],
    [{ fees: { tiers: [tier('1', '0.1')] } }, 'engine.fees.tiers[0].from'],
    [{ fees: { tiers: [tier('0', '0.1'), tier('0', '0')] } }, 'engine.fees.tiers[1].from'],
    [{ fees: { window: 'PT0S' } }, 'engine.fees.window'],
    [
      { fees: { kinds: { linear: { liquidation: '-1' } } } },
      'engine.fees.kinds.linear.liquidation',
    ],
    [
      { interest: { curve: [{ from: '1970-01-01T00:00:00Z', rate: '1' }] } },
      'engine.interest.curve',
    ],
    [{ interest: { policy: 'unheard' } }, 'engine.interest.policy'],
    [
      { interest: { assets: { USD: { lending: { supply: '-1' } } } } },
      'engine.interest.assets.USD.lending.supply',
    ],
    [
      {
        interest: {
          assets: { USD: { lending: { supply: '1', utilisation: [{ from: '0.5', rate: '1' }] } } },
        },
      },
      'engine.interest.assets.USD.lending.utilisation',
    ],
  ])('are refused: %j', async (engineTerms, field) => {
    const { engine } = await marginWorld({});
    const answer = await engine.handle({
      type: 'setConfiguration',
      configuration: { engine: engineTerms },
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'input.invalid', field } });
  });

  it('include tiers of an instrument that no volume is counted for', async () => {
    const { engine } = await marginWorld({});
    const instrument: InstrumentTerms = { ...COIN, fees: { tiers: [tier('0', '0.1')] } };
    const answer = await engine.handle({ type: 'listInstrument', instrument });
    expect(answer).toMatchObject({ ok: false, error: { field: 'engine.fees.window' } });
  });
});

describe('a position of own money', () => {
  const own = (margin = '0') => ({
    type: 'open' as const,
    account: 'a',
    instrument: 'BTCUSD',
    side: 'long' as const,
    quantity: '1',
    price: '1000',
    leverage: '1',
    mode: 'cross' as const,
    ...(margin === '0' ? {} : { margin }),
  });

  it('is closed last, and only when the rest was not enough', async () => {
    const world = await marginWorld(
      {},
      { ...COIN, margin: { ...COIN.margin, ownFunds: 'never-liquidated' } as typeof COIN.margin },
    );
    const short = { ...COIN, id: 'BTCUSD2', base: 'BTC' };
    await world.run(
      { type: 'listInstrument', instrument: short },
      { type: 'mark', marks: { BTCUSD2: '1000' } },
      { type: 'deposit', account: 'a', asset: 'USD', amount: '1250' },
      own(),
      { ...own(), instrument: 'BTCUSD2', leverage: '5' },
      // equity 50: both lost 600, and the one at 5x alone is sold
      { type: 'mark', marks: { BTCUSD: '400', BTCUSD2: '400' } },
    );
    const closed = world.events().filter(({ type }) => type === 'PositionClosed');
    expect(closed).toMatchObject([{ instrument: 'BTCUSD2' }]);
    expect(world.events().at(-1)).toMatchObject({ type: 'LiquidationEnded', outcome: 'restored' });
  });
});
