import {
  type Dec,
  ZERO,
  advanceCase,
  advanceClosing,
  applyCloseOut,
  applyProtective,
  caseOrder,
  changedBy,
  closingOrder,
  decideOrHalt,
  keyOf,
  leftOpen,
  parseDecimal,
  priceOf,
  protectionKey,
  quantityOf,
  type Account,
  type CaseAdvance,
  type CloseOutAnswer,
  type CloseOutRequest,
  type Decision,
  type DuePool,
  type DueProtection,
  type Execution,
} from '../../domain/index.js';
import { PortFailure } from '../ports/port-failure.js';
import type { AccountStore, Venue, VenueAnswer } from '../ports/ports.js';
import { carryOutLater } from './carry-out-later.js';
import type { Holders } from './holders.js';
import type { WorkQueue } from './queue.js';
import type { EngineState } from './state.js';
import type { Cause, UnitOfWork } from './unit-of-work.js';
import { withHolders } from './with-holders.js';

interface Parts {
  readonly state: EngineState;
  readonly unit: UnitOfWork;
  readonly accounts: AccountStore;
  readonly venue: Venue;
  readonly holders: Holders;
  readonly queue: WorkQueue;
}

/** Has a decision of a case happen. */
type Commit = (decision: Decision) => Promise<void>;

/**
 * Drives the pure loops of cases and of protective orders with the venue: each decision is one
 * unit of work, and the venue is asked outside the queue so that other commands proceed meanwhile,
 * except on a pool with an open case.
 */
export class LiquidationRunner {
  private readonly running = new Set<string>();
  /** Venue failures by case since the last answer, for whoever asks why a case waits. */
  readonly failures = new Map<string, string>();

  constructor(private readonly parts: Parts) {}

  /** Works one pool's case as far as the venue allows; the accounts of others it changed. */
  async run(due: DuePool, cause: Cause): Promise<readonly string[]> {
    const { queue } = this.parts;
    const others = new Set<string>();
    const commit = async (decision: Decision): Promise<void> => {
      for (const { id } of decision.others ?? []) others.add(id);
      await this.parts.unit.commit(cause, decision.events, changedBy(decision));
    };
    await this.once(keyOf(due), () =>
      carryOutLater(caseOrder(due), {
        advance: (_, unfilled) => queue.run(() => this.advance(due, unfilled, commit)),
        ask: (request) => this.ask(request),
        settle: (request, answer) => queue.run(() => this.settle(request, answer, commit)),
      }),
    );
    return [...others];
  }

  /** Works one protective order as far as the venue allows. */
  protect(due: DueProtection, cause: Cause): Promise<void> {
    const { queue } = this.parts;
    return this.once(protectionKey(due), () =>
      carryOutLater(closingOrder(due), {
        send: () => queue.run(() => this.send(due, cause)),
        ask: (request) => this.ask(request),
        book: (request, answer) => queue.run(() => this.book(request, answer, cause)),
      }),
    );
  }

  private async once(key: string, work: () => Promise<void>): Promise<void> {
    if (this.running.has(key)) return;
    this.running.add(key);
    try {
      await work();
    } finally {
      this.running.delete(key);
    }
  }

  private async send(due: DueProtection, cause: Cause): Promise<CloseOutRequest | undefined> {
    const { state, unit } = this.parts;
    const account = await this.load(due.account);
    const { events, next, request } = decideOrHalt<Pick<CaseAdvance, 'request'>>(
      account,
      () => advanceClosing(account, state.context, due),
      {},
    );
    await unit.commit(cause, events, [next]);
    return request;
  }

  private async book(
    request: CloseOutRequest,
    answer: CloseOutAnswer,
    cause: Cause,
  ): Promise<void> {
    const account = await this.load(request.account);
    const decided = await withHolders(this.parts, (context) =>
      decideOrHalt(account, () => applyProtective(account, context, request, answer), {}),
    );
    await this.parts.unit.commit(cause, decided.events, changedBy(decided));
  }

  private async advance(
    { account: id, pool }: DuePool,
    unfilled: ReadonlySet<string>,
    commit: Commit,
  ): Promise<CloseOutRequest | undefined> {
    const account = await this.load(id);
    const advanced = await withHolders(this.parts, (context) =>
      decideOrHalt<Pick<CaseAdvance, 'request'>>(
        account,
        () => advanceCase(account, context, pool, unfilled),
        {},
      ),
    );
    await commit(advanced);
    return advanced.request;
  }

  /** Asks the venue; a failure leaves the close-out pending, to be asked again with the same id. */
  private async ask(request: CloseOutRequest): Promise<CloseOutAnswer | undefined> {
    try {
      const answer = await this.parts.venue.close(request);
      const executions = readExecutions(request, answer);
      this.failures.delete(request.order);
      return { executions, ...(answer.reason === undefined ? {} : { reason: answer.reason }) };
    } catch (problem) {
      this.failures.set(
        request.order,
        problem instanceof Error ? problem.message : String(problem),
      );
      return undefined;
    }
  }

  private async settle(
    request: CloseOutRequest,
    answer: CloseOutAnswer,
    commit: Commit,
  ): Promise<boolean> {
    const account = await this.load(request.account);
    const decided = await withHolders(this.parts, (context) =>
      decideOrHalt(account, () => applyCloseOut(account, context, request, answer), {}),
    );
    await commit(decided);
    return leftOpen(decided.events);
  }

  private async load(id: string): Promise<Account> {
    const [account] = await this.parts.accounts.load([id]);
    if (account === undefined) throw new PortFailure('accounts', `${id} vanished`, false);
    return account;
  }
}

/** @throws PortFailure when the venue's answer cannot be meant */
function readExecutions(request: CloseOutRequest, answer: VenueAnswer): Execution[] {
  let total: Dec = ZERO;
  const executions = answer.executions.map(({ quantity, price }): Execution => {
    const size = parseDecimal(quantity);
    const at = parseDecimal(price);
    if (!size.ok || !at.ok || size.value.lte(ZERO) || at.value.lte(ZERO)) {
      throw new PortFailure('venue', `a fill of ${quantity} at ${price} cannot be meant`, true);
    }
    total = total.plus(size.value);
    return { quantity: quantityOf(size.value), price: priceOf(at.value) };
  });
  if (total.gt(request.quantity)) {
    throw new PortFailure('venue', `${request.order} was filled beyond what was asked`, true);
  }
  return executions;
}
