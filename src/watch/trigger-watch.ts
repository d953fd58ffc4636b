import { compareIds, type Piece } from '../../domain/index.js';
import type { Factor, FactorPrices, Watch, WatchedAccount } from '../ports/watch.js';
import { AccountNumbers, HOT_BEFORE, NAMED_BEFORE } from './account-numbers.js';
import { FactorTable } from './factor-table.js';
import { floatOf } from './floats.js';
import { Followers } from './followers.js';
import { LineBook, type FloatLine } from './line-book.js';
import { ARMED, LineRows, NAMED, ROW_MASK, TOUCHED } from './line-rows.js';
import { PriceTriggers } from './price-triggers.js';
import { ScheduleTable } from './schedule-table.js';
import { USUAL_SWEEPS, type SweepTerms } from './sweep-terms.js';
import { isWatchable } from './trigger-limits.js';
import { factorsOf } from './watched-factors.js';

/** The count of batches starts over after this one, as what is kept of it is small. */
const LAST_BATCH = 2 ** 29;

/** What the last batch took, and how things stand: for metrics. */
export interface WatchCounts {
  /** Interval ends that moves reached, as far as they were followed. */
  touched: number;
  /** Lines that were measured because so many were touched; 0: the batch was not swept. */
  swept: number;
  /** Lines whose intervals were set anew. */
  settled: number;
  /** Accounts that were named: what is to be measured exactly. */
  named: number;
  /** Accounts that are named at every move of theirs until they are committed anew. */
  hot: number;
  accounts: number;
  lines: number;
  triggers: number;
}

/**
 * The fast watch. Each line is kept as floats, with an interval for each of its factors within
 * which it is on its side for sure; heaps by factor tell which intervals a move left, and only
 * those lines are looked at, by floats with a proven bound, and named where the bound does not
 * tell. A batch that leaves very many intervals is answered by a sweep over all lines. What floats
 * cannot carry is named at every move instead. docs/watch.md holds the proofs.
 * @example
 * const watch = new TriggerWatch();
 * const engine = new PlimsollContainer(partsModule({ watch })).engine();
 * const margin = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
 * const terms = { id: 'BTC-PERP', kind: 'linear', base: 'BTC', quote: 'USD', margin } as const;
 * await engine.handle({ type: 'listInstrument', instrument: terms });
 * await engine.onMarks({ 'BTC-PERP': '1000' });
 * await engine.handle({ type: 'deposit', account: 'a', asset: 'USD', amount: '200' });
 * const long = { account: 'a', instrument: 'BTC-PERP', side: 'long' } as const;
 * await engine.handle({ type: 'open', ...long, quantity: '1', price: '1000' });
 * await engine.onMarks({ 'BTC-PERP': '1001' });
 * watch.counts.named; // => 0
 */
export class TriggerWatch implements Watch {
  private readonly rows = new LineRows();
  private readonly factors = new FactorTable(this.rows.upperPlaces, this.rows.lowerPlaces);
  private readonly schedules = new ScheduleTable();
  private readonly book = new LineBook(this.rows, this.factors, this.schedules);
  private readonly accounts = new AccountNumbers();
  private readonly followers = new Followers(this.factors);
  private readonly triggers = new PriceTriggers();
  /** Accounts with a factor that has no room in the table: named at every batch. */
  private readonly always = new Set<number>();
  /** Factors of which crossed ends were left standing in a swept batch. */
  private late = new Set<number>();
  private readonly crossed: number[] = [];
  private readonly touched: number[] = [];
  private readonly found: number[] = [];
  /** Accounts that were named for the first time in the last batch. */
  private readonly fresh: number[] = [];
  private batch = 0;
  private hot = 0;
  private readonly last = { touched: 0, swept: 0, settled: 0, named: 0 };

  constructor(private readonly sweeps: SweepTerms = USUAL_SWEEPS) {}

  /** What the last batch took, and how things stand. */
  get counts(): WatchCounts {
    return {
      ...this.last,
      hot: this.hot,
      accounts: this.accounts.size,
      lines: this.rows.size,
      triggers: this.triggers.size,
    };
  }

  commit(account: WatchedAccount): void {
    const known = this.accounts.find(account.account);
    if (known !== undefined) this.clear(known);
    const { lines, triggers, exactOn } = account;
    if (lines.length === 0 && triggers.length === 0 && exactOn.length === 0) {
      if (known !== undefined) this.accounts.free(known);
      return;
    }
    const number = known ?? this.accounts.add(account.account);
    for (const factor of exactOn) this.follow(number, factor);
    if (this.addTriggers(account, number) && this.addLines(account, number)) return;
    this.setNamed(number);
    for (const factor of factorsOf(account)) this.follow(number, factor);
  }

  /**
   * Takes an account with one plain line that was read into floats elsewhere: what `commit` does
   * once it has read. Factors and schedules are named by `factorNumber` and `scheduleNumber`.
   */
  commitFloats(account: string, line: FloatLine): void {
    const known = this.accounts.find(account);
    if (known !== undefined) this.clear(known);
    const number = known ?? this.accounts.add(account);
    const row = this.book.addFloats(line, number);
    if (row !== undefined) {
      this.accounts.first.set(number, row + 1);
      if (this.book.settle(row)) return;
    }
    this.setNamed(number);
    for (let slot = 0; slot < line.factors.length; slot += 1) {
      this.followers.add(number, line.factors[slot]!);
    }
  }

  /** The number of a factor, which is held from now on. */
  factorNumber(factor: Factor): number | undefined {
    return this.factors.hold(factor);
  }

  /** The number of a schedule, which is held from now on; 0: nothing is required. */
  scheduleNumber(pieces: readonly Piece[] | undefined): number | undefined {
    return pieces === undefined ? 0 : this.schedules.hold(pieces)?.first;
  }

  remove(account: string): void {
    const known = this.accounts.find(account);
    if (known === undefined) return;
    this.clear(known);
    this.accounts.free(known);
  }

  onPrices(prices: FactorPrices): readonly string[] {
    if (this.batch === LAST_BATCH) {
      this.accounts.forgetBatches();
      this.batch = 0;
    }
    this.batch += 1;
    if (this.fresh.length > 0) this.followNamed();
    this.factors.orderHeaps();
    this.found.length = 0;
    this.crossed.length = 0;
    const most = this.share(this.sweeps.above);
    let sweeping = false;
    let place = 0;
    for (const [name, price] of prices) {
      const value = floatOf(price);
      const factor = this.factors.move(name, isWatchable(value) ? value : NaN, place);
      place += 1;
      if (factor === undefined || !this.factors.isHeld(factor)) continue;
      if (this.moved(factor, most)) sweeping = true;
    }
    for (const factor of this.late) this.collect(factor, most);
    for (const account of this.always) this.name(account);
    sweeping ||= this.crossed.length > most;
    this.last.swept = 0;
    this.last.settled = 0;
    this.last.touched = this.crossed.length;
    if (sweeping) this.sweepAll();
    else this.settleTouched(Infinity);
    if (sweeping || this.late.size > 0) this.findLate(prices);
    return this.report();
  }

  /**
   * Measures every line that is taken to be on its side by floats: accounts of which one is not
   * certain, and that are to be measured exactly. None of them may have crossed a line: an account
   * that did is a fault of this watch. Changes nothing.
   */
  sweep(): readonly string[] {
    const uncertain: number[] = [];
    this.book.sweep(uncertain);
    const accounts = new Set(uncertain.map((row) => this.rows.accountOf(row)));
    return [...accounts].map((account) => this.accounts.nameOf(account)).sort(compareIds);
  }

  /** True when the factor needs a sweep: its price cannot be judged by. */
  private moved(factor: number, most: number): boolean {
    const followers = this.followers.of(factor);
    if (followers !== undefined) for (const account of followers) this.name(account);
    const price = this.factors.prices[factor]!;
    if (price !== price) {
      this.triggers.reachAll(factor, (account) => this.name(account));
      return true;
    }
    this.triggers.reach(factor, price, (account) => this.name(account));
    this.collect(factor, most);
    return false;
  }

  /** Adds the slots whose interval the present price of a factor is not inside of. */
  private collect(factor: number, most: number): void {
    if (!this.factors.isCrossed(factor)) return;
    const price = this.factors.prices[factor]!;
    const { crossed } = this;
    this.factors.uppers[factor]?.collect(price, crossed, most);
    this.factors.lowers[factor]?.collect(-price, crossed, most);
  }

  /** The rows of the crossed slots, each once; those of named accounts are taken out instead. */
  private mark(): void {
    const { rows, touched } = this;
    touched.length = 0;
    for (const slot of this.crossed) {
      const row = rows.rowOf(slot);
      const chunk = rows.chunkOf(row);
      if (chunk.state[row & ROW_MASK] === ARMED) {
        chunk.state[row & ROW_MASK] = TOUCHED;
        touched.push(row);
      } else if (chunk.state[row & ROW_MASK] === NAMED) this.book.unsetEnds(row);
    }
    for (const row of touched) rows.chunkOf(row).state[row & ROW_MASK] = ARMED;
  }

  /**
   * Looks at every line. A first sweep does no more, as somebody waits for what it finds; those
   * that follow also settle some of the touched lines, until few enough are left.
   */
  private sweepAll(): void {
    const uncertain: number[] = [];
    this.last.swept = this.book.sweep(uncertain);
    for (const row of uncertain) this.name(this.rows.accountOf(row));
    if (this.late.size > 0) this.settleTouched(this.share(this.sweeps.settled));
  }

  /** Settles the touched lines, at most so many. */
  private settleTouched(most: number): void {
    this.mark();
    const count = Math.min(most, this.touched.length);
    for (let at = 0; at < count; at += 1) this.settle(this.touched[at]!);
  }

  /** So many of all lines, but never fewer than a few. */
  private share(of: number): number {
    return Math.max(this.sweeps.few, Math.ceil(this.rows.size * of));
  }

  private settle(row: number): void {
    const chunk = this.rows.chunkOf(row);
    if (chunk.state[row & ROW_MASK] !== ARMED) return;
    if (this.book.settle(row)) this.last.settled += 1;
    else this.name(this.rows.accountOf(row));
  }

  /** Notes the factors of which crossed ends are left. */
  private findLate(prices: FactorPrices): void {
    const late = new Set<number>();
    const look = (factor: number): void => {
      if (this.factors.isCrossed(factor)) late.add(factor);
    };
    for (const factor of this.late) look(factor);
    for (const name of prices.keys()) {
      const factor = this.factors.find(name);
      if (factor !== undefined) look(factor);
    }
    this.late = late;
  }

  private addLines(account: WatchedAccount, number: number): boolean {
    for (const line of account.lines) {
      const row = this.book.add(line, number);
      if (row === undefined) return false;
      if (row < 0) continue;
      this.rows.chunkOf(row).next[row & ROW_MASK] = this.accounts.first.get(number);
      this.accounts.first.set(number, row + 1);
      if (!this.book.settle(row)) return false;
    }
    return true;
  }

  private addTriggers({ triggers }: WatchedAccount, number: number): boolean {
    for (const trigger of triggers) {
      const factor = this.factors.hold(trigger.factor);
      if (factor === undefined) return false;
      const price = this.factors.prices[factor]!;
      const item = this.triggers.add(number, factor, price, trigger);
      if (item === undefined) {
        this.factors.release(factor);
        return false;
      }
      this.triggers.next.set(item, this.accounts.first.get(number));
      this.accounts.first.set(number, -item - 1);
    }
    return true;
  }

  /** Names an account now and, until it is committed anew, at every move of a factor of its. */
  private name(account: number): void {
    const before = this.accounts.nameIn(account, this.batch);
    if (before === NAMED_BEFORE) return;
    this.found.push(account);
    if (before === HOT_BEFORE) return;
    this.stopRows(account);
    this.fresh.push(account);
  }

  /**
   * Lets the accounts that the last batch named, and that were not committed since, be named at
   * each move of a factor of theirs. Most are committed before, and so cost nothing here.
   */
  private followNamed(): void {
    for (const account of this.fresh) {
      if (this.accounts.isHot(account)) this.followAll(account);
    }
    this.fresh.length = 0;
  }

  private followAll(account: number): void {
    let link = this.accounts.first.get(account);
    while (link > 0) {
      const chunk = this.rows.chunkOf(link - 1);
      const at = (link - 1) & ROW_MASK;
      const start = chunk.start[at]!;
      for (let slot = start; slot < start + chunk.slots[at]!; slot += 1) {
        this.followers.add(account, this.rows.factorOf(slot));
      }
      link = chunk.next[at]!;
    }
    for (; link < 0; link = this.triggers.next.get(-link - 1)) {
      this.followers.add(account, this.triggers.factor(-link - 1));
    }
  }

  private setNamed(account: number): void {
    this.accounts.setHot(account, true);
    this.stopRows(account);
  }

  /** Watches the lines of an account no more. */
  private stopRows(account: number): void {
    this.hot += 1;
    for (let row = this.accounts.first.get(account); row > 0;) {
      const chunk = this.rows.chunkOf(row - 1);
      chunk.state[(row - 1) & ROW_MASK] = NAMED;
      row = chunk.next[(row - 1) & ROW_MASK]!;
    }
  }

  private follow(account: number, name: Factor): void {
    const factor = this.factors.hold(name);
    if (factor === undefined) {
      this.always.add(account);
      return;
    }
    this.followers.add(account, factor);
    this.factors.release(factor);
  }

  /** Forgets everything about an account but its number. */
  private clear(account: number): void {
    const { accounts, triggers } = this;
    for (let link = accounts.first.get(account); link !== 0;) {
      const one = Math.abs(link) - 1;
      if (link > 0) {
        link = this.rows.chunkOf(one).next[one & ROW_MASK]!;
        this.book.drop(one);
      } else {
        link = triggers.next.get(one);
        this.factors.release(triggers.factor(one));
        triggers.remove(one);
      }
    }
    accounts.first.set(account, 0);
    this.followers.remove(account);
    this.always.delete(account);
    if (accounts.isHot(account)) this.hot -= 1;
    accounts.setHot(account, false);
  }

  private report(): readonly string[] {
    this.last.named = this.found.length;
    // Without a comparison of its own, sort compares strings as compareIds does, and sooner.
    return this.found.map((account) => this.accounts.nameOf(account)).sort();
  }
}
