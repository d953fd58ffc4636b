import {
  attempt,
  compareIds,
  watchedAccount,
  type Account,
  type Dec,
  type Market,
} from '../../domain/index.js';
import type { Factor, Watch } from '../ports/watch.js';
import type { EngineMetrics } from './engine-metrics.js';
import type { Holders } from './holders.js';
import type { EngineState } from './state.js';
import type { EngineEvent, TapeEvent } from './tape.js';

type MarksAdvanced = Extract<EngineEvent, { type: 'MarksAdvanced' }>;

interface Parts {
  readonly state: EngineState;
  readonly holders: Holders;
  readonly watch: Watch;
  readonly metrics: EngineMetrics;
}

/**
 * Keeps the watch in step with the engine. It is told of prices once they are on the tape and in
 * the state, and of an account once that was reviewed. What changed since is in doubt until it is
 * reviewed again, and is then named whenever anything it holds moves, as if there were no watch.
 */
export class Watching {
  /** Accounts that changed, or whose terms did, since the watch knew them. */
  private readonly doubtful = new Set<string>();
  /** Accounts that the watch named and that were not reviewed since. */
  private readonly named = new Set<string>();
  /** Instruments of whose trades the watch knows. */
  private readonly followed = new Set<string>();

  constructor(private readonly parts: Parts) {}

  /**
   * An account changed. While it is halted no price changes anything about it, and without a
   * position only the worth of losses that are counted against a limit.
   */
  note(account: Account): void {
    const { holders, watch } = this.parts;
    const { id, halted, losses } = account;
    holders.commit(account);
    const concerned = holders.heldBy(id).length > 0 || losses !== undefined;
    if (halted === undefined && concerned) this.doubtful.add(id);
    else {
      watch.remove(id);
      this.doubtful.delete(id);
      this.named.delete(id);
    }
  }

  /** Something that accounts are judged by changed, other than a price. */
  doubt(accounts: Iterable<string>): void {
    const { holders } = this.parts;
    for (const id of accounts) if (holders.heldBy(id).length > 0) this.doubtful.add(id);
  }

  /** An account was reviewed: the watch takes it as it stands, if it has to. */
  settle(account: Account, market: Market): void {
    const { id } = account;
    if (!this.doubtful.has(id) && !this.named.has(id)) return;
    const { watch, metrics } = this.parts;
    const start = metrics.now();
    // What cannot be looked at stays in doubt.
    const seen = attempt(() => watchedAccount(account, market));
    if (!seen.ok) return;
    if (seen.value === undefined) watch.remove(id);
    else {
      for (const { factor } of seen.value.triggers) this.follow(factor);
      watch.commit(seen.value);
    }
    this.doubtful.delete(id);
    this.named.delete(id);
    metrics.since(start, metrics.watchCommitSeconds);
  }

  /** Accounts that changed, or that the watch named, and that were not reviewed since. */
  unreviewed(): readonly string[] {
    return [...this.doubtful, ...this.named];
  }

  /** Accounts that prices on the tape may concern, in the order of their ids. */
  moved(events: readonly TapeEvent[]): readonly string[] {
    const found = new Set<string>();
    for (const event of events) if (event.type === 'MarksAdvanced') this.advance(event, found);
    return [...found].sort(compareIds);
  }

  private advance(event: MarksAdvanced, found: Set<string>): void {
    const { marks, indexes = {}, rates = {}, sources = {} } = event;
    const { state, holders, watch, metrics } = this.parts;
    const prices = new Map<Factor, Dec>();
    for (const id of Object.keys(marks)) this.put(prices, `mark:${id}`);
    for (const id of Object.keys(indexes)) this.put(prices, `index:${id}`);
    for (const asset of Object.keys(rates)) this.put(prices, `rate:${asset}`);
    // What sources say changes how far a price is trusted, even where it stands still.
    for (const id of Object.keys(sources)) {
      this.put(prices, `mark:${id}`);
      this.put(prices, `index:${id}`);
      if (!state.marks.has(id)) for (const holder of holders.of([id])) found.add(holder);
    }
    const start = metrics.now();
    this.ask(prices, found);
    metrics.watched(start, watch.counts);
    if (this.doubtful.size === 0) return;
    const anyRate = Object.keys(rates).length > 0;
    const told = [marks, indexes, sources].flatMap((moving) => Object.keys(moving));
    const instruments = new Set(state.withOptionsOn(told));
    for (const id of this.doubtful) {
      if (anyRate || holders.heldBy(id).some((held) => instruments.has(held))) found.add(id);
    }
  }

  /** Accounts that trades since this was last asked may concern, in the order of their ids. */
  followers(): readonly string[] {
    const { state, holders } = this.parts;
    const traded = state.feeds.take();
    if (traded.size === 0) return [];
    const found = new Set<string>();
    // A trailing stop goes by the extremes, and an order by where the price stands.
    for (const way of ['lowest', 'highest', 'last'] as const) {
      const prices = new Map<Factor, Dec>();
      for (const [id, trades] of traded) prices.set(`last:${id}`, trades[way]);
      this.ask(prices, found);
    }
    for (const id of traded.keys()) this.followed.add(id);
    for (const id of this.doubtful) {
      if (holders.heldBy(id).some((held) => traded.has(held))) found.add(id);
    }
    return [...found].sort(compareIds);
  }

  /** The state was rebuilt: the watch learns its prices, and every account is in doubt. */
  rebuilt(accounts: Iterable<string>): void {
    const { marks, indexes, rates, feeds } = this.parts.state;
    const prices = new Map<Factor, Dec>();
    for (const [id, { price }] of marks) prices.set(`mark:${id}`, price);
    for (const [id, { price }] of indexes) prices.set(`index:${id}`, price);
    for (const [asset, rate] of rates) prices.set(`rate:${asset}`, rate);
    for (const id of this.followed) {
      const last = feeds.lasts.get(id);
      if (last !== undefined) prices.set(`last:${id}`, last);
    }
    this.ask(prices, new Set());
    this.doubt(accounts);
  }

  private ask(prices: ReadonlyMap<Factor, Dec>, found: Set<string>): void {
    if (prices.size === 0) return;
    for (const id of this.parts.watch.onPrices(prices)) {
      this.named.add(id);
      found.add(id);
    }
  }

  /** Trades are told of only once somebody goes by them. */
  private follow(factor: Factor): void {
    if (!factor.startsWith('last:')) return;
    const id = factor.slice('last:'.length);
    if (this.followed.has(id)) return;
    this.followed.add(id);
    const prices = new Map<Factor, Dec>();
    this.put(prices, factor);
    this.ask(prices, new Set());
  }

  /** The price that the state holds; none where none has come. */
  private put(prices: Map<Factor, Dec>, factor: Factor): void {
    const price = this.parts.state.priceOf(factor);
    if (price !== undefined) prices.set(factor, price);
  }
}
