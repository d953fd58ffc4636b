import { compareIds, type Dec } from '../../domain/index.js';
import { SeededRandom } from '../../src/generate/seeded-random.js';
import type { Factor, Watch, WatchedAccount } from '../../src/ports/watch.js';
import { aimedAgain, drawAccount, rearmed } from './accounts.js';
import { factorsOf } from '../support/watched-factors.js';
import { betterOf, reachedOf, type PriceOf } from './exact-line.js';
import type { Prices, SoakMarket } from './market.js';
import { WrongDecision, emptyTally, type Tally } from './tally.js';

export interface SoakTerms {
  readonly seed: number;
  /** Ends when as many lines were decided after their prices moved, or when the prices end. */
  readonly poolTicks: number;
  readonly market: (random: SeededRandom) => SoakMarket;
  readonly watch: () => Watch;
}

interface Held {
  view: WatchedAccount;
  factors: ReadonlySet<Factor>;
  bests: (Dec | undefined)[];
  /** Named and not committed since: it must be named again at each of its moves. */
  named: boolean;
}

/** How many accounts are held at most: sweeps come soon among few, and seldom among many. */
const MOST_HELD = [40, 300, 1_000];

/** Drives a watch through a market with commands in between, and checks each of its answers. */
export class Soak {
  readonly tally = emptyTally();
  private readonly random: SeededRandom;
  private readonly market: SoakMarket;
  private readonly watch: Watch;
  private readonly most: number;
  private readonly prices: Prices = new Map();
  private readonly held = new Map<string, Held>();
  private freed: string[] = [];
  private numbered = 0;

  constructor(private readonly terms: SoakTerms) {
    this.random = new SeededRandom(terms.seed);
    this.market = terms.market(this.random);
    this.watch = terms.watch();
    this.most = this.random.pick(MOST_HELD);
  }

  /** Of the market. */
  get name(): string {
    return this.market.name;
  }

  /**
   * Runs to its end.
   * @throws WrongDecision on the first answer that is not a superset of what the figures speak for
   */
  run(): Tally {
    const { poolTicks } = this.terms;
    while (this.tally.poolTicks < poolTicks && this.step()) this.tally.ticks += 1;
    return this.tally;
  }

  private step(): boolean {
    const batch = this.market.next();
    if (batch === undefined) return false;
    // What has no price yet cannot be held, so the first prices come before any account.
    if (this.prices.size > 0) this.commands(batch);
    const found = this.watch.onPrices(batch);
    for (const [factor, price] of batch) this.prices.set(factor, price);
    this.check(batch, found);
    this.answer(found);
    return true;
  }

  private readonly now: PriceOf = (factor) => this.prices.get(factor)!;

  private commands(batch: Prices): void {
    const { random } = this;
    const next: PriceOf = (factor) => batch.get(factor) ?? this.now(factor);
    const listed = this.market.contracts.filter(({ mark }) => this.prices.has(mark));
    const at = { market: { ...this.market, contracts: listed }, now: this.now, next };
    if (random.chance(0.002)) for (const id of [...this.held.keys()].slice(20)) this.remove(id);
    const { aimed } = this.market.style;
    for (let count = this.held.size === 0 ? 0 : random.integer(0, 8); count > 0; count -= 1) {
      if (!random.chance(aimed)) continue;
      this.commit(aimedAgain(random, this.held.get(this.anybody())!.view, at));
    }
    // A book that is nearly empty fills up fast.
    const joining = this.held.size < this.most / 2 ? this.most / 10 : random.integer(0, 4);
    for (let count = joining; count > 0; count -= 1) {
      const drawn = random.uniform();
      const full = this.held.size >= this.most;
      if (drawn < 0.15 && this.held.size > 0) this.remove(this.anybody());
      else if (drawn < 0.45 || full) this.commit(drawAccount(random, this.anybody(), at));
      else this.commit(drawAccount(random, this.newcomer(), at));
    }
  }

  /** An account that is held, or a new one where none is. */
  private anybody(): string {
    const { held, random } = this;
    return held.size === 0 ? this.newcomer() : random.pick([...held.keys()]);
  }

  /** An id that nobody has: a fresh one, or one that was removed before. */
  private newcomer(): string {
    if (this.freed.length > 0 && this.random.chance(0.7)) return this.freed.pop()!;
    return `a${(this.numbered += 1)}`;
  }

  private commit(view: WatchedAccount): void {
    const bests = view.triggers.map((trigger) => ('best' in trigger ? trigger.best : undefined));
    this.held.set(view.account, { view, factors: factorsOf(view), bests, named: false });
    this.watch.commit(view);
    this.tally.commits += 1;
  }

  private remove(id: string): void {
    this.held.delete(id);
    this.freed.push(id);
    this.watch.remove(id);
    this.tally.removals += 1;
  }

  private check(batch: Prices, found: readonly string[]): void {
    const named = new Set(found);
    const sorted = found.every((id, index) => index === 0 || compareIds(found[index - 1]!, id) < 0);
    if (!sorted) this.fail('the ids are not in order, each once', found, batch);
    for (const id of found) if (!this.held.has(id)) this.fail('nobody has this id', id, batch);
    this.tally.named += found.length;
    for (const [id, account] of this.held) {
      const moved = [...account.factors].some((factor) => batch.has(factor));
      if (!moved) continue;
      account.bests = account.bests.map((best, index) => {
        const trigger = account.view.triggers[index]!;
        return betterOf(trigger, best, this.now(trigger.factor));
      });
      this.tally.poolTicks += account.view.lines.length;
      const why = this.attention(account, batch);
      if (why === undefined) continue;
      this.tally.reached += 1;
      if (!named.has(id)) this.fail(`not named though ${why}`, account.view, batch);
    }
    for (const id of found) this.held.get(id)!.named = true;
  }

  /** Why the account must be named; undefined where it need not be. */
  private attention({ view, bests, named }: Held, batch: Prices): string | undefined {
    if (named) return 'it was named before and not committed since';
    if (view.exactOn.some((factor) => batch.has(factor)))
      return 'it is exact on a factor that moved';
    const reached = reachedOf(view, bests, this.now);
    if (reached?.exactly === true) this.tally.exactlyOn += 1;
    return reached?.what;
  }

  /** After it measured an account an engine commits it anew; now and then it leaves that for later. */
  private answer(found: readonly string[]): void {
    for (const id of found) {
      if (this.random.chance(0.2)) continue;
      const { view, bests } = this.held.get(id)!;
      const lines = view.lines.map((line) => rearmed(line, this.now));
      const bare = { ...view, lines: [] };
      const triggers = view.triggers
        .map((one, index) => ('best' in one ? { ...one, best: bests[index]! } : one))
        .filter((one) => {
          const alone = { ...bare, triggers: [one] };
          return reachedOf(alone, [], this.now) === undefined;
        });
      this.commit({ ...view, lines, triggers });
    }
  }

  private fail(why: string, what: unknown, batch: Prices): never {
    const { seed } = this.terms;
    const where = `market ${this.market.name}, seed ${seed}, tick ${this.tally.ticks}`;
    const prices = Object.fromEntries(this.prices);
    const row = JSON.stringify({ what, batch: Object.fromEntries(batch), prices });
    throw new WrongDecision(`${where}: ${why}: ${row}`);
  }
}
