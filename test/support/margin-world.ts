import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import type { EngineState } from '../../src/application/state.js';
import { ENGINE_STATE, PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { AccountEvent, EngineTerms, InstrumentTerms } from '../../domain/index.js';

/** Spot margin in one coin at a first mark of 1,000. */
export const COIN: InstrumentTerms = {
  id: 'BTCUSD',
  kind: 'spot-margin',
  base: 'BTC',
  quote: 'USD',
  maxLeverage: '5',
  margin: { model: 'used', callLevel: '0.8', liquidationLevel: '0.4' },
};

/** An engine of spot margin, for tests that look at its ledger. */
export interface MarginWorld {
  readonly engine: MarginEngine;
  readonly state: EngineState;
  readonly journal: MemoryJournal;
  /** Carries commands out and fails on a refusal. */
  readonly run: (...commands: readonly Command[]) => Promise<void>;
  /** The account events since a sequence. */
  readonly events: (from?: number) => AccountEvent[];
}

export const START = '2026-01-05T00:00:00Z';

export async function marginWorld(
  engineTerms: EngineTerms,
  instrument: InstrumentTerms = COIN,
  container = new PlimsollContainer(),
): Promise<MarginWorld> {
  const journal = new MemoryJournal();
  container.extend(partsModule({ journal, clock: new FixedClock() }));
  const state = container.get(ENGINE_STATE);
  const engine = container.engine();
  const run = async (...commands: readonly Command[]) => {
    for (const answer of await engine.handleTogether(commands)) {
      if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    }
  };
  await run(
    {
      type: 'setConfiguration',
      configuration: { engine: engineTerms, assets: [{ asset: 'BTC', haircut: '0' }] },
    },
    { type: 'listInstrument', instrument },
    { type: 'mark', marks: { [instrument.id]: '1000' }, rates: { BTC: '1000' }, at: START },
  );
  const events = (from = 0) =>
    journal.envelopes.slice(from).map(({ event }) => event as AccountEvent);
  return { engine, state, journal, run, events };
}
