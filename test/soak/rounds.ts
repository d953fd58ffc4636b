import { existsSync } from 'node:fs';
import { sharedPath } from '../support/shared-material.js';
import { edgeMarket, longMarket, randomMarket } from './drawn-markets.js';
import { DAYS, readDays, realDay } from './real-days.js';
import { Soak, type SoakTerms, type Tally } from './soak.js';
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
  most = 100_000,
  until = () => false,
  told = () => undefined,
}: RoundTerms): Promise<Record<string, Tally>> {
  const days = existsSync(sharedPath(DAYS)) ? await readDays() : [];
  const recorded = days.map(
    (day): SoakTerms['market'] =>
      (random) =>
        realDay(day, random),
  );
  const tallies: Record<string, Tally> = {};
  let left = poolTicks;
  for (let round = seed; left > 0 && !until(); round += 1) {
    const day = recorded[Math.floor(round / 4) % Math.max(1, recorded.length)];
    const markets = [randomMarket, longMarket, edgeMarket, day ?? randomMarket];
    const terms = { seed: round, poolTicks: Math.min(most, left), watch: () => new TriggerWatch() };
    const soak = new Soak({ ...terms, market: markets[round % 4]! });
    const tally = soak.run();
    left -= tally.poolTicks;
    const { name } = soak;
    tallies[name] = name in tallies ? sum(tallies[name]!, tally) : tally;
    told(`seed ${round}, ${name}: ${tally.poolTicks} decided, ${left} to go`);
  }
  return tallies;
}

function sum(a: Tally, b: Tally): Tally {
  const total = { ...a };
  for (const key of Object.keys(b) as (keyof Tally)[]) total[key] += b[key];
  return total;
}
