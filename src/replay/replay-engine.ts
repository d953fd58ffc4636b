import type { Dec, Rejection, ScheduleWarning } from '../../domain/index.js';
import { FixedClock } from '../adapters/fixed-clock.js';
import { SimulatedVenue } from '../adapters/simulated-venue.js';
import type { Command } from '../application/commands.js';
import type { MarginEngine } from '../application/margin-engine.js';
import type { EngineState } from '../application/state.js';
import { ENGINE_STATE, PlimsollContainer, partsModule } from '../di/index.js';
import type { AccountStore, EventSink, Journal } from '../ports/ports.js';
import { NaiveWatch } from '../watch/naive-watch.js';
import { TriggerWatch } from '../watch/trigger-watch.js';
import { demandAccepted } from './import-book.js';
import type { MarketSetup } from './market-setup.js';
import type { ReplayOptions } from './replay-options.js';
import { Tally } from './tally.js';
import { WatchTimes } from './watch-times.js';

/** The rate of an asset as the engine knows it at the moment. */
export type RateOf = (asset: string) => Dec | undefined;

/**
 * An engine for a run: a simulated venue, a clock that stands where commands put it, and a tally,
 * beside which another one may listen.
 */
export function engineFor(
  options: Pick<ReplayOptions, 'seed' | 'slippage' | 'watch'>,
  { journal, accounts }: { journal: Journal; accounts?: AccountStore | undefined },
  { instruments }: MarketSetup,
  also?: (rateOf: RateOf) => EventSink,
): { engine: MarginEngine; tally: Tally; times: WatchTimes } {
  const states: EngineState[] = [];
  const rateOf: RateOf = (asset) => states[0]?.rates.get(asset);
  const tally = new Tally(instruments, rateOf);
  const other = also?.(rateOf);
  const sink: EventSink = {
    publish: (envelopes) => {
      tally.publish(envelopes);
      other?.publish(envelopes);
    },
  };
  const venue = new SimulatedVenue(
    {
      markOf: (instrument) => states[0]?.marks.get(instrument)?.price,
      lotOf: (instrument) => states[0]?.instruments.get(instrument)?.lot,
    },
    { seed: options.seed, slippage: options.slippage },
  );
  const clock = new FixedClock();
  const stored = accounts === undefined ? {} : { accounts };

  const watch = options.watch === 'naive' ? new NaiveWatch() : new TriggerWatch();
  const times = new WatchTimes();
  const parts = { journal, sink, venue, clock, watch, metrics: times, ...stored };
  const container = new PlimsollContainer(partsModule(parts));
  const state = container.get(ENGINE_STATE);
  states.push(state);
  return { engine: container.engine(), tally, times };
}

/** Sets the policies of the run with its fund and lists the instruments. */
export async function configure(
  engine: MarginEngine,
  setup: MarketSetup,
  fund: string,
): Promise<readonly ScheduleWarning[]> {
  const { configuration, instruments } = setup;
  const { settlement = 'USD', engine: policies } = configuration;
  const insuranceFund = { [settlement]: fund };
  const funded = { ...configuration, engine: { ...policies, insuranceFund } };
  const commands: Command[] = [
    { type: 'setConfiguration', configuration: funded },
    ...instruments.map((instrument) => ({ type: 'listInstrument' as const, instrument })),
  ];
  const answers = await engine.handleTogether(commands);
  demandAccepted(answers, (index, refused) => {
    const listed = instruments[index - 1];
    return listed === undefined ? 'the configuration' : termsOf(listed.id, setup, refused);
  });
  return answers.flatMap((answer) => (answer.ok ? (answer.warnings ?? []) : []));
}

/** The terms of a symbol, and where they are written if that is a tier file. */
function termsOf(symbol: string, { tierPlaces }: MarketSetup, { field = '' }: Rejection): string {
  const [first, ...more] = tierPlaces.get(symbol) ?? [];
  if (first === undefined) return `the instrument ${symbol}`;
  const tier = /\btiers\[(\d+)\]/.exec(field)?.[1];
  const place = tier === undefined ? first : [first, ...more][Number(tier)];
  return `the instrument ${symbol} with the tiers of ${place ?? first}`;
}
