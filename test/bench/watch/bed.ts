import type { TriggerWatch } from '../../../src/watch/trigger-watch.js';
import { processorTime } from '../clock.js';
import { idOf, indexOf, standing, watchedAccount, type Armed } from './accounts.js';
import type { Book } from './book.js';
import type { BenchMarket } from './market.js';
import { tickAt, type Tick } from './path.js';

/** Accounts are drawn up in lots, so that their views can go before the next lot comes. */
const LOT = 10_000;

/** What a run of ticks took. */
export interface Timing {
  /** Milliseconds of processor time, ascending. */
  readonly times: Float64Array;
  /** Milliseconds that passed, ascending. */
  readonly elapsed: Float64Array;
  /** Accounts named in all, and those of them that were breached and so left the watch. */
  readonly named: number;
  readonly breached: number;
}

/** A watch that holds a book, and the prices it last heard. */
export class Bed {
  /** Milliseconds of processor time in `commit` alone, all accounts together. */
  readonly building: number;
  private floats: Float64Array;

  constructor(
    readonly market: BenchMarket,
    readonly book: Book,
    readonly watch: TriggerWatch,
    private readonly armed: Armed = 'breach',
  ) {
    const { prices, floats } = tickAt(market, market.prices);
    this.floats = floats;
    watch.onPrices(prices);
    let building = 0;
    for (let from = 0; from < book.count; from += LOT) {
      const length = Math.min(LOT, book.count - from);
      const lot = Array.from({ length }, (_, index) => this.view(from + index));
      const start = processorTime();
      for (const account of lot) watch.commit(account);
      building += processorTime() - start;
    }
    this.building = building;
  }

  /** The prices that the last tick left. */
  get prices(): Float64Array {
    return this.floats;
  }

  /**
   * Times `onPrices` tick by tick. Between ticks, untimed, what an engine would do: a breached
   * account is closed and leaves, any other that was named is committed anew.
   */
  run(ticks: Iterable<Tick>): Timing {
    const times: number[] = [];
    const passed: number[] = [];
    let [named, breached] = [0, 0];
    for (const { prices, floats } of ticks) {
      const [start, since] = [processorTime(), performance.now()];
      const found = this.watch.onPrices(prices);
      passed.push(performance.now() - since);
      times.push(processorTime() - start);
      this.floats = floats;
      named += found.length;
      for (const id of found) if (this.judge(id)) breached += 1;
    }
    const elapsed = Float64Array.from(passed).sort();
    return { times: Float64Array.from(times).sort(), elapsed, named, breached };
  }

  private judge(id: string): boolean {
    const account = indexOf(id);
    const { equity, maintenance } = standing(this.market, this.book, account, this.floats);
    const breached = equity <= maintenance;
    if (breached) this.watch.remove(idOf(account));
    else this.watch.commit(this.view(account));
    return breached;
  }

  private view(account: number) {
    return watchedAccount(this.market, this.book, account, this.armed, this.floats);
  }
}

export function mean(times: Float64Array): number {
  return times.reduce((sum, time) => sum + time, 0) / times.length;
}

/** The time that this share of the ticks did not exceed. */
export function quantile(times: Float64Array, share: number): number {
  return times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
}

/** What the batches of a timing took and how many accounts they named. */
export function told({ times, elapsed, named, breached }: Timing): string {
  const [half, most] = [0.5, 0.99].map((share) => quantile(times, share).toFixed(3));
  const passed = quantile(elapsed, 0.5).toFixed(4);
  const taken = `median ${half} ms, p99 ${most} ms, median elapsed ${passed} ms`;
  return `${taken}; ${times.length} batches named ${named}, ${breached} of them breached`;
}
