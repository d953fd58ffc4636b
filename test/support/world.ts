import { SimulatedVenue, type VenueBehaviour } from '../../src/adapters/simulated-venue.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import type { EngineState } from '../../src/application/state.js';
import { ENGINE_STATE, PlimsollContainer, partsModule, type Parts } from '../../src/di/index.js';
import type { EngineTerms, InstrumentTerms } from '../../domain/index.js';

/** An engine with a seeded venue and a tape, for tests that look inside. */
export interface World {
  readonly engine: MarginEngine;
  readonly state: EngineState;
  readonly journal: MemoryJournal;
}

export const LINEAR: InstrumentTerms = {
  id: 'BTC-PERP',
  kind: 'linear',
  base: 'BTC',
  quote: 'USD',
  lot: '0.01',
  minQuantity: '0.05',
  maxLeverage: '20',
  margin: {
    model: 'tiered',
    by: 'notional',
    scope: 'marginal',
    tiers: [
      { from: '0', initial: '0.05', maintenance: '0.025' },
      { from: '5000', initial: '0.1', maintenance: '0.05' },
    ],
  },
};

export const SECOND: InstrumentTerms = {
  id: 'ETH-PERP',
  kind: 'linear',
  base: 'ETH',
  quote: 'USD',
  lot: '0.1',
  maxLeverage: '20',
  margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
};

export const INVERSE: InstrumentTerms = {
  id: 'BTC-INV',
  kind: 'inverse',
  base: 'BTC',
  quote: 'USD',
  multiplier: '1',
  lot: '1',
  maxLeverage: '20',
  margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
};

/** Instruments with their first prices. */
export interface Listing {
  readonly instruments: readonly InstrumentTerms[];
  readonly marks: Readonly<Record<string, string>>;
  readonly rates: Readonly<Record<string, string>>;
}

const THREE: Listing = {
  instruments: [LINEAR, SECOND, INVERSE],
  marks: { 'BTC-PERP': '1000', 'ETH-PERP': '100', 'BTC-INV': '1000' },
  rates: { BTC: '1000' },
};

/** A tape on which accounts may be halted: for tests that plant bugs. */
export class BuggyJournal extends MemoryJournal {}

/** A bug halts its account and lets everybody else go on; in a test it must not pass unseen. */
function refuseHalts(journal: MemoryJournal): void {
  if (journal instanceof BuggyJournal) return;
  const append = journal.append.bind(journal);
  journal.append = (envelopes) => {
    for (const { event } of envelopes) {
      if (event.type === 'AccountHalted') return Promise.reject(new Error(event.message));
    }
    return append(envelopes);
  };
}

/** A world with instruments, their first prices and an insurance fund of 500 USD. */
export async function worldOf(
  engineTerms: EngineTerms,
  behaviour: VenueBehaviour,
  journal = new MemoryJournal(),
  parts: Parts = {},
  { instruments, marks, rates }: Listing = THREE,
): Promise<World> {
  refuseHalts(journal);
  const states: EngineState[] = [];
  const venue = new SimulatedVenue(
    {
      markOf: (id) => states[0]?.marks.get(id)?.price,
      lotOf: (id) => states[0]?.instruments.get(id)?.lot,
    },
    behaviour,
  );
  const container = new PlimsollContainer(
    partsModule({ venue, journal, clock: new FixedClock(), ...parts }),
  );
  const state = container.get(ENGINE_STATE);
  states.push(state);
  const engine = container.engine();
  const setup: Command[] = [
    {
      type: 'setConfiguration',
      configuration: {
        engine: { insuranceFund: { USD: '500' }, ...engineTerms },
        assets: [{ asset: 'BTC', haircut: '0.1' }],
      },
    },
    ...instruments.map((instrument) => ({ type: 'listInstrument' as const, instrument })),
    { type: 'mark', marks, rates },
  ];
  for (const answer of await engine.handleTogether(setup)) {
    if (!answer.ok) throw new Error(answer.error.message);
  }
  return { engine, state, journal };
}
