import {
  isoOf,
  text,
  type Account,
  type Market,
  type QueuedCounterparty,
  type Rejection,
  type Result,
  type Side,
  type Situation,
} from '../../domain/index.js';
import type { PortFailure } from '../ports/port-failure.js';
import type { Answer, MarksAnswer } from './answer.js';
import type { AuditOptions, AuditReport } from './audit-report.js';
import { Auditor } from './auditor.js';
import { CommandDesk } from './command-desk.js';
import type { Command } from './commands.js';
import { queueOf } from './deleveraging-queue.js';
import { EngineMetrics } from './engine-metrics.js';
import type { CommandBatches, EngineParts, ImportWatcher, MarksOptions } from './engine-parts.js';
import { Imagination } from './imagination.js';
import type { ImaginedChange } from './imagined.js';
import { inquire } from './inquiry.js';
import { Intake } from './intake.js';
import { HeldAccounts } from './held-accounts.js';
import { Holders } from './holders.js';
import { Judging } from './judging.js';
import { LiquidationRunner } from './liquidation-runner.js';
import { Notifications } from './notifications.js';
import {
  OverviewSubscriptions,
  type ListenerFailure,
  type OverviewListener,
} from './overview-subscriptions.js';
import type { SinkFailure } from './publishing.js';
import type { Query, QueryAnswer } from './queries.js';
import { nextCharge } from './next-charge.js';
import { WorkQueue } from './queue.js';
import { rebuild, type RestoreWatcher } from './rebuild.js';
import { simulation, type Simulation, type SimulationOptions } from './simulation.js';
import { takeSnapshot, type Snapshot } from './snapshot.js';
import { stateHashOf } from './state-hash.js';
import { stressReport, type GridTerms, type StressReport } from './stress-report.js';
import { Underway } from './underway.js';
import { UnitOfWork } from './unit-of-work.js';
import { Watching } from './watching.js';

/**
 * The facade an embedder holds. Commands run one at a time in arrival order; each is decided,
 * appended, applied and then judged: alerts, margin calls, and the liquidations it causes.
 * @example
 * const engine = new PlimsollContainer().engine();
 * const margin = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
 * const terms = { id: 'BTC-PERP', kind: 'linear', base: 'BTC', quote: 'USD', margin } as const;
 * await engine.handle({ type: 'listInstrument', instrument: terms });
 * await engine.onMarks({ 'BTC-PERP': '1000' });
 * await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '290' });
 * const long = { account: 'alice', instrument: 'BTC-PERP', side: 'long' } as const;
 * const answer = await engine.handle({ type: 'open', ...long, quantity: '2', price: '1000' });
 * answer.ok; // => true
 */
export class MarginEngine {
  private readonly queue = new WorkQueue();
  private readonly unit: UnitOfWork;
  private readonly runner: LiquidationRunner;
  private readonly intake: Intake;
  private readonly judging: Judging;
  private readonly imagination: Imagination;
  private readonly accounts: HeldAccounts;
  private readonly auditor: Auditor;
  private readonly holders = new Holders();
  private readonly watching: Watching;
  private readonly overviews = new OverviewSubscriptions();
  /** How holders are told of events: what failed, and when all of it was delivered. */
  readonly notifications: Notifications;

  constructor(private readonly parts: EngineParts) {
    const { state, journal, sink, venue, watch, clock, ids } = parts;
    const { queue } = this;
    const { configuration: start } = parts;
    const metrics = new EngineMetrics(parts.metrics);
    const accounts = new HeldAccounts(parts.accounts, metrics);
    this.accounts = accounts;
    this.notifications = parts.notifications ?? new Notifications();
    const { notifications } = this;
    const { holders } = this;
    this.watching = new Watching({ state, holders, watch, metrics });
    const { watching } = this;
    const booking = { accounts, journal, sink, watching, notifications, metrics };
    this.unit = new UnitOfWork(state, booking);
    const { unit } = this;
    const desk = new CommandDesk({ state, accounts, holders, watching, clock, ids, unit, start });
    this.runner = new LiquidationRunner({ state, unit, accounts, venue, holders, queue });
    const { runner } = this;
    this.judging = new Judging({ state, accounts, unit, queue, runner, watching, metrics });
    const { judging, overviews } = this;
    const underway = new Underway();
    const taking = { state, accounts, queue, desk, judging, overviews, underway, metrics };
    this.intake = new Intake(taking);
    this.imagination = new Imagination({ state, accounts, queue });
    this.auditor = new Auditor({
      ...{ state, accounts, journal, metrics, ids, queue, watch, underway },
      isOwed: (account) => judging.isOwed(account),
      judge: (late, cause) => this.intake.judge(late, cause),
    });
  }

  /** Prices, terms and policies as they stand. */
  get market(): Market {
    return this.parts.state.market;
  }

  /**
   * Carries out one command. A refusal is a value and changes nothing.
   * @throws PortFailure when journal or store failed before the command was on the tape; then
   *   nothing has happened. One that is met later, while judging, leaves the command accepted:
   *   asked again with its id it answers so, and judging is taken up again.
   * @example
   * const more = await engine.handle({ type: 'open', ...long, quantity: '1', price: '1000' });
   * more.ok ? 'accepted' : more.error.code; // => 'margin.initial-insufficient'
   */
  async handle(command: Command): Promise<Answer> {
    const [answer] = await this.handleTogether([command]);
    return answer!;
  }

  /**
   * Imports existing positions and balances: commands of accounts that are appended at once, or not
   * at all, and judged once, after the last of them. A refused member refuses only itself.
   * @throws PortFailure when the journal failed; then nothing has happened
   * @example
   * const short = { account: 'bob', side: 'short', mode: 'cross', quantity: '1' } as const;
   * const answers = await engine.import([
   *   { type: 'book', ...short, instrument: 'BTC-PERP', entry: '1100' },
   *   { type: 'book', ...short, instrument: 'ETH-PERP', entry: '100' },
   *   { type: 'balance', account: 'bob', asset: 'USD', amount: '50' },
   * ]);
   * answers.map(({ ok }) => ok).join(); // => 'true,false,true'
   */
  import(commands: readonly Command[], watcher: ImportWatcher = {}): Promise<Answer[]> {
    const answers: Answer[] = [];
    const answered = (batch: readonly Answer[]): void => {
      for (const answer of batch) answers.push(answer);
      watcher.answered?.(batch);
    };
    return this.importBatches([commands], { ...watcher, answered }).then(() => answers);
  }

  /**
   * Imports what need not be in memory at once: each batch is appended whole or not at all, and all
   * of it is judged once, after the last batch. The answers go to `answered`.
   * @throws PortFailure when the journal failed; batches before that one have happened, and are
   *   judged with the next step
   * @example
   * const dave = { type: 'deposit', account: 'dave', asset: 'USD', amount: '1' } as const;
   * let accepted = 0;
   * await engine.importBatches([[dave, dave], [dave]], {
   *   answered: (answers) => (accepted += answers.length),
   * });
   * accepted; // => 3
   */
  importBatches(batches: CommandBatches, watcher: ImportWatcher = {}): Promise<void> {
    return this.intake.takeBatches(batches, watcher);
  }

  /**
   * Carries out several commands one after the other and judges once, after the last of them.
   * @example
   * const answers = await engine.handleTogether([
   *   { type: 'close', account: 'alice', instrument: 'BTC-PERP', quantity: '1' },
   *   { type: 'withdraw', account: 'alice', asset: 'USD', amount: '190' },
   * ]);
   * answers.every(({ ok }) => ok); // => true
   */
  handleTogether(commands: readonly Command[]): Promise<Answer[]> {
    return this.intake.take(commands);
  }

  /**
   * Takes a batch of marks, and of rates and index prices, and judges it once, after all of them
   * are in. Each price stands for itself: one that is refused leaves the last good one in place,
   * does not stop the others, and is named in the answer. The batch as a whole is refused only for
   * its time, its id or its shape, or when none of its prices is good.
   * @throws PortFailure as `handle` does
   * @example
   * const { refused } = await engine.onMarks({ 'BTC-PERP': '900', 'ETH-PERP': '10' });
   * refused.map(({ id }) => id).join(); // => 'ETH-PERP'
   * // 90 of equity are not above 90 of maintenance margin, so the position was closed.
   * (await engine.account('alice'))?.pools.get('cross')?.positions.size; // => 0
   */
  async onMarks(
    marks: Readonly<Record<string, string>>,
    more: MarksOptions = {},
  ): Promise<MarksAnswer> {
    const answer = await this.handle({ ...more, type: 'mark', marks, partial: true });
    return { ...answer, refused: answer.refused ?? [] };
  }

  /**
   * Charges the interest that is due by now, or by a later instant: what a scheduler calls.
   * @throws PortFailure when the journal failed; then nothing has happened
   */
  accrue(at?: string): Promise<Answer> {
    return this.handle({ type: 'accrue', ...(at === undefined ? {} : { at }) });
  }

  /** When interest is next due to be charged, ISO 8601; undefined when nothing is borrowed. */
  async nextCharge(): Promise<string | undefined> {
    const { accounts } = this;
    const { interest } = this.parts.state.configuration;
    const due = await this.queue.run(() => nextCharge(interest, accounts));
    return due === undefined ? undefined : isoOf(due).replace('.000Z', 'Z');
  }

  /**
   * One step of the self-audit: measures the next accounts exactly, of all of them in turn, and
   * looks for one that had to be judged and was not. A scheduler calls it now and then; it works
   * between two commands, and no longer than the number of accounts takes.
   * @throws WatchMiss when there is one; it is judged by then. PortFailure as `handle` does
   * @example
   * const { audited, endsRound } = await engine.audit({ accounts: 50 });
   * audited; // => 1
   * endsRound; // => true
   */
  audit(options: AuditOptions = {}): Promise<AuditReport> {
    return this.auditor.step(options);
  }

  /** An account as it stands. */
  async account(id: string): Promise<Account | undefined> {
    return (await this.accounts.load([id]))[0];
  }

  /**
   * Answers a question about an account: all figures of a pool or a position, the largest quantity
   * that would open, a position before it is opened, why a figure is what it is, what happened,
   * why it was liquidated and what the engine closed against its plan. A refusal names what there
   * is not, and lists every problem of a question that cannot be meant.
   * @example
   * const pool = await engine.query({ ask: 'pool', account: 'alice', pool: 'cross' });
   * pool.ok && pool.value.freeMargin; // => '90'
   * const short = { account: 'alice', instrument: 'BTC-PERP', side: 'short' } as const;
   * const most = await engine.query({ ask: 'max-quantity', ...short, price: '1000' });
   * // Two close the long, and what then is open needs a tenth of its value.
   * most.ok && most.value; // => '4.9'
   */
  query<Q extends Query>(asked: Q): Promise<QueryAnswer<Q>> {
    const { accounts } = this;
    const { state, journal } = this.parts;
    return inquire({ state, accounts, journal }, asked);
  }

  /**
   * Watches the overview of an account: told after each step that is committed and judged, and only
   * when something in it has changed. @returns what ends the subscription
   * @example
   * const levels: unknown[] = [];
   * const end = await engine.subscribe('alice', ({ pools }) => {
   *   levels.push(pools.cross?.figures.marginLevel);
   * });
   * await engine.onMarks({ 'BTC-PERP': '1010' });
   * levels.length; // => 1
   * end();
   */
  async subscribe(id: string, listener: OverviewListener): Promise<() => void> {
    return this.queue.run(async () =>
      this.overviews.add(id, await this.account(id), this.parts.state.context, listener),
    );
  }

  /** What listeners of overviews failed with, the latest last. */
  get listenerFailures(): readonly ListenerFailure[] {
    return this.overviews.failures;
  }

  /**
   * Everything a decision reads, with some accounts or all of them, as it stands at this moment:
   * what `simulate`, `stress` and `preview` of the domain start from. It never changes.
   */
  situation(ids?: readonly string[]): Promise<Situation> {
    return this.imagination.situation(ids);
  }

  /**
   * Carries changes out on a copy of an account, by the same rules and in the same order of work;
   * close-outs are filled at the mark, or worse by a slippage. Nothing of the engine changes.
   * @example
   * const fall = { type: 'mark', marks: { 'BTC-PERP': '880' } } as const;
   * const imagined = await engine.simulate('alice', [fall]);
   * imagined.ok && imagined.value.closedOut.length; // => 1
   * imagined.ok && imagined.value.after.wallet.USD; // => '50'
   */
  async simulate(
    id: string,
    changes: readonly ImaginedChange[],
    options: SimulationOptions = {},
  ): Promise<Result<Simulation, Rejection>> {
    return this.imagination.ask(id, (situation, account) =>
      simulation(situation, account, changes, options),
    );
  }

  /**
   * Shocks prices over a grid, each cell on a copy of the account as it stands: where it is called,
   * where it is liquidated, what closes first and what is left.
   * @example
   * const report = await engine.stress('alice', { rows: { shares: ['-0.05', '-0.1'] } });
   * report.ok && report.value.cells.map(([cell]) => cell?.breached).join(); // => 'false,true'
   */
  async stress(id: string, grid: GridTerms): Promise<Result<StressReport, Rejection>> {
    return this.imagination.ask(id, (situation) => stressReport(situation, id, grid));
  }

  /**
   * Who of one side of an instrument would be deleveraged, the first of the queue first: the rank
   * of a position is its place in it, from 1.
   */
  deleveragingQueue(instrument: string, side: Side): Promise<readonly QueuedCounterparty[]> {
    const { accounts, holders } = this;
    return queueOf({ accounts, holders, state: this.parts.state }, instrument, side);
  }

  /** Ids of all accounts, in the engine's order. */
  async accountIds(): Promise<readonly string[]> {
    return this.accounts.ids();
  }

  /**
   * The insurance fund's balance of an asset, as a decimal string.
   * @example
   * await engine.handle({ type: 'fund', asset: 'USD', amount: '1000' });
   * engine.fundBalance('USD'); // => '1000'
   */
  fundBalance(asset: string): string {
    const fund = this.parts.state.funds.get(asset);
    return fund === undefined ? '0' : text(fund.balance);
  }

  /** Why open cases wait for the venue, by order id. */
  get venueFailures(): ReadonlyMap<string, string> {
    return this.runner.failures;
  }

  /** What the event sink failed with, the latest last; the events are on the tape all the same. */
  get sinkFailures(): readonly SinkFailure[] {
    return this.unit.publishing.failures;
  }

  /** Why the account store is behind the tape, while it is; accounts are read from memory then. */
  get storeFailure(): PortFailure | undefined {
    return this.accounts.failure;
  }

  /**
   * The state as it stands, to restore from instead of the whole tape. With `stored` the accounts
   * are left out: they are in the store, which must be able to tell what it is whole to.
   * @example
   * const copy = new PlimsollContainer().engine();
   * await copy.restore(await engine.snapshot());
   * (await copy.stateHash()) === (await engine.stateHash()); // => true
   */
  snapshot(accounts: 'included' | 'stored' = 'included'): Promise<Snapshot> {
    const included = accounts === 'included' ? this.accounts : undefined;
    return this.queue.run(() => takeSnapshot(this.parts.state, included));
  }

  /**
   * SHA-256 over the canonical JSON of everything that decides what happens next.
   * @param passed is shown each account on the way, so that whoever looks at all of them need not
   *   have them read a second time
   */
  stateHash(passed?: (account: Account) => void): Promise<string> {
    return this.queue.run(() => stateHashOf(this.parts.state, this.accounts, passed));
  }

  /**
   * Rebuilds the state from the tape, or from a snapshot and the rest of the tape; of accounts only
   * what came after the sequence that the store is whole to. Nothing is decided and nothing is
   * asked of the venue. The first accepted step afterwards, if only a `retry`, judges every account
   * and takes up whatever a crash interrupted.
   * @throws PortFailure when the store is ahead of the tape, or a snapshot was altered
   * @example
   * const journal = new MemoryJournal();
   * const first = new PlimsollContainer(partsModule({ journal })).engine();
   * await first.handle({ type: 'deposit', account: 'a', asset: 'USD', amount: '5' });
   * const second = new PlimsollContainer(partsModule({ journal })).engine();
   * await second.restore();
   * (await second.stateHash()) === (await first.stateHash()); // => true
   */
  async restore(snapshot?: Snapshot, watcher: RestoreWatcher = {}): Promise<void> {
    const { accounts, unit, watching } = this;
    const { state, journal } = this.parts;
    const parts = { state, accounts, journal, watching, unit };
    this.judging.owe(await rebuild(parts, snapshot, watcher));
  }
}
