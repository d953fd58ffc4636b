import { compareIds } from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { SimulatedVenue } from '../../src/adapters/simulated-venue.js';
import type { Command } from '../../src/application/commands.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import type { EngineState } from '../../src/application/state.js';
import { ENGINE_STATE, PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { FactorPrices, Watch, WatchedAccount } from '../../src/ports/watch.js';
import { FIRST, FIRST_RATES, listedOn, type WatchDay } from './watch-day.js';
import { factorsOf } from './watched-factors.js';

/**
 * Looks at no line: it names whoever holds an instrument of which any price moved, and everybody
 * when a rate did. What an engine decides with it is what it decides without a watch.
 */
export class EverybodyWatch implements Watch {
  private readonly held = new Map<string, ReadonlySet<string>>();

  commit(account: WatchedAccount): void {
    const instruments = [...factorsOf(account)].flatMap((factor) =>
      factor.startsWith('rate:') ? [] : [factor.slice(factor.indexOf(':') + 1)],
    );
    this.held.set(account.account, new Set(instruments));
  }

  remove(account: string): void {
    this.held.delete(account);
  }

  onPrices(prices: FactorPrices): readonly string[] {
    const factors = [...prices.keys()];
    const named = [...this.held].filter(([, instruments]) =>
      factors.some(
        (factor) =>
          factor.startsWith('rate:') || instruments.has(factor.slice(factor.indexOf(':') + 1)),
      ),
    );
    return named.map(([id]) => id).sort(compareIds);
  }
}

/** Counts what another watch names, and fails when that is out of order or was removed. */
export class CheckedWatch implements Watch {
  named = 0;
  private readonly known = new Set<string>();

  constructor(private readonly watch: Watch) {}

  commit(account: WatchedAccount): void {
    this.known.add(account.account);
    this.watch.commit(account);
  }

  remove(account: string): void {
    this.known.delete(account);
    this.watch.remove(account);
  }

  onPrices(prices: FactorPrices): readonly string[] {
    const named = this.watch.onPrices(prices);
    expect([...new Set(named)].sort(compareIds)).toEqual(named);
    for (const id of named) if (!this.known.has(id)) throw new Error(`${id} was removed`);
    this.named += named.length;
    return named;
  }
}

interface Side {
  readonly engine: MarginEngine;
  readonly journal: MemoryJournal;
}

function sideOf(day: WatchDay, watch: Watch): Side {
  const states: EngineState[] = [];
  const venue = new SimulatedVenue(
    {
      markOf: (id) => states[0]?.marks.get(id)?.price,
      lotOf: (id) => states[0]?.instruments.get(id)?.lot,
    },
    { seed: day.seed, slippage: '0.01', partial: 0.2 },
  );
  const journal = new MemoryJournal();
  const parts = { venue, journal, watch, clock: new FixedClock() };
  const container = new PlimsollContainer(partsModule(parts));
  states.push(container.get(ENGINE_STATE));
  return { engine: container.engine(), journal };
}

/**
 * Plays a day on several engines that differ in their watch alone, and fails at the first command
 * after which their tapes differ.
 * @returns how often each thing happened
 */
export async function playTogether(
  day: WatchDay,
  watches: readonly Watch[],
): Promise<ReadonlyMap<string, number>> {
  const sides = watches.map((watch) => sideOf(day, watch));
  const setup: Command[] = [
    {
      type: 'setConfiguration',
      configuration: {
        engine: { insuranceFund: { USD: '500' }, ...day.engine },
        assets: day.assets,
      },
    },
    ...listedOn(day).map((instrument) => ({ type: 'listInstrument' as const, instrument })),
    { type: 'mark', partial: true, marks: FIRST, rates: FIRST_RATES },
    { type: 'source', prices: { 'SRC-PERP': { a: '100', b: '100' } } },
  ];
  let told = 0;
  for (const command of [...setup, ...day.commands]) {
    for (const { engine } of sides) {
      const answer = await engine.handle(command);
      if (!answer.ok && setup.includes(command)) throw new Error(answer.error.message);
    }
    const [tape = '', ...others] = sides.map(({ journal }) =>
      JSON.stringify(journal.envelopes.slice(told), null, 1),
    );
    for (const other of others) {
      if (other !== tape) {
        expect({ command, tape: other }).toEqual({ command, tape });
      }
    }
    told = sides[0]!.journal.envelopes.length;
  }
  const events = new Map<string, number>();
  for (const { event } of sides[0]!.journal.envelopes) {
    const what = event.type === 'ProtectionTriggered' ? `${event.type} ${event.cause}` : event.type;
    events.set(what, (events.get(what) ?? 0) + 1);
  }
  return events;
}
