import type { PriceTrigger, TrailingTrigger } from '../ports/watch.js';
import { FactorHeap } from './factor-heap.js';
import { floatOf } from './floats.js';
import { IntColumn } from './int-column.js';
import { ROUNDING, TrailingGroup } from './trailing-group.js';
import { INWARD_HIGH, INWARD_LOW, isWatchable } from './trigger-limits.js';

/** What one factor triggers: levels by heap, and groups of trailing stops by their best price. */
interface FactorTriggers {
  /** The highest price at which one triggers on the way down on top, as its negative. */
  readonly falling: FactorHeap;
  /** The lowest price at which one triggers on the way up on top. */
  readonly rising: FactorHeap;
  /** By best price: of longs descending, of shorts ascending; the one to be beaten next is last. */
  readonly long: TrailingGroup[];
  readonly short: TrailingGroup[];
}

/**
 * Protective orders by the prices at which they trigger. Levels are rounded so that they trigger
 * early, never late. The best prices of trailing stops are kept by groups that share one.
 */
export class PriceTriggers {
  /** Whatever its owner wants to find from a trigger: see `TriggerWatch`. */
  readonly next = new IntColumn();
  private readonly places = new IntColumn();
  private readonly accountOf = new IntColumn();
  private readonly factorOf = new IntColumn();
  /** Of a trailing stop the number of its group plus one; of the level of a group, the negative. */
  private readonly groupOf = new IntColumn();
  private readonly byFactor: (FactorTriggers | undefined)[] = [];
  private readonly groups: TrailingGroup[] = [];
  private readonly spareGroups: number[] = [];
  private readonly spare: number[] = [];
  private end = 0;
  /** Protective orders that are watched. */
  size = 0;

  /**
   * The number of a trigger that was added; undefined where floats cannot carry it, or where the
   * present price may have reached it already.
   */
  add(
    account: number,
    factor: number,
    price: number,
    trigger: PriceTrigger | TrailingTrigger,
  ): number | undefined {
    if ('when' in trigger) return this.addLevel(account, factor, price, trigger);
    const best = floatOf(trigger.best);
    const byAmount = 'amount' in trigger.distance;
    const distance = floatOf(
      'amount' in trigger.distance ? trigger.distance.amount : trigger.distance.percent,
    );
    if (!isWatchable(best) || !isWatchable(distance) || !isWatchable(price)) return undefined;
    const reached = trigger.side === 'long' ? Math.max(best, price) : Math.min(best, price);
    const off = byAmount ? distance : (distance / 100) * reached;
    if (Math.abs(reached - price) >= off * INWARD_HIGH - reached * ROUNDING) return undefined;
    const item = this.take(account, factor);
    const group = this.group(factor, trigger.side, reached);
    group.add(item, distance, byAmount);
    this.groupOf.set(item, group.number + 1);
    this.setLevel(group);
    return item;
  }

  remove(item: number): void {
    const factor = this.factorOf.get(item);
    const { falling, rising } = this.byFactor[factor]!;
    const held = this.groupOf.get(item);
    if (held > 0) {
      const group = this.groups[held - 1]!;
      group.remove(item);
      if (group.size === 0) this.dropGroup(group);
      else this.setLevel(group);
    } else {
      falling.remove(item);
      rising.remove(item);
    }
    this.size -= 1;
    this.spare.push(item);
  }

  factor(item: number): number {
    return this.factorOf.get(item);
  }

  /** Follows a price, and tells the accounts of all orders that it triggers. */
  reach(factor: number, price: number, name: (account: number) => void): void {
    const triggers = this.byFactor[factor];
    if (triggers === undefined) return;
    this.follow(triggers.long, price, (best) => best <= price);
    this.follow(triggers.short, price, (best) => best >= price);
    const { falling, rising } = triggers;
    while (falling.top <= -price) this.fire(falling, price, name);
    while (rising.top <= price) this.fire(rising, price, name);
  }

  /** Tells the accounts of all orders on a factor: its price cannot be judged by. */
  reachAll(factor: number, name: (account: number) => void): void {
    const triggers = this.byFactor[factor];
    if (triggers === undefined) return;
    for (const heap of [triggers.falling, triggers.rising]) {
      for (const item of heap) {
        const group = this.groupAt(item);
        if (group === undefined) name(this.accountOf.get(item));
        else for (const member of group.members()) name(this.accountOf.get(member));
      }
    }
  }

  private addLevel(
    account: number,
    factor: number,
    now: number,
    trigger: PriceTrigger,
  ): number | undefined {
    const price = floatOf(trigger.price);
    if (!isWatchable(price) || !isWatchable(now)) return undefined;
    const down = trigger.when === 'at-or-below';
    const key = down ? -Math.fround(price * INWARD_LOW) : Math.fround(price * INWARD_HIGH);
    if (key <= (down ? -now : now)) return undefined;
    const item = this.take(account, factor);
    const { falling, rising } = this.triggersOf(factor);
    (down ? falling : rising).set(item, key);
    return item;
  }

  private fire(heap: FactorHeap, price: number, name: (account: number) => void): void {
    const item = heap.topItem;
    const group = this.groupAt(item);
    if (group === undefined) {
      heap.remove(item);
      name(this.accountOf.get(item));
      return;
    }
    for (const member of group.due(price)) name(this.accountOf.get(member));
    this.setLevel(group);
  }

  /** Moves the groups whose best price is beaten into one, with the new best price. */
  private follow(groups: TrailingGroup[], price: number, beaten: (best: number) => boolean): void {
    const beatenOnes: TrailingGroup[] = [];
    while (groups.length > 0 && beaten(groups.at(-1)!.best)) beatenOnes.push(groups.pop()!);
    if (beatenOnes.length === 0) return;
    const largest = beatenOnes.reduce((a, b) => (a.size >= b.size ? a : b));
    for (const other of beatenOnes) {
      if (other === largest) continue;
      for (const member of largest.take(other)) this.groupOf.set(member, largest.number + 1);
      this.forget(other);
    }
    largest.best = price;
    groups.push(largest);
    this.setLevel(largest);
  }

  private group(factor: number, side: 'long' | 'short', best: number): TrailingGroup {
    const groups = this.triggersOf(factor)[side];
    const before = (one: number): boolean => (side === 'long' ? one > best : one < best);
    let low = 0;
    let high = groups.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(groups[middle]!.best)) low = middle + 1;
      else high = middle;
    }
    const found = groups[low];
    if (found?.best === best) return found;
    const level = this.takeNumber();
    const number = this.spareGroups.pop() ?? this.groups.length;
    const group = new TrailingGroup(number, factor, side, best, level, this.places.chunks);
    this.groups[number] = group;
    this.groupOf.set(level, -number - 1);
    groups.splice(low, 0, group);
    return group;
  }

  private setLevel(group: TrailingGroup): void {
    const { falling, rising } = this.byFactor[group.factor]!;
    if (group.side === 'long') falling.set(group.level, -group.firesAt());
    else rising.set(group.level, group.firesAt());
  }

  private dropGroup(group: TrailingGroup): void {
    const groups = this.byFactor[group.factor]![group.side];
    groups.splice(groups.indexOf(group), 1);
    this.forget(group);
  }

  private forget(group: TrailingGroup): void {
    const { falling, rising } = this.byFactor[group.factor]!;
    falling.remove(group.level);
    rising.remove(group.level);
    this.spare.push(group.level);
    this.spareGroups.push(group.number);
  }

  /** The group whose level that is; undefined where it is an order by itself. */
  private groupAt(level: number): TrailingGroup | undefined {
    const held = this.groupOf.get(level);
    return held < 0 ? this.groups[-held - 1] : undefined;
  }

  private triggersOf(factor: number): FactorTriggers {
    const { chunks } = this.places;
    return (this.byFactor[factor] ??= {
      falling: new FactorHeap(chunks),
      rising: new FactorHeap(chunks),
      long: [],
      short: [],
    });
  }

  private take(account: number, factor: number): number {
    const item = this.takeNumber();
    this.size += 1;
    this.accountOf.set(item, account);
    this.factorOf.set(item, factor);
    this.triggersOf(factor);
    return item;
  }

  private takeNumber(): number {
    const used = this.spare.pop();
    const number = used ?? this.end;
    if (used === undefined) {
      this.end += 1;
      for (const column of [this.places, this.accountOf, this.factorOf, this.groupOf, this.next]) {
        column.reach(number);
      }
    }
    this.groupOf.set(number, 0);
    return number;
  }
}
