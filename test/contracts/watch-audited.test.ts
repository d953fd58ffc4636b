import fc from 'fast-check';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { SimulatedVenue } from '../../src/adapters/simulated-venue.js';
import type { Command } from '../../src/application/commands.js';
import type { EngineState } from '../../src/application/state.js';
import { ENGINE_STATE, PlimsollContainer, partsModule } from '../../src/di/index.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';
import {
  FIRST,
  FIRST_RATES,
  listedOn,
  watchDayArbitrary,
  type WatchDay,
} from '../support/watch-day.js';

/** Plays a day and audits everybody after each of its commands. @returns how often */
async function auditedDay(day: WatchDay, more: object): Promise<number> {
  const states: EngineState[] = [];
  const venue = new SimulatedVenue(
    {
      markOf: (id) => states[0]?.marks.get(id)?.price,
      lotOf: (id) => states[0]?.instruments.get(id)?.lot,
    },
    { seed: day.seed, slippage: '0.01', partial: 0.2 },
  );
  const parts = { venue, watch: new TriggerWatch(), clock: new FixedClock() };
  const container = new PlimsollContainer(partsModule(parts));
  states.push(container.get<EngineState>(ENGINE_STATE));
  const engine = container.engine();
  const own = { insuranceFund: { USD: '500' }, ...day.engine };
  const configuration = { ...more, engine: own, assets: day.assets };
  const setup = [
    { type: 'setConfiguration', configuration },
    ...listedOn(day).map((instrument) => ({ type: 'listInstrument', instrument })),
    { type: 'mark', partial: true, marks: FIRST, rates: FIRST_RATES },
    { type: 'source', prices: { 'SRC-PERP': { a: '100', b: '100' } } },
  ] as Command[];
  for (const command of setup) expect(await engine.handle(command)).toMatchObject({ ok: true });
  for (const command of day.commands) {
    await engine.handle(command);
    // It throws when anybody was left out: measured by the domain alone, whatever was watched.
    expect(await engine.audit({ accounts: 1000 })).toMatchObject({ overdue: [], putOff: 0 });
  }
  return day.commands.length;
}

describe('after every command of a drawn day nobody is left unjudged', () => {
  it.each([
    ['where pools are liquidated', {}],
    ['where nobody is', { liquidate: false }],
  ])(
    '%s',
    async (_, more) => {
      let audits = 0;
      await fc.assert(
        fc.asyncProperty(watchDayArbitrary, async (day) => {
          audits += await auditedDay(day, more);
        }),
        { numRuns: 60, seed: 104 },
      );
      expect(audits).toBeGreaterThan(1000);
    },
    120_000,
  );
});
