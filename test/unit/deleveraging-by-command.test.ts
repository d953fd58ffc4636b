import type { Command } from '../../src/application/commands.js';
import { worldOf, type World } from '../support/world.js';

const deposit = (account: string, amount: string): Command => ({
  type: 'deposit',
  account,
  asset: 'USD',
  amount,
});

const open = (account: string, side: 'long' | 'short', quantity: string): Command => ({
  type: 'open',
  account,
  instrument: 'BTC-PERP',
  side,
  quantity,
  price: '1000',
});

async function done(engine: World['engine'], ...commands: readonly Command[]): Promise<void> {
  for (const command of commands) {
    const answer = await engine.handle(command);
    if (!answer.ok) throw new Error(answer.error.message);
  }
}

/** Long 10 against short 10 at 1,000 with the mark at 1,100; `rich` holds 1 and could lose it all. */
async function booked() {
  const world = await worldOf({}, { seed: 1 });
  await done(
    world.engine,
    ...[deposit('long', '3000'), deposit('short', '5000'), deposit('rich', '9000')],
    ...[open('long', 'long', '10'), open('short', 'short', '10'), open('rich', 'long', '1')],
    { type: 'mark', marks: { 'BTC-PERP': '1100' } },
  );
  return world;
}

const deleverage = {
  type: 'deleverage',
  account: 'long',
  instrument: 'BTC-PERP',
  price: 'mark',
} as const;

async function held({ engine }: World, id: string) {
  const { wallets, pools } = (await engine.account(id))!;
  return {
    usd: wallets.get('USD')!.get('spot')!.toFixed(),
    quantities: [...pools.get('cross')!.positions.values()].map(({ quantity }) => String(quantity)),
  };
}

describe('deleveraging by command', () => {
  it('at the mark closes a part of both sides without fees, whom the ranking has first', async () => {
    const world = await booked();
    await done(world.engine, { ...deleverage, account: 'short', quantity: '4' });
    // 4 x (1,100 - 1,000) = 400 from the short to the long.
    expect(await held(world, 'long')).toEqual({ usd: '3400', quantities: ['6'] });
    expect(await held(world, 'short')).toEqual({ usd: '4600', quantities: ['6'] });
  });

  it('leaves open what nobody takes: by ranking those without profit do not', async () => {
    const world = await booked();
    await done(world.engine, { ...deleverage, quantity: '4' });
    expect(await held(world, 'long')).toEqual({ usd: '3000', quantities: ['10'] });
    expect(await held(world, 'short')).toEqual({ usd: '5000', quantities: ['10'] });
  });

  it('closes all where no quantity is given, and never against the account itself', async () => {
    const world = await booked();
    await done(world.engine, { ...deleverage, against: ['long', 'short'] });
    expect(await held(world, 'long')).toEqual({ usd: '4000', quantities: [] });
    expect(await held(world, 'short')).toEqual({ usd: '4000', quantities: [] });
  });

  it('refuses more than is held, nothing, and what is not held', async () => {
    const { engine } = await booked();
    expect(await engine.handle({ ...deleverage, quantity: '10.01' })).toMatchObject({
      error: {
        code: 'position.exceeds-quantity',
        message: 'only 10 contracts are open',
        field: 'quantity',
        figure: '10.01',
        limit: '10',
        unit: 'contracts',
      },
    });
    expect(await engine.handle({ ...deleverage, quantity: '0' })).toMatchObject({
      error: { code: 'input.invalid', field: 'quantity', figure: '0' },
    });
    expect(await engine.handle({ ...deleverage, instrument: 'ETH-PERP' })).toMatchObject({
      error: { code: 'position.not-found' },
    });
  });

  it('refuses the bankruptcy price where there is none, and only that', async () => {
    const { engine } = await booked();
    const rich = { ...deleverage, account: 'rich' };
    expect(await engine.handle({ ...rich, price: 'bankruptcy' })).toMatchObject({
      error: {
        code: 'input.invalid',
        message: 'no positive price of BTC-PERP is a bankruptcy price',
        field: 'price',
        figure: 'bankruptcy',
      },
    });
    expect(await engine.handle(rich)).toMatchObject({ ok: true });
  });
});
