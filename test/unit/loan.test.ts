import { LENDER, POSITIONS, entryKey, imbalance, isoOf, instantOf } from '../../domain/index.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { marginWorld, START, type MarginWorld } from '../support/margin-world.js';

const FEES = { maker: '0', taker: '0.001' };
const later = (hours: number): string => isoOf(instantOf(Date.parse(START) + hours * 3_600_000));

/** What the ledger holds where, as text; nothing where it is zero. */
function held({ state }: MarginWorld, account: typeof LENDER, asset: string): string {
  return state.ledger.get(entryKey(account, asset))?.toFixed() ?? '0';
}

function moves(world: MarginWorld, from: number): string[] {
  return world
    .events(from)
    .flatMap((event) => event.movements ?? [])
    .map(({ reason, amount, asset, from: giver, to }) =>
      [reason, amount, asset, giver.at, to.at].join(' '),
    );
}

const open = (terms: object = {}) => ({
  type: 'open' as const,
  account: 'a',
  instrument: 'BTCUSD',
  side: 'long' as const,
  quantity: '5',
  price: '1000',
  leverage: '5',
  ...terms,
});
const deposit = { type: 'deposit' as const, account: 'a', asset: 'USD', amount: '3000' };

describe('a loan', () => {
  it('is booked when it is taken up, and the wallet keeps the used margin', async () => {
    const world = await marginWorld({ fees: FEES });
    await world.run(deposit);
    const from = world.journal.envelopes.length;
    await world.run(open());
    expect(moves(world, from)).toEqual([
      'loan 4000 USD lender positions',
      'purchase 5000 USD positions house',
      'purchase 5 BTC house positions',
      'fee 5 USD wallet venue',
    ]);
    expect(held(world, LENDER, 'USD')).toBe('-4000');
    expect(imbalance(world.state.ledger)).toEqual({});
  });

  it('is repaid first by a close, then the fee is paid, and the rest goes to the account', async () => {
    const world = await marginWorld({ fees: FEES });
    await world.run(deposit, open());
    const from = world.journal.envelopes.length;
    await world.run({ type: 'close', account: 'a', instrument: 'BTCUSD', price: '1100' });
    expect(moves(world, from)).toEqual([
      'sale 5500 USD house positions',
      'sale 5 BTC positions house',
      'repayment 4000 USD positions lender',
      'fee 5.5 USD positions venue',
      'proceeds 494.5 USD positions wallet',
    ]);
    expect(world.events(from)).toMatchObject([
      { type: 'PositionClosed', profit: '500', fee: '5.5' },
      { type: 'FeeCharged', amount: '5.5', movements: [] },
    ]);
    for (const account of [LENDER, POSITIONS]) {
      for (const asset of ['USD', 'BTC']) expect(held(world, account, asset)).toBe('0');
    }
  });

  it('of an isolated position is repaid from its pool, and what remains is released last', async () => {
    const world = await marginWorld({ fees: FEES });
    await world.run(deposit, open({ mode: 'isolated' }));
    const from = world.journal.envelopes.length;
    await world.run({ type: 'close', account: 'a', instrument: 'BTCUSD', price: '1100' });
    expect(moves(world, from).map((move) => move.split(' ')[0])).toEqual([
      'sale',
      'sale',
      'repayment',
      'fee',
      'proceeds',
      'release',
    ]);
  });

  it('of a short is the coin, bought back by the close', async () => {
    const world = await marginWorld({});
    await world.run(deposit, open({ side: 'short' }));
    expect(held(world, LENDER, 'BTC')).toBe('-5');
    const from = world.journal.envelopes.length;
    await world.run({ type: 'close', account: 'a', instrument: 'BTCUSD', price: '900' });
    expect(moves(world, from)).toEqual([
      'purchase 4500 USD positions house',
      'purchase 5 BTC house positions',
      'repayment 5 BTC positions lender',
      'proceeds 500 USD positions wallet',
    ]);
  });

  it('shrinks with the position, and a turn repays the old one and takes up the new one', async () => {
    const world = await marginWorld({});
    await world.run(deposit, open({ quantity: '3', leverage: '3' }));
    expect(held(world, LENDER, 'USD')).toBe('-2000');
    await world.run({ type: 'close', account: 'a', instrument: 'BTCUSD', quantity: '1' });
    expect(held(world, LENDER, 'USD')).toBe('-1333.333333333333333333333333333334');
    await world.run(open({ side: 'short', quantity: '3', leverage: '3' }));
    expect(held(world, LENDER, 'USD')).toBe('0');
    expect(held(world, LENDER, 'BTC')).toBe('-1');
    expect(imbalance(world.state.ledger)).toEqual({});
  });

  it('follows the leverage that is set for it, once what was due is charged', async () => {
    const world = await marginWorld({ interest: { rate: '0.01', every: 'PT4H', base: 'loan' } });
    await world.run(deposit, open());
    await world.run({
      type: 'setLeverage',
      account: 'a',
      instrument: 'BTCUSD',
      leverage: '2',
      at: later(5),
    });
    expect(held(world, LENDER, 'USD')).toBe('-2500');
    await world.run({ type: 'accrue', at: later(8) });
    const charged = world.events().filter(({ type }) => type === 'InterestCharged');
    expect(charged).toMatchObject([{ amount: '40' }, { amount: '25' }]);
  });

  it('keeps its clock through a snapshot and a replay', async () => {
    const world = await marginWorld({ interest: { rate: '0.01', every: 'PT4H', base: 'loan' } });
    await world.run(deposit, open(), open({ quantity: '1', at: later(1) }));
    await world.run({ type: 'accrue', at: later(4) });
    const hash = await world.engine.stateHash();
    const snapshot = await world.engine.snapshot();
    expect(snapshot.body.accounts![0]?.pools[0]?.positions[0]?.loan?.parts).toHaveLength(2);
    for (const start of [undefined, snapshot]) {
      const copy = new PlimsollContainer(partsModule({ journal: world.journal })).engine();
      await copy.restore(start);
      expect(await copy.stateHash()).toBe(hash);
    }
  });
});

describe('a charge', () => {
  it('is paid in arrears when a period is over, in advance as soon as it has begun', async () => {
    const counts = [];
    for (const due of ['arrears', 'advance'] as const) {
      for (const hours of [0, 1, 4, 5, 8]) {
        const world = await marginWorld({ interest: { rate: '0.01', due, base: 'loan' } });
        await world.run(deposit, open(), { type: 'accrue', at: later(hours) });
        const wallet = (await world.engine.account('a'))!.wallets.get('USD')!.get('spot')!;
        counts.push([due, hours, (3000 - Number(wallet.toFixed())) / 40]);
      }
    }
    expect(counts).toEqual([
      ['arrears', 0, 0],
      ['arrears', 1, 0],
      ['arrears', 4, 1],
      ['arrears', 5, 1],
      ['arrears', 8, 2],
      ['advance', 0, 0],
      ['advance', 1, 1],
      ['advance', 4, 1],
      ['advance', 5, 2],
      ['advance', 8, 2],
    ]);
  });

  it('of an isolated short in the coin is paid by its pool at the rate of the coin', async () => {
    const interest = { rate: '0.001', base: 'loan', shortAsset: 'base' } as const;
    const world = await marginWorld({ interest });
    await world.run(deposit, open({ side: 'short', mode: 'isolated' }));
    await world.run({ type: 'accrue', at: later(4) });
    expect(world.events().at(-1)).toMatchObject({ asset: 'USD', amount: '5' });
    expect((await world.engine.account('a'))!.pools.get('isolated:BTCUSD')?.balance.toFixed()).toBe(
      '995',
    );
  });

  it('that breaches a pool starts its liquidation in the same step', async () => {
    const world = await marginWorld({ interest: { rate: '0.04', every: 'P1D', base: 'loan' } });
    await world.run({ ...deposit, amount: '1000' }, open());
    const from = world.journal.envelopes.length;
    // 1,000 - 4 x 160 = 360 is below 40 % of the used margin; nothing is charged twice
    await world.run({ type: 'accrue', at: later(96) });
    expect(world.events(from).map(({ type }) => type)).toEqual([
      'InterestCharged',
      'MarginCallIssued',
      'LiquidationStarted',
      'CloseOutRequested',
      'PositionClosed',
      'LiquidationEnded',
    ]);
  });

  it.each(['0.003', '0.05', '2'])('accepts a rate of %s a day', async (rate) => {
    const world = await marginWorld({ interest: { rate, every: 'P1D', base: 'loan' } });
    await world.run({ ...deposit, amount: '100000' }, open(), { type: 'accrue', at: later(24) });
    expect(world.events().at(-1)).toMatchObject({
      type: 'InterestCharged',
      amount: `${4000 * Number(rate)}`,
    });
  });

  it.each([
    [{ rate: '-0.1' }, 'engine.interest.rate'],
    [{ openingRate: '-0.1' }, 'engine.interest.openingRate'],
    [{ rate: '0.1', every: 'PT0S' }, 'engine.interest.every'],
  ])('refuses %j', async (interest, field) => {
    const { engine } = await marginWorld({});
    const answer = await engine.handle({
      type: 'setConfiguration',
      configuration: { engine: { interest } },
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'input.invalid', field } });
  });
});
