import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { sharedPath } from '../support/shared-material.js';
import type { PriceSeries } from '../../src/adapters/market-files/price-file.js';
import { edgeMarket, longMarket, randomMarket } from './drawn-markets.js';
import { soakEngines } from './engines.js';
import { DAYS, readDays, realDay } from './real-days.js';
import { Soak, type SoakTerms } from './soak.js';
import { emptyTally, sumOf, type Tally } from './tally.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';

export interface RoundTerms {
  readonly poolTicks: number;
  /** Of the first round; each round takes the next. It also chooses the market. */
  readonly seed: number;
  /** Lines of one round; fewer make a wrong decision quicker to see again. */
  readonly most?: number;
  /** Asked before each round: whether it is time to end. */
  readonly until?: () => boolean;
  /** Told of each round when it is through. */
  readonly told?: (line: string) => void;
}

/**
 * Rounds in one market after the other, each with a watch of its own, until so many lines were
 * decided. What each market went through, by its name.
 * @throws WrongDecision
 */
export async function runRounds({
  poolTicks,
  seed,
  most = 250_000,
  until = () => false,
  told = () => undefined,
}: RoundTerms): Promise<Record<string, Tally>> {
  const days = existsSync(sharedPath(DAYS)) ? await readDays() : [];
  const watch = (): TriggerWatch => new TriggerWatch();
  const tallies: Record<string, Tally> = {};
  let left = poolTicks;
  for (let round = seed; left > 0 && !until(); round += 1) {
    const terms = { seed: round, poolTicks: Math.min(most, left), watch };
    const kind = round % KINDS;
    let [name, tally] = ['engines', emptyTally()];
    if (kind === 0)
      tally = await soakEngines({ ...terms, poolTicks: terms.poolTicks / ENGINE_COST });
    else {
      const soak = new Soak({ ...terms, market: marketOf(round, days) });
      [name, tally] = [soak.name, soak.run()];
    }
    left -= tally.poolTicks;
    tallies[name] = name in tallies ? sumOf(tallies[name]!, tally) : tally;
    // Lets a signal in between two rounds.
    await setImmediate();
    told(`seed ${round}, ${name}: ${tally.poolTicks} decided, ${left} to go`);
  }
  return tallies;
}

/** A round goes through engines, or through one of four markets. */
const KINDS = 5;
/** An engine takes so much longer than a line, so its rounds are shorter. */
const ENGINE_COST = 4;

function marketOf(round: number, days: readonly PriceSeries[]): SoakTerms['market'] {
  const day = days[Math.floor(round / KINDS) % Math.max(1, days.length)];
  const recorded: SoakTerms['market'] =
    day === undefined ? randomMarket : (random) => realDay(day, random);
  return [randomMarket, longMarket, edgeMarket, recorded][(round % KINDS) - 1]!;
}
