import {
  configurationOf,
  attempt,
  type AccountEvent,
  type BoundStage,
  type StageTerms,
} from '../../domain/index.js';
import { BUILT_IN_POLICIES } from '../../src/application/bound-policies.js';
import type { Command } from '../../src/application/commands.js';
import { TEMPLATES } from '../../src/application/notification-templates.js';
import { EngineState } from '../../src/application/state.js';
import { LINEAR, worldOf } from '../support/world.js';

const REDUCE: StageTerms = { do: 'reduce' };

function read(stages: readonly StageTerms[], rest: object = {}) {
  return attempt(() => configurationOf({ engine: { liquidation: { stages, ...rest } } }));
}

describe('a list of stages that cannot be meant', () => {
  const at = (index: number, key: string) => `engine.liquidation.stages[${index}]${key}`;

  it.each<[string, StageTerms[], string]>([
    ['a key of another stage', [{ do: 'alert', at: '2', fee: '0.1' }, REDUCE], at(0, '.fee')],
    ['an alert without a level', [{ do: 'alert' }, REDUCE], at(0, '.at')],
    ['a take-over by nobody', [{ do: 'take-over' }], at(0, '.by')],
    ['an assignment to nobody', [{ do: 'assign' }], at(0, '.to')],
    ['an account named twice', [{ do: 'assign', to: ['a', 'a'] }], at(0, '.to')],
    ['a level below zero', [{ do: 'reduce', at: '-0.1' }], at(0, '.at')],
    ['a case above the trigger', [{ do: 'reduce', at: '1.1' }], at(0, '.at')],
    ['a target below its level', [{ do: 'reduce', at: '0.9', target: '0.8' }], at(0, '.target')],
    ['a target below the trigger', [{ do: 'reduce', target: '0.8' }], at(0, '.target')],
    ['a target beyond the case', [{ do: 'reduce', target: '1.3' }], at(0, '.target')],
    ['a cooldown that is none', [{ do: 'reduce', cooldown: 'PT0S' }], at(0, '.cooldown')],
    ['a negative cooldown', [{ do: 'reduce', cooldown: '-PT30S' }], at(0, '.cooldown')],
    ['half a tier', [{ do: 'reduce', size: { tiers: 0.5 } }], at(0, '.size.tiers')],
    ['half a round', [{ do: 'reduce', rounds: 0.5 }], at(0, '.rounds')],
    ['a negative fee', [{ do: 'reduce', fee: '-0.01' }], at(0, '.fee')],
    ['a negative limit', [{ do: 'assign', to: ['a'], limit: '-1' }], at(0, '.limit')],
    [
      'a name twice',
      [
        { ...REDUCE, name: 'x', rounds: 1 },
        { ...REDUCE, name: 'x' },
      ],
      at(1, '.name'),
    ],
    [
      'a stage that never acts',
      [REDUCE, { do: 'reduce', at: '0.5', size: 'just-enough' }],
      at(1, ''),
    ],
    [
      'one barred twice',
      [{ do: 'block-risk', at: '2' }, { do: 'block-risk', at: '2' }, REDUCE],
      at(1, ''),
    ],
    [
      'nothing that closes',
      [{ do: 'alert', at: '2' }, { do: 'net-opposite' }],
      'engine.liquidation.stages',
    ],
  ])('%s is refused with the field', (_, stages, field) => {
    const result = read(stages, { target: '1.2' });
    expect(result.ok).toBe(false);
    expect(
      !result.ok && [result.error.code, 'field' in result.error && result.error.field],
    ).toEqual(['input.invalid', field]);
  });

  it('what an earlier stage may leave over is taken', () => {
    const lists: StageTerms[][] = [
      [{ do: 'reduce', rounds: 1 }, REDUCE],
      [{ do: 'reduce', cooldown: 'PT1S', meanwhile: 'go-on' }, REDUCE],
      [
        { do: 'reduce', orderType: 'limit' },
        { do: 'reduce', orderType: 'market' },
      ],
      [
        { do: 'take-over', by: 'a' },
        { do: 'take-over', by: 'b' },
      ],
      [{ do: 'reduce', at: '0.5' }, REDUCE],
      [{ do: 'reduce', size: { tiers: 2 } }, REDUCE],
      [{ do: 'cancel-orders', of: 'instrument' }, { do: 'cancel-orders' }, REDUCE],
    ];
    for (const stages of lists) expect(read(stages).ok).toBe(true);
  });

  it('only a stage goes down by tiers', () => {
    expect(read([REDUCE], { size: { tiers: 2 } })).toMatchObject({
      error: { field: 'engine.liquidation.size', figure: '2' },
    });
  });

  it('a name that nothing is bound as is refused, and a reaction cannot be bound anew', () => {
    const stages = [{ do: 'sell-the-house' }];
    const terms = { engine: { liquidation: { stages } } };
    expect(attempt(() => new EngineState(BUILT_IN_POLICIES, terms))).toMatchObject({
      error: { field: 'engine.liquidation.stages[0].do', figure: 'sell-the-house' },
    });
    const own: BoundStage = () => undefined;
    const policies = { ...BUILT_IN_POLICIES, stages: new Map([['reduce', own]]) };
    expect(() => new EngineState(policies)).toThrow('cannot be named reduce');
  });
});

const CALM = { seed: 1 };

function told(events: readonly { readonly type: string }[]): AccountEvent[] {
  return events.filter(({ type }) => type !== 'MarksAdvanced') as AccountEvent[];
}

const FALL: Command = { type: 'mark', marks: { 'BTC-PERP': '960' } };

async function worldWith(stages: readonly StageTerms[], more: readonly Command[] = []) {
  const world = await worldOf({ liquidation: { stages } }, CALM);
  const setup: Command[] = [
    { type: 'deposit', account: 'vault', asset: 'USD', amount: '3000' },
    { type: 'deposit', account: 'alice', asset: 'USD', amount: '200' },
    {
      type: 'open',
      account: 'alice',
      instrument: LINEAR.id,
      side: 'long',
      quantity: '4',
      price: '1000',
    },
    ...more,
  ];
  for (const command of setup) {
    const answer = await world.engine.handle(command);
    if (!answer.ok) throw new Error(answer.error.message);
  }
  return world;
}

describe('stages', () => {
  it('a what-if of one account sees who would take over', async () => {
    const world = await worldWith([{ do: 'take-over', by: 'vault' }]);
    const imagined = await world.engine.simulate('alice', [FALL]);
    const from = world.journal.envelopes.length;
    await world.engine.handle(FALL);
    const events = told(world.journal.envelopes.slice(from).map(({ event }) => event));
    expect(imagined.ok && imagined.value.events).toEqual(events);
    expect(events.some((event) => 'takenFrom' in event)).toBe(true);
  });

  it('a taker closes what it holds on the other side before it opens the rest', async () => {
    const short: Command = {
      ...{ type: 'open', account: 'vault', instrument: LINEAR.id },
      ...{ side: 'short', quantity: '1', price: '1000' },
    };
    const world = await worldWith([{ do: 'take-over', by: 'vault' }], [short]);
    await world.engine.handle(FALL);
    const types = world.journal.envelopes.flatMap(({ event }) =>
      'takenFrom' in event ? [[event.type, event.quantity, event.price]] : [],
    );
    // 1000 - 200 / 4 is the bankruptcy price.
    expect(types).toEqual([
      ['PositionClosed', '1', '950'],
      ['PositionOpened', '3', '950'],
    ]);
  });

  it('an account that does not exist, or is being liquidated itself, takes nothing', async () => {
    const world = await worldWith([
      { do: 'take-over', by: 'nobody' },
      { do: 'assign', to: ['alice'] },
    ]);
    await world.engine.handle(FALL);
    const alice = await world.engine.account('alice');
    expect(alice?.pools.get('cross')?.liquidation?.id).toMatch(/\/cross\//);
    expect(alice?.pools.get('cross')?.positions.size).toBe(1);
    expect(await world.engine.account('nobody')).toBeUndefined();
  });

  it('a holder is told of a stage that begins and of what was taken over', () => {
    const context = { at: '2026-01-01T00:00:00.000Z', settlement: 'USD' };
    const common = { account: 'alice', pool: 'cross', equity: '5', maintenance: '4' };
    const stage = { stage: 'block-risk', do: 'block-risk', at: '1.5' };
    const entered = { type: 'StageEntered' as const, ...common, ...stage };
    const { StageEntered: template } = TEMPLATES;
    expect(template?.words(entered, context)?.text).toContain('5 USD');
    const { topic } = template!;
    expect(
      typeof topic === 'function' && [topic(entered), topic({ ...entered, case: 'x' })],
    ).toEqual(['alert', 'liquidation']);
  });

  it('a stage that was left goes on counting from the beginning', async () => {
    const world = await worldWith([{ do: 'alert', at: '3' }, { do: 'reduce' }]);
    const marks = ['1000', '1100', '1000'];
    for (const mark of marks)
      await world.engine.handle({ type: 'mark', marks: { 'BTC-PERP': mark } });
    const stages = world.journal.envelopes.flatMap(({ event }) =>
      event.type === 'StageEntered' || event.type === 'StageLeft' ? [event.type] : [],
    );
    expect(stages).toEqual(['StageEntered', 'StageLeft', 'StageEntered']);
  });
});
