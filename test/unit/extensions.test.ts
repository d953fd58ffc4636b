import { ContainerModule } from 'inversify';
import { Dec, type ClosingSize, type ConfigurationTerms } from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { SimulatedVenue } from '../../src/adapters/simulated-venue.js';
import type { Command } from '../../src/application/commands.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import { CLOSING_SIZE, PlimsollContainer, partsModule, type Parts } from '../../src/di/index.js';
import { SECOND } from '../support/world.js';

const MARK = '86';

function container(parts: Parts, ...extensions: ContainerModule[]): PlimsollContainer {
  const clock = new FixedClock();
  return new PlimsollContainer(partsModule({ clock, ...parts }), ...extensions);
}

function sized(name: string, size: ClosingSize): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CLOSING_SIZE).toConstantValue({ name, size });
  });
}

/** An account whose long of 10 at 100 is breached at 86: equity 10, maintenance 43. */
const STORY: readonly Command[] = [
  { type: 'listInstrument', instrument: SECOND },
  { type: 'mark', marks: { 'ETH-PERP': '100' } },
  { type: 'deposit', account: 'a', asset: 'USD', amount: '150' },
  {
    type: 'open',
    account: 'a',
    instrument: 'ETH-PERP',
    side: 'long',
    quantity: '10',
    price: '100',
  },
  { type: 'mark', marks: { 'ETH-PERP': MARK } },
];

const configured = (configuration: ConfigurationTerms): Command => ({
  type: 'setConfiguration',
  configuration,
});
const bySize = (size: string): Command => configured({ engine: { liquidation: { size } } });

async function play(engine: MarginEngine, ...commands: readonly Command[]): Promise<void> {
  for (const answer of await Promise.all(commands.map((one) => engine.handle(one)))) {
    expect(answer).toMatchObject({ ok: true });
  }
}

function closeOuts({ envelopes }: MemoryJournal): (readonly [string, string])[] {
  return envelopes.flatMap(({ event }) =>
    event.type === 'CloseOutRequested' ? [[event.order, event.quantity] as const] : [],
  );
}

describe('an own closing size', () => {
  it('is asked for each close-out, by the name that the configuration gives', async () => {
    const journal = new MemoryJournal();
    const threeAtMost: ClosingSize = (_market, _pool, { position }) =>
      position.quantity.gt(3) ? new Dec(3) : position.quantity;
    const engine = container({ journal }, sized('three-at-most', threeAtMost)).engine();
    await play(engine, bySize('three-at-most'), ...STORY);
    // The equity stays 10; 0.05 x 86 x 10, 7, 4 is above it and 0.05 x 86 x 1 = 4.3 is not.
    expect(closeOuts(journal).map(([, quantity]) => quantity)).toEqual(['3', '3', '3']);
    expect(journal.envelopes.at(-1)!.event).toMatchObject({ outcome: 'restored' });
  });

  it('that nobody bound is refused by its name, with those there are', async () => {
    const engine = container(
      {},
      sized('three-at-most', () => new Dec(3)),
    ).engine();
    expect(await engine.handle(bySize('by-moon'))).toMatchObject({
      ok: false,
      error: {
        code: 'input.invalid',
        field: 'engine.liquidation.size',
        figure: 'by-moon',
        limit: 'whole-position, just-enough, tier-down, three-at-most',
      },
    });
  });

  it.each([
    ['nothing', '0'],
    ['less than nothing', '-1'],
    ['a part of a lot', '0.05'],
  ])('that says %s halts the account and closes nothing', async (_, quantity) => {
    const journal = new MemoryJournal();
    const engine = container(
      { journal },
      sized('odd', () => new Dec(quantity)),
    ).engine();
    await play(engine, bySize('odd'), ...STORY);
    expect(closeOuts(journal)).toEqual([]);
    expect((await engine.account('a'))!.halted).toMatchObject({
      rule: 'I-16',
      figures: { size: quantity, quantity: '10', step: '0.1' },
    });
  });

  it('that says more than there is closes all of it', async () => {
    const journal = new MemoryJournal();
    const engine = container(
      { journal },
      sized('all', () => new Dec(1000)),
    ).engine();
    await play(engine, bySize('all'), ...STORY);
    expect(closeOuts(journal).map(([, quantity]) => quantity)).toEqual(['10']);
  });

  it('is what a simulation asks too', async () => {
    const engine = container(
      {},
      sized('three', () => new Dec(3)),
    ).engine();
    await play(engine, bySize('three'), ...STORY.slice(0, -1));
    const change = { type: 'mark', marks: { 'ETH-PERP': MARK } } as const;
    const simulated = await engine.simulate('a', [change]);
    if (!simulated.ok) throw new Error(simulated.error.message);
    expect(simulated.value.closedOut.map(({ quantity }) => String(quantity))).toEqual([
      '3',
      '3',
      '3',
    ]);
  });
});

describe('own ids', () => {
  const ids = {
    command: (sequence: number) => `cmd-${sequence}`,
    order: (closing: string, number: number) => `ORD${closing.length}X${number}`,
  };

  it('name commands without an id and the orders of closings', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, ids }).engine();
    await play(engine, configured({}), ...STORY);
    expect(journal.envelopes.slice(0, 3).map(({ command }) => command)).toEqual([
      'cmd-1',
      'cmd-2',
      'cmd-3',
    ]);
    expect(closeOuts(journal)).toEqual([['ORD9X1', '10']]);
  });

  it('stand on the tape, so that an order that failed is asked for again by the same id', async () => {
    const journal = new MemoryJournal();
    const asked: string[] = [];
    const market = { markOf: () => new Dec(MARK), lotOf: () => undefined };
    const failing = new SimulatedVenue(market, { seed: 1, failure: 1 });
    const venue = {
      close: (request: Parameters<SimulatedVenue['close']>[0]) => {
        asked.push(request.order);
        return failing.close(request);
      },
    };
    let drawn = 0;
    const random = { ...ids, order: () => `order-${(drawn += 1)}` };
    await play(container({ journal, venue, ids: random }).engine(), configured({}), ...STORY);
    const next = container({ journal, venue, ids: random }).engine();
    await next.restore();
    await next.handle({ type: 'retry' });
    expect(asked).toEqual(['order-1', 'order-1']);
  });
});

describe('the configuration an engine starts with', () => {
  const configuration = { engine: { insuranceFund: { USD: '70' }, boundary: 'below' } } as const;

  it('is on the tape before the first command, at its time, and credits the fund', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, configuration }).engine();
    expect(engine.market.configuration.boundary).toBe('below');
    expect(journal.envelopes).toEqual([]);
    const at = '2025-01-01T00:00:00Z';
    await play(engine, { type: 'listInstrument', instrument: SECOND, at });
    expect(journal.envelopes.map(({ event }) => event.type)).toEqual([
      'ConfigurationSet',
      'FundCredited',
      'InstrumentListed',
    ]);
    expect(new Set(journal.envelopes.map((envelope) => envelope.at)).size).toBe(1);
    expect(engine.fundBalance('USD')).toBe('70');
    // The tape alone rebuilds it, whatever the next engine is made with.
    const next = container({ journal }).engine();
    await next.restore();
    expect(await next.stateHash()).toBe(await engine.stateHash());
    expect(next.market.configuration.boundary).toBe('below');
  });

  it('stands before an import too', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, configuration }).engine();
    await engine.import([{ type: 'deposit', account: 'a', asset: 'USD', amount: '1' }]);
    expect(journal.envelopes[0]!.event.type).toBe('ConfigurationSet');
  });

  it('gives way to a first command that sets another, and to a tape', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, configuration }).engine();
    await play(engine, configured({ engine: { insuranceFund: { USD: '5' } } }));
    expect(journal.envelopes.map(({ event }) => event.type)).toEqual([
      'ConfigurationSet',
      'FundCredited',
    ]);
    expect(engine.fundBalance('USD')).toBe('5');
    expect(engine.market.configuration.boundary).toBe('at-or-below');
    const next = container({ journal, configuration }).engine();
    await next.restore();
    await play(next, { type: 'listInstrument', instrument: SECOND });
    expect(next.market.configuration.boundary).toBe('at-or-below');
  });

  it('is left alone by a command that is refused for its shape or its time', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, configuration }).engine();
    const asked = [{ type: 'nonsense' }, { type: 'retry', at: 'yesterday' }] as never[];
    for (const command of asked) {
      expect(await engine.handle(command)).toMatchObject({ ok: false });
    }
    expect(journal.envelopes).toEqual([]);
  });

  it('that cannot be meant fails when the engine is made', () => {
    const wrong = { engine: { liquidation: { trigger: '2', target: '1' } } };
    expect(() => container({ configuration: wrong }).engine()).toThrow('above its target');
    const unbound = { engine: { liquidation: { order: 'by-moon' } } };
    expect(() => container({ configuration: unbound }).engine()).toThrow('by-moon');
  });
});
