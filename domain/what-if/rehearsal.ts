import {
  PriceFeeds,
  advanceCase,
  advanceClosing,
  applyCloseOut,
  applyProtective,
  changedBy,
  decide,
  decideFunding,
  decideInterest,
  decideReview,
  decideSettlement,
  decideTriggers,
  dueTime,
  hasOpenWork,
  leftOpen,
  repayClaims,
  type Account,
  type AccountEvent,
  type Decision,
  type DecisionContext,
} from '../account/index.js';
import { evolveFund, fundMoves, newFund } from '../insurance/index.js';
import {
  attempt,
  demand,
  invariant,
  type Instant,
  type Rejection,
  type Result,
} from '../kernel/index.js';
import {
  carryOut,
  caseOrder,
  closingOrder,
  judgingOrder,
  type DuePool,
  type DueProtection,
  type JudgingHands,
} from '../judging/index.js';
import { instrumentIn, type Market } from '../market/index.js';
import {
  scheduledUntil,
  withOpenInterest,
  withPrices,
  withSettlement,
  withTime,
  type Change,
  type PriceChange,
} from './changes.js';
import type { FillFunction } from './fill-at-mark.js';
import { paidAfter } from '../liquidation/index.js';
import { contextOf, lentAfter, type Situation } from './situation.js';

/**
 * A situation in the making: changes are decided, applied to a copy and judged by the rules and in
 * the order of the engine. The situation handed in never changes.
 */
export class Rehearsal {
  private readonly happened: AccountEvent[] = [];
  private feeds: PriceFeeds;

  constructor(
    private current: Situation,
    private readonly fill: FillFunction,
  ) {
    this.feeds = new PriceFeeds(current.market);
    for (const account of current.accounts.values()) this.feeds.join(account);
    this.read();
  }

  get situation(): Situation {
    return this.current;
  }

  /** Everything decided so far, in order. */
  get events(): readonly AccountEvent[] {
    return this.happened;
  }

  /** Carries out one change and judges whom it touched. A refused one changes nothing. */
  perform(change: Change): Result<void, Rejection> {
    const before = this.current;
    const told = this.happened.length;
    const { feeds } = this;
    this.feeds = feeds.copy();
    this.read();
    const done = attempt(() => {
      const scheduled = this.wait(change.at ?? before.market.now);
      this.judge([...scheduled, ...this.bring(change)]);
    });
    if (!done.ok) {
      this.current = before;
      this.feeds = feeds;
      this.happened.length = told;
    }
    return done;
  }

  /** Lets prices come in without judging anybody. */
  take(prices: PriceChange): void {
    this.move(withPrices(this.current.market, prices));
    for (const [id, price] of prices.marks ?? []) this.feeds.extend('mark', id, price);
    for (const [id, price] of prices.indexes ?? []) this.feeds.extend('index', id, price);
    for (const [id, price] of prices.lasts ?? []) this.feeds.trade(id, price);
  }

  /** Reviews accounts and works what is due: what is under way and calls that have run out too. */
  judge(touched: readonly string[]): void {
    const { accounts, market } = this.current;
    const waiting = [...accounts.values()]
      .filter((account) => isWaiting(account, market))
      .map(({ id }) => id);
    const hands: JudgingHands = {
      followers: () => this.followers(),
      trigger: (ids) => ids.flatMap((id) => this.trigger(id)),
      protect: (due) => this.protect(due),
      review: (ids) => ids.flatMap((id) => this.review(id)),
      work: (due) => this.work(due),
      repay: () => this.repay(),
    };
    carryOut(judgingOrder([...touched, ...waiting]), hands);
  }

  private get context(): DecisionContext {
    return contextOf(this.current);
  }

  /** Applies what a change decides; the accounts to judge for it. */
  private bring(change: Change): readonly string[] {
    const { market } = this.current;
    switch (change.type) {
      case 'prices': {
        this.take(change);
        const { marks = new Map(), indexes = new Map(), rates = new Map() } = change;
        return this.holders(rates.size > 0 ? undefined : [...marks.keys(), ...indexes.keys()]);
      }
      case 'funding': {
        const { instrument } = change;
        instrumentIn(market, instrument);
        return this.forEach(this.holders([instrument]), (account) =>
          decideFunding(account, change, this.context),
        );
      }
      case 'accrue':
        return this.forEach(this.holders(), (account) => decideInterest(account, this.context));
      case 'openInterest':
        this.move(withOpenInterest(market, change.instrument, change.notional));
        return this.holders([change.instrument]);
      case 'settle': {
        // Positions settle while the instrument does not yet count as settled.
        const settled = withSettlement(market, change);
        const ids = this.forEach([...this.current.accounts.keys()], (account) =>
          decideSettlement(account, change, this.context),
        );
        this.move(settled);
        return ids;
      }
      default: {
        const { account: id } = change;
        const account = this.current.accounts.get(id);
        return this.commit(demand(decide(account, id, change, this.context)));
      }
    }
  }

  /** Lets time pass; holders of instruments whose margin a schedule changed meanwhile. */
  private wait(at: Instant): readonly string[] {
    const { market } = this.current;
    const changed = scheduledUntil(market, at);
    this.move(withTime(market, at));
    return changed.length === 0 ? [] : this.holders(changed);
  }

  private move(market: Market): void {
    this.current = { ...this.current, market };
  }

  /** Decides for several accounts, one after the other; one refusal refuses them all. */
  private forEach(
    ids: readonly string[],
    decideFor: (account: Account) => Result<Decision, Rejection>,
  ): readonly string[] {
    const live = ids.filter((id) => this.account(id).halted === undefined);
    return live.flatMap((id) => this.commit(demand(decideFor(this.account(id)))));
  }

  /** Lets decisions read the feeds of this rehearsal. */
  private read(): void {
    const { lasts, trails } = this.feeds;
    this.move({ ...this.current.market, lasts, trails });
  }

  private followers(): string[] {
    const traded = this.feeds.take();
    return traded.size === 0 ? [] : this.holders([...traded.keys()]);
  }

  private trigger(id: string): DueProtection[] {
    const account = this.current.accounts.get(id);
    if (account === undefined) return [];
    const review = decideTriggers(account, this.context);
    this.commit(review);
    return review.due.map((due) => ({ account: id, ...due }));
  }

  private protect(due: DueProtection): void {
    carryOut(closingOrder(due), {
      send: (one) => {
        const advance = advanceClosing(this.account(one.account), this.context, one);
        this.commit(advance);
        return advance.request;
      },
      ask: (request) => this.fill(request, this.current.market),
      book: (request, answer) => {
        const account = this.account(request.account);
        this.commit(applyProtective(account, this.context, request, answer));
      },
    });
  }

  private review(id: string): DuePool[] {
    const account = this.current.accounts.get(id);
    if (account === undefined) return [];
    const review = decideReview(account, this.context);
    this.commit(review);
    return review.due.map((pool) => ({ account: id, pool }));
  }

  private work(due: DuePool): readonly string[] {
    const others = new Set<string>();
    const commit = (decision: Decision): void => {
      for (const { id } of decision.others ?? []) others.add(id);
      this.commit(decision);
    };
    carryOut(caseOrder(due), {
      advance: ({ account, pool }, unfilled) => {
        const advance = advanceCase(this.account(account), this.context, pool, unfilled);
        commit(advance);
        return advance.request;
      },
      ask: (request) => this.fill(request, this.current.market),
      settle: (request, answer) => {
        const account = this.account(request.account);
        const booked = applyCloseOut(account, this.context, request, answer);
        commit(booked);
        return leftOpen(booked.events);
      },
    });
    return [...others];
  }

  private repay(): readonly string[] {
    const claimants = [...this.current.accounts.values()].filter((one) => one.claims !== undefined);
    const paid = repayClaims(claimants, this.context);
    return paid === undefined ? [] : this.commit(paid);
  }

  /** Lets a decision happen; the accounts it changed. */
  private commit(decision: Decision): string[] {
    const { events } = decision;
    const changed = changedBy(decision);
    const accounts = new Map(this.current.accounts);
    for (const account of changed) accounts.set(account.id, account);
    const funds = new Map(this.current.funds);
    for (const moved of events.flatMap(fundMoves)) {
      funds.set(moved.asset, evolveFund(funds.get(moved.asset) ?? newFund(moved.asset), moved));
    }
    const lent = lentAfter(this.current.lent, events);
    const { paid: before } = this.current;
    const paid = before && paidAfter(before, events);
    this.current = { ...this.current, accounts, funds, lent, ...(paid && { paid }) };
    this.happened.push(...events);
    for (const event of events) this.feeds.apply(event, this.current.market);
    return changed.map(({ id }) => id);
  }

  private account(id: string): Account {
    const account = this.current.accounts.get(id);
    invariant(account !== undefined, 'I-6', `${id} vanished`);
    return account;
  }

  /** Accounts that hold a position, in one of the instruments where any are named. */
  private holders(instruments?: readonly string[]): string[] {
    const holds = ({ pools }: Account): boolean =>
      [...pools.values()].some(({ positions }) =>
        [...positions.values()].some(
          ({ instrument }) => instruments === undefined || instruments.includes(instrument),
        ),
      );
    return [...this.current.accounts.values()].filter(holds).map(({ id }) => id);
  }
}

/** Looked at though no step touches it: work is under way, or its time has come. */
function isWaiting(account: Account, market: Market): boolean {
  const due = dueTime(account, market);
  return hasOpenWork(account) || (due !== undefined && due <= market.now);
}
