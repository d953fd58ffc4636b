import {
  BUILT_IN_ORDERS,
  Dec,
  EPOCH,
  configurationOf,
  instrumentOf,
  simulate,
  type Change,
  type InstrumentTerms,
  type Situation,
} from 'plimsoll/domain';

export const ACCOUNT = 'alice';
export const PRICES = { BTC: 60_000, ETH: 3_000 } as const;
export type Asset = keyof typeof PRICES;
export const ASSETS: readonly Asset[] = ['BTC', 'ETH'];

const perpetual = (base: Asset): InstrumentTerms => ({
  id: `${base}-PERP`,
  kind: 'linear',
  base,
  quote: 'USD',
  lot: '0.001',
  maxLeverage: '10',
  margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
});

/** A market without anybody in it. */
function emptyMarket(): Situation {
  const instruments = ASSETS.map((asset) => instrumentOf(perpetual(asset)));
  return {
    market: {
      now: EPOCH,
      configuration: configurationOf({
        settlement: 'USD',
        engine: {
          liquidation: { call: '1.5' },
          fees: { maker: '0.0002', taker: '0.0005' },
          deficit: ['negative-balance'],
        },
        assets: [{ asset: 'BTC', haircut: '0.1' }],
      }),
      instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
      marks: new Map(
        ASSETS.map((asset) => [`${asset}-PERP`, { price: new Dec(PRICES[asset]), at: EPOCH }]),
      ),
      indexes: new Map(),
      rates: new Map([['BTC', new Dec(PRICES.BTC)]]),
    },
    accounts: new Map(),
    funds: new Map(),
    orders: BUILT_IN_ORDERS,
  };
}

/** A long of 1 BTC beside a short of 8 ETH, backed by dollars and a tenth of a bitcoin. */
export function openingSituation(dollars: string): Situation {
  const own = { account: ACCOUNT } as const;
  const opened = (asset: Asset, side: 'long' | 'short', quantity: string): Change => ({
    ...own,
    type: 'open',
    instrument: `${asset}-PERP`,
    side,
    quantity: new Dec(quantity),
    price: new Dec(PRICES[asset]),
  });
  const { after, steps } = simulate(emptyMarket(), [
    { ...own, type: 'deposit', asset: 'USD', amount: new Dec(dollars) },
    { ...own, type: 'deposit', asset: 'BTC', amount: new Dec('0.1') },
    opened('BTC', 'long', '1'),
    opened('ETH', 'short', '8'),
  ]);
  for (const { refused } of steps) if (refused !== undefined) throw new Error(refused.message);
  return after;
}
