import { Dec, type Derivation } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { ExtensionTooLate, PlimsollContainer, partsModule } from '../../src/di/index.js';
import { PRESETS, choosePreset, type PresetChoice } from '../../src/presets/index.js';
import { mergeTerms } from '../../src/presets/merge-terms.js';
import { worldOf, type World } from '../support/world.js';

const quiet = { seed: 1 };

async function typesSince({ journal }: World, from: number): Promise<string[]> {
  return Promise.resolve(journal.envelopes.slice(from).map(({ event }) => event.type));
}

async function after(world: World, ...commands: Command[]): Promise<string[]> {
  const from = world.journal.envelopes.length;
  for (const command of commands) {
    const answer = await world.engine.handle(command);
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  }
  return typesSince(world, from);
}

const deposit = (amount: string): Command => ({
  type: 'deposit',
  account: 'a',
  asset: 'USD',
  amount,
});
const open = (quantity: string): Command => ({
  type: 'open',
  account: 'a',
  instrument: 'ETH-PERP',
  side: 'long',
  quantity,
  price: '100',
});
const mark = (price: string): Command => ({ type: 'mark', marks: { 'ETH-PERP': price } });

describe('alerts', () => {
  it('tell each threshold once, several at a jump, and again only after they cleared', async () => {
    const world = await worldOf({ alerts: { measure: 'usage', at: ['50', '80'] } }, quiet);
    await after(world, deposit('150'), open('10'));
    // usage = 0.05 x 10 P / (150 + 10 (P - 100)), percent: 33.3 at 100, 43.6 at 96,
    // 82.3 at 90.5, 75.8 at 91
    expect(await after(world, mark('96'))).toEqual(['MarksAdvanced']);
    expect(await after(world, mark('90.5'))).toEqual([
      'MarksAdvanced',
      'MarginAlertRaised',
      'MarginAlertRaised',
    ]);
    expect(await after(world, mark('90.4'))).toEqual(['MarksAdvanced']);
    const cleared = await after(world, mark('100'));
    expect(cleared).toEqual(['MarksAdvanced', 'MarginAlertCleared', 'MarginAlertCleared']);
    expect(await after(world, mark('91'))).toContain('MarginAlertRaised');
  });

  it('of a step precede its liquidation', async () => {
    const world = await worldOf({ alerts: { measure: 'cover', at: ['2'] } }, quiet);
    await after(world, deposit('150'), open('10'));
    const types = await after(world, mark('86'));
    expect(types.indexOf('MarginAlertRaised')).toBeLessThan(types.indexOf('LiquidationStarted'));
    expect(types).toContain('LiquidationEnded');
  });

  it('at or below the liquidation level are refused', async () => {
    const { engine } = await worldOf({}, quiet);
    const used = {
      type: 'listInstrument',
      instrument: {
        id: 'BTCUSD',
        kind: 'spot-margin',
        base: 'BTC',
        quote: 'USD',
        margin: { model: 'used', callLevel: '0.8', liquidationLevel: '0.4' },
      },
    } as const;
    expect((await engine.handle(used)).ok).toBe(true);
    const configuration = { engine: { alerts: { measure: 'level', at: ['100', '40'] } } } as const;
    const answer = await engine.handle({ type: 'setConfiguration', configuration });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', figure: '40', limit: '40' },
    });
  });
});

describe('a schedule change', () => {
  it('sweeps the pools it breaches in the same step', async () => {
    const world = await worldOf({}, quiet);
    await after(world, deposit('150'), open('10'));
    const margin = { model: 'flat', initial: '0.2', maintenance: '0.16' } as const;
    const types = await after(world, { type: 'setSchedule', instrument: 'ETH-PERP', margin });
    expect(types[0]).toBe('InstrumentListed');
    expect(types).toContain('PositionClosed');
  });

  it.each([
    [
      'unsorted',
      [
        ['0', '0.02'],
        ['200', '0.03'],
        ['100', '0.04'],
      ],
      'out of order',
    ],
    [
      'duplicate',
      [
        ['0', '0.02'],
        ['100', '0.03'],
        ['100', '0.04'],
      ],
      'where the one before starts',
    ],
    [
      'falling',
      [
        ['0', '0.02'],
        ['100', '0.01'],
      ],
      'falling rate',
    ],
    ['negative', [['0', '-0.02']], 'negative rate'],
    ['not from zero', [['5', '0.02']], 'must start at 0'],
  ])('that is %s is refused with the tier named', async (_, rows, why) => {
    const { engine } = await worldOf({}, quiet);
    const tiers = rows.map(([from, maintenance]) => ({ from: from!, maintenance: maintenance! }));
    const margin = { model: 'tiered', by: 'notional', scope: 'marginal', tiers } as const;
    const answer = await engine.handle({ type: 'setSchedule', instrument: 'ETH-PERP', margin });
    expect(answer).toMatchObject({ ok: false, error: { code: 'input.invalid' } });
    expect(answer.ok ? '' : answer.error.message).toContain(why);
    expect(answer.ok ? '' : answer.error.message).toMatch(/tier \d/);
  });
});

describe('marks', () => {
  it('that cannot be meant are refused one by one, and the last good one stays', async () => {
    const { engine } = await worldOf({}, quiet);
    const answer = await engine.onMarks({ 'BTC-PERP': '0', 'ETH-PERP': '99', 'NO-PERP': '5' });
    expect(answer.refused.map(({ id, error }) => [id, error.code])).toEqual([
      ['BTC-PERP', 'market.price-not-positive'],
      ['NO-PERP', 'market.instrument-unknown'],
    ]);
    expect(engine.market.marks.get('BTC-PERP')?.price.toFixed()).toBe('1000');
    expect(engine.market.marks.get('ETH-PERP')?.price.toFixed()).toBe('99');
  });

  it('come in order of time and sequence', async () => {
    const { engine } = await worldOf({}, quiet);
    const at = (time: string, sequence: number): Command => ({
      type: 'mark',
      at: time,
      marks: { 'ETH-PERP': '99' },
      sequences: { 'ETH-PERP': sequence },
    });
    expect((await engine.handle(at('2025-01-01T00:00:00Z', 5))).ok).toBe(true);
    expect(await engine.handle(at('2025-01-01T00:00:01Z', 5))).toMatchObject({
      error: { code: 'market.tick-out-of-order' },
    });
    expect(await engine.handle(at('2024-12-31T00:00:00Z', 6))).toMatchObject({
      error: { code: 'time.backwards' },
    });
  });
});

describe('a query', () => {
  it('names the largest quantity that opens: one lot more is refused', async () => {
    const world = await worldOf({ fees: { taker: '0.001' } }, quiet);
    await after(world, deposit('1000'));
    for (const instrument of ['ETH-PERP', 'BTC-PERP', 'BTC-INV']) {
      const price = instrument === 'ETH-PERP' ? '100' : '1000';
      const asked = {
        ask: 'max-quantity',
        account: 'a',
        instrument,
        side: 'short',
        price,
      } as const;
      const most = await world.engine.query(asked);
      if (!most.ok) throw new Error(most.error.message);
      const lot = world.engine.market.instruments.get(instrument)!.lot!;
      const fill = (quantity: Dec): Command => ({
        type: 'open',
        account: 'a',
        instrument,
        side: 'short',
        price,
        quantity: quantity.toFixed(),
      });
      expect(await world.engine.handle(fill(new Dec(most.value).plus(lot)))).toMatchObject({
        error: { code: 'margin.initial-insufficient' },
      });
      expect(new Dec(most.value).gt(0)).toBe(true);
    }
  });

  it('explains a figure by parts that form it, down to the movements', async () => {
    const world = await worldOf({}, quiet);
    await after(world, deposit('150'), open('10'), mark('98'));
    const asked = { ask: 'explain', account: 'a', pool: 'cross', figure: 'slack' } as const;
    const why = await world.engine.query(asked);
    if (!why.ok) throw new Error(why.error.message);
    expect(why.value.value).toBe('81');
    const [equity, maintenance] = why.value.parts;
    expect([equity?.value, maintenance?.value]).toEqual(['130', '49']);
    const find = (node: Derivation, name: string): Derivation | undefined =>
      node.figure === name
        ? node
        : node.parts.map((part) => find(part, name)).find((found) => found);
    const balance = find(why.value, 'balance of USD');
    expect(balance?.parts.map(({ figure, value }) => [figure, value])).toEqual([
      ['deposit', '150'],
    ]);
    expect(find(why.value, 'mark')?.source).toMatch(/event \d+/);
  });

  it('shows every figure of a pool and says what there is not', async () => {
    const world = await worldOf({}, quiet);
    await after(world, deposit('150'), open('10'));
    const pool = await world.engine.query({ ask: 'pool', account: 'a', pool: 'cross' });
    expect(pool.ok && pool.value).toMatchObject({
      equity: '150',
      freeMargin: '50',
      breached: false,
      phase: 'open',
      band: 'green',
    });
    expect(await world.engine.query({ ask: 'pool', account: 'b', pool: 'cross' })).toMatchObject({
      error: { code: 'account.unknown' },
    });
    expect(
      await world.engine.query({ ask: 'pool', account: 'a', pool: 'isolated:X' }),
    ).toMatchObject({ ok: false });
  });
});

describe('an extension', () => {
  it('that comes too late is refused', () => {
    const container = new PlimsollContainer();
    container.engine();
    expect(() => container.extend(partsModule({}))).toThrow(ExtensionTooLate);
  });

  it('that a configuration names and nobody bound is refused', async () => {
    const { engine } = await worldOf({}, quiet);
    const configuration = { engine: { liquidation: { order: 'by-moon' } } };
    const answer = await engine.handle({ type: 'setConfiguration', configuration });
    expect(answer).toMatchObject({ ok: false, error: { field: 'engine.liquidation.order' } });
  });
});

describe('presets', () => {
  const everyReading = PRESETS.flatMap(({ name, options }) =>
    [[], ...Object.keys(options).map((option) => [option])].map((chosen) => ({ name, chosen })),
  );
  it.each(everyReading)('$name with $chosen is accepted whole', async ({ name, chosen }) => {
    const choice = choosePreset({ name, options: chosen });
    if (!choice.ok) throw new Error(choice.error);
    const preset = choice.value;
    const engine = new PlimsollContainer().engine();
    const { configuration, instruments } = mergeTerms(preset, {});
    const commands: Command[] = [
      { type: 'setConfiguration', configuration },
      ...instruments.map((instrument): Command => ({ type: 'listInstrument', instrument })),
    ];
    const answers = await engine.handleTogether(commands);
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect(configuration.engine?.strictSchedules).toBe(true);
  });

  it('tell what there is when a name or an option is unknown', () => {
    const problemOf = (choice: PresetChoice) => {
      const chosen = choosePreset(choice);
      return chosen.ok ? '' : chosen.error;
    };
    expect(problemOf('none')).toMatch(/kraken-margin/);
    expect(problemOf({ name: 'kraken-margin', options: ['oldest'] })).toMatch(
      /no option oldest;.*oldest-first/,
    );
  });

  it('leave a preset as it was when an option is chosen', () => {
    const order = (choice: PresetChoice) => {
      const chosen = choosePreset(choice);
      return chosen.ok && chosen.value.configuration.engine?.liquidation?.order;
    };
    expect(order({ name: 'kraken-margin', options: ['oldest-first'] })).toBe('oldest-first');
    expect(order('kraken-margin')).toBe('largest-loss-first');
  });
});
