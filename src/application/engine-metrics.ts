import { SHAPES } from '../input/command-shapes.js';
import type { Counter, Gauge, Histogram, Metrics } from '../ports/metrics.js';
import type { CacheCounts, Envelope } from '../ports/ports.js';
import type { WatchCounts } from '../ports/watch.js';
import type { Answer } from './answer.js';
import type { AuditReport } from './audit-report.js';
import type { TapeEvent } from './tape.js';

/** A microsecond to ten seconds: a calm batch takes tens of the former, a slow disk the latter. */
const SECONDS = [
  0.000001, 0.0000025, 0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025,
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Nobody to a million: how many of something a step took. */
const COUNTS = [
  0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000,
  500000, 1000000,
];

interface StoreMetrics {
  readonly seconds: Histogram;
  readonly hits: Counter;
  readonly misses: Counter;
}

interface WatchMetrics {
  readonly seconds: Histogram;
  readonly touched: Histogram;
  readonly sweeps: Counter;
  readonly hot: Gauge;
}

interface AuditCounts {
  readonly accounts: Counter;
  readonly rounds: Counter;
  readonly misses: Counter;
  readonly overdue: Counter;
  readonly suspects: Gauge;
}

/** What became of a command: `failed` when a port did before it was on the tape. */
type Outcome = 'accepted' | 'repeated' | 'refused' | 'failed';

/** The metrics of one engine: each is made once, and its help says what it tells. */
export class EngineMetrics {
  readonly tickSeconds: Histogram;
  readonly exactAccounts: Histogram;
  private readonly watch: WatchMetrics;
  readonly appendSeconds: Histogram;
  readonly saveSeconds: Histogram;
  private readonly store: StoreMetrics;
  private cache: CacheCounts = { hits: 0, misses: 0 };
  readonly auditSeconds: Histogram;
  readonly watchCommitSeconds: Histogram;
  readonly safeSeconds: Histogram;
  private readonly events: Counter;
  private readonly ofEvents: ReadonlyMap<string, Counter>;
  private readonly audits: AuditCounts;
  private readonly commands = new Map<string, Counter>();
  private readonly ended = new Map<string, Counter>();

  constructor(private readonly metrics: Metrics) {
    this.tickSeconds = this.seconds('tick', 'Batch of prices: from handed in to judged and worked');
    this.watch = {
      seconds: this.seconds('watch', 'Batch of prices: the watch names accounts to be judged'),
      touched: this.counts('touched_lines', 'Lines whose interval a batch of prices left'),
      sweeps: this.counter('sweeps', 'Batches of prices for which every line was measured'),
      hot: this.gauge('hot_accounts', 'Accounts measured at every move of theirs'),
    };
    this.exactAccounts = this.counts('exact_accounts', 'Accounts measured exactly, by step');
    this.appendSeconds = this.seconds('journal_append', 'Appending the events of a step');
    this.store = {
      seconds: this.seconds('store_load', 'Loading accounts from the store'),
      hits: this.counter('store_cache_hits', 'Accounts that were in the memory of the store'),
      misses: this.counter('store_cache_misses', 'Accounts that the store had to read'),
    };
    this.saveSeconds = this.seconds('store_save', 'Saving accounts to the store');
    this.watchCommitSeconds = this.seconds(
      'watch_commit',
      'Telling the watch of a reviewed account',
    );
    this.safeSeconds = this.seconds('safe_account', 'Measuring an account that nothing came of');
    this.auditSeconds = this.seconds('audit', 'One step of the self-audit');
    this.audits = {
      accounts: this.counter('audited_accounts', 'Accounts measured by the self-audit'),
      rounds: this.counter('audit_rounds', 'Rounds of the self-audit through all accounts'),
      misses: this.counter('audit_misses', 'Accounts that the watch left out'),
      overdue: this.counter('audit_overdue', 'Accounts that only time had something for'),
      suspects: this.gauge('audit_suspects', 'Accounts that the self-audit looks at first'),
    };
    this.events = this.counter('events', 'Events appended to the journal');
    this.ofEvents = new Map<TapeEvent['type'], Counter>([
      ['LiquidationStarted', this.counter('liquidations_begun', 'Liquidation cases opened')],
      ['CloseOutRequested', this.counter('close_outs', 'Close-outs announced to the venue')],
      ['PoolBankrupted', this.counter('deficits', 'Pools that ended below zero')],
      ['AccountHalted', this.counter('halted_accounts', 'Accounts halted because of a bug')],
    ]);
  }

  /** Seconds since some instant; the start of what a histogram of seconds observes. */
  now(): number {
    return this.metrics.now();
  }

  /** Observes the seconds since `start`. */
  since(start: number, seconds: Histogram): void {
    seconds.observe(this.metrics.now() - start);
  }

  /** Carries commands out and counts what became of each of them. */
  async counted<Outcome>(
    commands: readonly unknown[],
    carryOut: () => Promise<Outcome>,
    answersOf: (outcome: Outcome) => readonly Answer[],
  ): Promise<Outcome> {
    let answers: readonly Answer[] = [];
    try {
      const outcome = await carryOut();
      answers = answersOf(outcome);
      return outcome;
    } finally {
      commands.forEach((shape, index) => this.command(shape, answers[index]));
    }
  }

  private command(shape: unknown, answer: Answer | undefined): void {
    const type = typeOf(shape);
    const outcome = outcomeOf(answer);
    series(this.commands, `${type} ${outcome}`, () =>
      this.counter('commands', 'Commands handed in', { type, outcome }),
    ).add();
  }

  /** Counts events that are on the tape now. */
  appended(envelopes: readonly Envelope[]): void {
    this.events.add(envelopes.length);
    for (const { event } of envelopes) {
      this.ofEvents.get(event.type)?.add();
      if (event.type !== 'LiquidationEnded') continue;
      const { outcome } = event;
      series(this.ended, outcome, () =>
        this.counter('liquidations_ended', 'Liquidation cases ended', { outcome }),
      ).add();
    }
  }

  /** Counts accounts loaded since `start`, and those that a store found in its cache so far. */
  loaded(start: number, counts: CacheCounts | undefined): void {
    const { seconds, hits, misses } = this.store;
    this.since(start, seconds);
    if (counts === undefined) return;
    hits.add(counts.hits - this.cache.hits);
    misses.add(counts.misses - this.cache.misses);
    this.cache = counts;
  }

  /** Counts what a batch of prices took the watch, since `start`. */
  watched(start: number, counts: WatchCounts | undefined): void {
    const { seconds, touched, sweeps, hot } = this.watch;
    this.since(start, seconds);
    if (counts === undefined) return;
    touched.observe(counts.touched);
    if (counts.swept > 0) sweeps.add();
    hot.set(counts.hot);
  }

  /** Counts a step of the self-audit. */
  audited({ audited, endsRound, overdue, putOff }: AuditReport, misses: number): void {
    const { audits } = this;
    audits.accounts.add(audited);
    if (endsRound) audits.rounds.add();
    audits.misses.add(misses);
    audits.overdue.add(overdue.length);
    audits.suspects.set(putOff);
  }

  private counter(name: string, help: string, labels?: Readonly<Record<string, string>>): Counter {
    const terms = { name: `plimsoll_${name}_total`, help };
    return this.metrics.counter(labels === undefined ? terms : { ...terms, labels });
  }

  private gauge(name: string, help: string): Gauge {
    return this.metrics.gauge({ name: `plimsoll_${name}`, help });
  }

  private seconds(name: string, help: string): Histogram {
    return this.metrics.histogram({ name: `plimsoll_${name}_seconds`, help, buckets: SECONDS });
  }

  private counts(name: string, help: string): Histogram {
    return this.metrics.histogram({ name: `plimsoll_${name}`, help, buckets: COUNTS });
  }
}

/** The series of a key, made when it is first counted. */
function series(kept: Map<string, Counter>, key: string, make: () => Counter): Counter {
  let counter = kept.get(key);
  if (counter === undefined) kept.set(key, (counter = make()));
  return counter;
}

/** The type of a command; what is none has no name of its own, so that nobody can invent series. */
function typeOf(shape: unknown): string {
  const { type } = (shape ?? {}) as { type?: unknown };
  return typeof type === 'string' && Object.hasOwn(SHAPES, type) ? type : 'unknown';
}

function outcomeOf(answer: Answer | undefined): Outcome {
  if (answer === undefined) return 'failed';
  if (!answer.ok) return 'refused';
  return answer.repeated ? 'repeated' : 'accepted';
}
