import {
  advanceCase,
  applyCloseOut,
  decide,
  decideFunding,
  decideReview,
  type Account,
  type AccountEvent,
  type Decision,
  type DecisionContext,
} from '../account/index.js';
import { evolveFund, fundMoves, newFund } from '../insurance/index.js';
import { attempt, demand, invariant, type Rejection, type Result } from '../kernel/index.js';
import {
  carryOut,
  caseOrder,
  judgingOrder,
  type DuePool,
  type JudgingHands,
} from '../judging/index.js';
import { withPrices, withTime, type Change, type PriceChange } from './changes.js';
import type { FillFunction } from './fill-at-mark.js';
import { contextOf, type Situation } from './situation.js';

/**
 * A situation in the making: changes are decided, applied to a copy and judged by the rules and in
 * the order of the engine. The situation handed in never changes.
 */
export class Rehearsal {
  private readonly happened: AccountEvent[] = [];

  constructor(
    private current: Situation,
    private readonly fill: FillFunction,
  ) {}

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
    const done = attempt(() => {
      if (change.at !== undefined) {
        this.current = { ...before, market: withTime(before.market, change.at) };
      }
      this.judge(this.bring(change));
    });
    if (!done.ok) {
      this.current = before;
      this.happened.length = told;
    }
    return done;
  }

  /** Reviews accounts and works what is due, and every pool whose case is open. */
  judge(touched: readonly string[]): void {
    const open = [...this.current.accounts.values()].filter(hasOpenCase).map(({ id }) => id);
    const hands: JudgingHands = {
      review: (ids) => ids.flatMap((id) => this.review(id)),
      work: (due) => this.work(due),
    };
    carryOut(judgingOrder([...touched, ...open]), hands);
  }

  private get context(): DecisionContext {
    return contextOf(this.current);
  }

  /** Applies what a change decides; the accounts to judge for it. */
  private bring(change: Change): readonly string[] {
    switch (change.type) {
      case 'time':
        return [];
      case 'prices':
        this.current = { ...this.current, market: withPrices(this.current.market, change) };
        return this.holdersOf(change);
      case 'funding': {
        const { instrument } = change;
        const ids = this.holdersOf({ marks: new Map([[instrument, change.rate]]) });
        const decisions = ids.map((id) =>
          demand(decideFunding(this.account(id), change, this.context)),
        );
        for (const decision of decisions) this.commit(decision);
        return ids;
      }
      default: {
        const { account: id } = change;
        this.commit(demand(decide(this.current.accounts.get(id), id, change, this.context)));
        return [id];
      }
    }
  }

  private review(id: string): DuePool[] {
    const account = this.current.accounts.get(id);
    if (account === undefined) return [];
    const review = decideReview(account, this.context);
    this.commit(review);
    return review.due.map((pool) => ({ account: id, pool }));
  }

  private work(due: DuePool): void {
    carryOut(caseOrder(due), {
      advance: ({ account, pool }, unfilled) => {
        const advance = advanceCase(this.account(account), this.context, pool, unfilled);
        this.commit(advance);
        return advance.request;
      },
      ask: (request) => this.fill(request, this.current.market),
      settle: (request, answer) => {
        const account = this.account(request.account);
        const booked = applyCloseOut(account, this.context, request, answer);
        this.commit(booked);
        return booked.events.some(({ type }) => type === 'CloseOutUnfilled');
      },
    });
  }

  private commit({ events, next }: Decision): void {
    const accounts = new Map(this.current.accounts).set(next.id, next);
    const funds = new Map(this.current.funds);
    for (const moved of events.flatMap(fundMoves)) {
      funds.set(moved.asset, evolveFund(funds.get(moved.asset) ?? newFund(moved.asset), moved));
    }
    this.current = { ...this.current, accounts, funds };
    this.happened.push(...events);
  }

  private account(id: string): Account {
    const account = this.current.accounts.get(id);
    invariant(account !== undefined, 'I-6', `${id} vanished`);
    return account;
  }

  /** Accounts that new prices may concern: whoever holds what moved, or anything if a rate did. */
  private holdersOf({ marks = new Map(), rates = new Map() }: PriceChange): string[] {
    const concerned = (account: Account): boolean =>
      [...account.pools.values()].some(({ positions }) =>
        [...positions.values()].some(({ instrument }) => rates.size > 0 || marks.has(instrument)),
      );
    return [...this.current.accounts.values()].filter(concerned).map(({ id }) => id);
  }
}

function hasOpenCase({ pools }: Account): boolean {
  return [...pools.values()].some(({ liquidation }) => liquidation !== undefined);
}
