import {
  Dec,
  fillAtMark,
  shockableAssets,
  shockedPrices,
  stress,
  text,
  type Shock,
} from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { situationOf } from '../../src/application/simulation.js';
import { LINEAR, SECOND, worldOf, type World } from '../support/world.js';

const shock = (share: string, asset?: string): Shock => ({
  share: new Dec(share),
  ...(asset === undefined ? {} : { asset }),
});

/** BTC 1,000 and ETH 100 on flat 10 % / 5 % margins; alice holds what the commands bring. */
async function worldWith(commands: readonly Command[]): Promise<World> {
  const world = await worldOf({ liquidation: { call: '2' } }, { seed: 1 });
  const flat = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
  for (const terms of [LINEAR, SECOND]) {
    await accepted(world, { type: 'listInstrument', instrument: { ...terms, margin: flat } });
  }
  for (const command of commands) await accepted(world, command);
  return world;
}

async function accepted({ engine }: World, command: Command): Promise<void> {
  const answer = await engine.handle(command);
  if (!answer.ok) throw new Error(answer.error.message);
}

/** 300 USD back a long of 1 BTC at 1,000 and a short of 5 ETH at 100. */
const HEDGED: readonly Command[] = [
  { type: 'deposit', account: 'alice', asset: 'USD', amount: '300' },
  open('BTC-PERP', 'long', '1', '1000'),
  open('ETH-PERP', 'short', '5', '100'),
];

function open(instrument: string, side: 'long' | 'short', quantity: string, price: string) {
  return { type: 'open', account: 'alice', instrument, side, quantity, price } as const;
}

async function pricesAfter(shocks: readonly Shock[]) {
  const { engine } = await worldWith([]);
  const { marks, rates } = shockedPrices(engine.market, shocks);
  const all = [...marks!, ...rates!].map(([id, price]) => [id, text(price)]);
  return Object.fromEntries(all) as Record<string, string>;
}

describe('shocks', () => {
  it('move marks and rates of the asset they name', async () => {
    expect(await pricesAfter([shock('-0.3', 'BTC')])).toEqual({
      'BTC-PERP': '700',
      'BTC-INV': '700',
      BTC: '700',
    });
  });

  it('of all assets leave what prices are counted in alone', async () => {
    const { engine } = await worldWith([]);
    await engine.onMarks({}, { rates: { USDT: '1' } });
    await engine.handle({
      type: 'listInstrument',
      instrument: { ...SECOND, id: 'ETH-USDT', quote: 'USDT' },
    });
    const { rates } = shockedPrices(engine.market, [shock('-0.5')]);
    expect([...rates!.keys()]).toEqual(['BTC']);
    expect(shockableAssets(engine.market)).toEqual(['BTC', 'ETH', 'USDT']);
  });

  it('of a quote move the mark the other way, and a pair of both not at all', async () => {
    const { engine } = await worldWith([]);
    const pair = { ...SECOND, id: 'ETH-BTC', quote: 'BTC' };
    await engine.handle({ type: 'listInstrument', instrument: pair });
    await engine.onMarks({ 'ETH-BTC': '0.1' });
    const markAfter = (...shocks: Shock[]) =>
      shockedPrices(engine.market, shocks).marks!.get('ETH-BTC')?.toFixed();
    expect(markAfter(shock('-0.2', 'BTC'))).toBe('0.125');
    expect(markAfter(shock('-0.2'))).toBeUndefined();
    expect(markAfter(shock('-0.1', 'BTC'), shock('0.8', 'ETH'))).toBe('0.2');
  });

  it('keep to the grid where marks are bound to it', async () => {
    const { engine } = await worldWith([]);
    const bound = { ...SECOND, tick: '0.5', markOnTick: true };
    await engine.handle({ type: 'listInstrument', instrument: bound });
    const { marks } = shockedPrices(engine.market, [shock('-0.123', 'ETH')]);
    expect(marks!.get('ETH-PERP')!.toFixed()).toBe('87.5');
  });

  it('refuse a fall to nothing and an asset without a price', async () => {
    await expect(pricesAfter([shock('-1')])).rejects.toThrow(/above -1/);
    await expect(pricesAfter([shock('0.1', 'DOGE')])).rejects.toThrow(
      /nothing has a price in DOGE/,
    );
  });
});

describe('a simulation', () => {
  it('deposits, falls and liquidates by the same rules', async () => {
    const { engine } = await worldWith(HEDGED);
    const outcome = await engine.simulate('alice', [
      { type: 'withdraw', asset: 'USD', amount: '500' },
      { type: 'deposit', asset: 'USD', amount: '20' },
      { type: 'mark', marks: { 'BTC-PERP': '730' } },
    ]);
    if (!outcome.ok) throw new Error(outcome.error.message);
    const { steps, before, after, closedOut } = outcome.value;
    // 320 of collateral - 270 = 50; maintenance 36.5 + 25 = 61.5: the long of 270 loss closes.
    expect(steps.map(({ refused }) => refused?.code)).toEqual([
      'collateral.insufficient',
      undefined,
      undefined,
    ]);
    expect(closedOut).toMatchObject([
      { instrument: 'BTC-PERP', side: 'long', quantity: '1', price: '730', profit: '-270' },
    ]);
    expect(before.pools.cross!.figures).toMatchObject({ equity: '300', maintenanceMargin: '75' });
    expect(after.pools.cross!.figures).toMatchObject({ equity: '50', maintenanceMargin: '25' });
    expect(after.wallet).toEqual({ USD: '50' });
    expect(Object.keys(after.pools.cross!.positions)).toEqual(['ETH-PERP']);
  });

  it('fills close-outs worse by a slippage', async () => {
    const { engine } = await worldWith(HEDGED);
    const outcome = await engine.simulate(
      'alice',
      [{ type: 'mark', marks: { 'BTC-PERP': '730' } }],
      {
        slippage: '0.01',
      },
    );
    if (!outcome.ok) throw new Error(outcome.error.message);
    expect(outcome.value.closedOut[0]).toMatchObject({ price: '722.7', profit: '-277.3' });
  });

  it('lets time pass and refuses to turn it back', async () => {
    const { engine } = await worldWith(HEDGED);
    const outcome = await engine.simulate('alice', [
      { type: 'accrue', at: '2026-01-01T00:00:00Z' },
      { type: 'deposit', asset: 'USD', amount: '1', at: '2025-01-01T00:00:00Z' },
      { type: 'accrue', at: 'tomorrow' },
    ]);
    if (!outcome.ok) throw new Error(outcome.error.message);
    expect(outcome.value.steps.map(({ refused }) => refused?.code)).toEqual([
      undefined,
      'time.backwards',
      'input.invalid',
    ]);
  });

  it('names what cannot be imagined for one account', async () => {
    const { engine } = await worldWith(HEDGED);
    const fund = { type: 'fund', asset: 'USD', amount: '1' } as unknown as { type: 'accrue' };
    const outcome = await engine.simulate('alice', [fund]);
    expect(outcome.ok && outcome.value.steps[0]!.refused?.code).toBe('input.invalid');
    expect(await engine.simulate('nobody', [])).toMatchObject({
      ok: false,
      error: { code: 'account.unknown' },
    });
    expect(await engine.simulate('alice', [], { slippage: '1' })).toMatchObject({
      ok: false,
      error: { field: 'slippage' },
    });
  });
});

describe('a grid of shocks', () => {
  it('tells where an account is called, where it is liquidated and what is left', async () => {
    const { engine, state } = await worldWith(HEDGED);
    const hash = await engine.stateHash();
    const report = await engine.stress('alice', {
      rows: { asset: 'BTC', shares: ['0', '-0.2', '-0.25', '-0.35'] },
    });
    if (!report.ok) throw new Error(report.error.message);
    const cells = report.value.cells.map(([cell]) => cell!);
    // 0: 300 against 75. -0.2: 100 against 65, called at 2 x 65. -0.25: 50 < 62.5, the long closes
    // with 250 lost and 50 > 25 stays. -0.35: -50: both close, the fund pays 50.
    expect(
      cells.map(({ equity, called, breached, closeOuts, left }) => ({
        equity,
        called,
        breached,
        closeOuts,
        left,
      })),
    ).toEqual([
      {
        equity: '300',
        called: false,
        breached: false,
        closeOuts: 0,
        left: { equity: '300', positions: 2, deficit: '0', debt: '0' },
      },
      {
        equity: '100',
        called: true,
        breached: false,
        closeOuts: 0,
        left: { equity: '100', positions: 2, deficit: '0', debt: '0' },
      },
      {
        equity: '50',
        called: true,
        breached: true,
        closeOuts: 1,
        left: { equity: '50', positions: 1, deficit: '0', debt: '0' },
      },
      {
        equity: '-50',
        called: true,
        breached: true,
        closeOuts: 2,
        left: { equity: '0', positions: 0, deficit: '50', debt: '0' },
      },
    ]);
    expect(cells.map(({ first }) => first?.position)).toEqual([
      undefined,
      undefined,
      'BTC-PERP',
      'BTC-PERP',
    ]);
    expect(await engine.stateHash()).toBe(hash);
    expect(state.funds.get('USD')!.balance.toFixed()).toBe('500');
  });

  it('shocks two assets at once', async () => {
    const { engine } = await worldWith(HEDGED);
    const report = await engine.stress('alice', {
      rows: { asset: 'BTC', shares: ['-0.25', '0'] },
      columns: { asset: 'ETH', shares: ['-0.5', '0.5'] },
    });
    if (!report.ok) throw new Error(report.error.message);
    // The short of 5 ETH earns or loses 250.
    expect(report.value.cells.map((row) => row.map(({ equity }) => equity))).toEqual([
      ['300', '-200'],
      ['550', '50'],
    ]);
    expect(report.value.cells[1]![1]).toMatchObject({ first: { position: 'ETH-PERP' } });
  });

  it('refuses what cannot be meant', async () => {
    const { engine, state } = await worldWith(HEDGED);
    const refusal = async (shares: string[], asset?: string) => {
      const rows = asset === undefined ? { shares } : { asset, shares };
      const report = await engine.stress('alice', { rows });
      return report.ok ? undefined : report.error;
    };
    expect(await refusal([])).toMatchObject({ code: 'input.invalid', figure: '0' });
    expect(await refusal(['-1'])).toMatchObject({ field: 'share', limit: '-1' });
    expect(await refusal(['a lot'])).toMatchObject({ field: 'rows.shares[0]' });
    expect(await refusal(['0'], 'DOGE')).toMatchObject({ field: 'asset', limit: 'BTC, ETH' });
    expect(await refusal(Array.from({ length: 10_001 }, () => '0'))).toMatchObject({
      limit: '10000',
    });
    const rows = { shares: [new Dec(0)] };
    expect(stress(situationOf(state, []), { account: 'alice', rows })).toMatchObject({
      error: { code: 'account.unknown' },
    });
    expect(() => fillAtMark(new Dec('-0.1'))).toThrow(/slippage/);
  });
});

describe('a loss that others may have to bear', () => {
  it('is deleveraged in a simulation as it is when it happens', async () => {
    const flat = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
    const world = await worldOf(
      { deficit: ['deleverage', 'negative-balance'], insuranceFund: {} },
      { seed: 1 },
    );
    await accepted(world, { type: 'listInstrument', instrument: { ...SECOND, margin: flat } });
    for (const [account, side] of [
      ['alice', 'long'],
      ['bob', 'short'],
    ] as const) {
      await accepted(world, { type: 'deposit', account, asset: 'USD', amount: '60' });
      const fill = { instrument: 'ETH-PERP', quantity: '5', price: '100' };
      await accepted(world, { type: 'open', account, side, ...fill });
    }
    const { engine, journal } = world;
    const hash = await engine.stateHash();
    const foreseen = await engine.simulate('alice', [
      { type: 'mark', marks: { 'ETH-PERP': '80' } },
    ]);
    expect(await engine.stateHash()).toBe(hash);
    const told = journal.envelopes.length;
    await engine.onMarks({ 'ETH-PERP': '80' });
    const happened = journal.envelopes
      .slice(told)
      .map(({ event }) => event)
      .filter((event) => 'account' in event);
    expect(happened.map(({ type }) => type)).toContain('PositionDeleveraged');
    expect(foreseen.ok && foreseen.value.events).toEqual(happened);
  });
});
