import {
  Dec,
  EPOCH,
  LENDER,
  MeasuredParties,
  PriceFeeds,
  configurationOf,
  entryKey,
  evolveFund,
  fixed,
  fundMoves,
  dueTime,
  hasOpenWork,
  instrumentOf,
  instrumentsAt,
  isGuarded,
  newFund,
  payerAccount,
  post,
  surfaceOf,
  ZERO,
  type Account,
  type AccountEvent,
  type Configuration,
  type ConfigurationTerms,
  type DecisionContext,
  type Factor,
  type FundEvent,
  type Instant,
  type InsuranceFund,
  type Instrument,
  type InstrumentFacts,
  type InstrumentTerms,
  type Mark,
  type Market,
  type VolatilitySurface,
} from '../../domain/index.js';
import {
  BUILT_IN_POLICIES,
  checkNames,
  refuseUnbound,
  type BoundPolicies,
} from './bound-policies.js';
import { SourceFeeds } from './source-feeds.js';
import type { EngineEvent, Notes, TapeEvent } from './tape.js';

/** What an accepted command is answered with when it comes again. */
export interface RecordedAnswer extends Notes {
  readonly body: string;
  readonly sequence: number;
}

/** Everything of the engine but the accounts: prices, terms, funds, the ledger and the time. */
export class EngineState {
  now: Instant = EPOCH;
  sequence = 0;
  configuration: Configuration;
  readonly instruments = new Map<string, Instrument>();
  /** Open interest and settlement of instruments, as far as they were told. */
  readonly facts = new Map<string, InstrumentFacts>();
  readonly marks = new Map<string, Mark>();
  readonly indexes = new Map<string, Mark>();
  readonly rates = new Map<string, Dec>();
  /** Implied volatilities by base. */
  readonly surfaces = new Map<string, VolatilitySurface>();
  /** What sources said, and the index paths that settlements average. */
  readonly sourceFeeds = new SourceFeeds();
  /** Last trades, and the extremes that trailing stops follow. */
  readonly feeds = new PriceFeeds();
  readonly funds = new Map<string, InsuranceFund>();
  readonly ledger = new Map<string, Dec>();
  /** By the id of every accepted command that named one. */
  readonly answers = new Map<string, RecordedAnswer>();
  /** Accounts with an open liquidation case or a protective order under way. */
  readonly open = new Set<string>();
  /** When accounts must be judged though nothing touched them; nobody's is before `earliest`. */
  private readonly deadlines = new Map<string, Instant>();
  private earliest = Infinity;
  /** Accounts that claim profit which nobody has paid yet. */
  readonly claimants = new Set<string>();
  /** Accounts with protective orders or loss limits. */
  readonly guarded = new Set<string>();

  /** Options by their underlying. */
  private readonly options = new Map<string, Set<string>>();

  /** What was measured of counterparties since anything of the market changed. */
  private measured = new MeasuredParties();

  /** The market as it was last looked at; with the next change there is another one. */
  private view: Market | undefined;

  private lastContext: DecisionContext | undefined;

  /** Whether any instrument has effective-dated schedules. */
  dated = false;
  private inForce:
    { readonly at: Instant; readonly instruments: ReadonlyMap<string, Instrument> } | undefined;

  constructor(
    readonly policies: BoundPolicies = BUILT_IN_POLICIES,
    terms: ConfigurationTerms = {},
  ) {
    this.configuration = configurationOf(terms);
    checkNames(policies);
    refuseUnbound(this.configuration, policies);
  }

  /** The view a decision reads. It is live: marks and rates change under it only between steps. */
  get market(): Market {
    const { now, configuration, marks, indexes, rates, surfaces, view } = this;
    const instruments = this.instrumentsNow(now);
    const isOfNow = view?.now === now && view.configuration === configuration;
    if (isOfNow && view.instruments === instruments) return view;
    const { lasts, trails } = this.feeds;
    const { sources } = this.sourceFeeds;
    const { models } = this.policies;
    view?.revision?.end();
    const prices = { marks, indexes, rates, lasts, trails, sources, surfaces };
    this.view = fixed({ now, configuration, instruments, models, ...prices });
    return this.view;
  }

  /** What a decision reads besides its account; the same object while the market is the same. */
  get context(): DecisionContext {
    const { market, measured, lastContext: last } = this;
    if (last !== undefined && last.market === market && last.measured === measured) return last;
    this.lastContext = this.contextOf(market, measured);
    return this.lastContext;
  }

  private contextOf(market: Market, measured: MeasuredParties): DecisionContext {
    return {
      ...this.policies,
      market,
      measured,
      fund: (asset) => this.funds.get(asset)?.balance ?? ZERO,
      paid: (payer, asset) =>
        (this.ledger.get(entryKey(payerAccount(payer), asset)) ?? ZERO).negated(),
      lent: (asset) => (this.ledger.get(entryKey(LENDER, asset)) ?? ZERO).negated(),
    };
  }

  /** Remembers which accounts must be looked at though no step touches them. */
  note(account: Account): void {
    const { id } = account;
    if (hasOpenWork(account)) this.open.add(id);
    else this.open.delete(id);
    if (account.claims === undefined) this.claimants.delete(id);
    else this.claimants.add(id);
    if (isGuarded(account)) this.guarded.add(id);
    else this.guarded.delete(id);
    const due = dueTime(account, this);
    if (due === undefined) this.deadlines.delete(id);
    else {
      this.deadlines.set(id, due);
      this.earliest = Math.min(this.earliest, due);
    }
  }

  /** Accounts to judge whatever a step touched: cases that wait, and those whose time has come. */
  waiting(): readonly string[] {
    if (this.now < this.earliest) return [...this.open];
    const overdue: string[] = [];
    this.earliest = Infinity;
    for (const [id, due] of this.deadlines) {
      this.earliest = Math.min(this.earliest, due);
      if (due <= this.now) overdue.push(id);
    }
    return [...this.open, ...overdue];
  }

  /** Applies what an event of that instant changes outside the accounts; it never refuses. */
  apply(event: TapeEvent, at: Instant): void {
    if (isEngineEvent(event)) this.applyChange(event, at);
    else if (isFundEvent(event)) this.applyFund(event);
    else {
      for (const moved of fundMoves(event)) this.applyFund(moved);
      this.noteCase(event);
      this.feeds.apply(event, this.market);
    }
    if ('movements' in event) post(this.ledger, event.movements ?? []);
  }

  /**
   * Forgets what was worked out of the market. Whoever writes into its maps says so afterwards: its
   * revision promises that nothing was written.
   */
  changed(): void {
    this.measured = new MeasuredParties();
    this.view?.revision?.end();
    this.view = undefined;
  }

  private applyChange(event: EngineEvent, at: Instant): void {
    this.changed();
    try {
      this.applyEngine(event, at);
    } finally {
      // Applying may look at the market while half of the event is written.
      this.changed();
    }
  }

  private applyEngine(event: EngineEvent, at: Instant): void {
    switch (event.type) {
      case 'ConfigurationSet': {
        const { settlement } = this.configuration;
        this.configuration = configurationOf(event.configuration);
        // Rates are worth in the settlement asset; in another one they say nothing.
        if (this.configuration.settlement !== settlement) this.rates.clear();
        return;
      }
      case 'InstrumentListed':
        this.list(event.instrument);
        return;
      case 'OpenInterestSet':
        this.learn(event.instrument, { openInterest: new Dec(event.notional) });
        return;
      case 'VolatilitiesSet':
        for (const [id, volatility] of Object.entries(event.volatilities ?? {})) {
          this.learn(id, { toldVolatility: new Dec(volatility) });
        }
        for (const [base, terms] of Object.entries(event.surfaces ?? {})) {
          this.surfaces.set(base, surfaceOf(terms, `surfaces.${base}`));
        }
        return;
      case 'InstrumentSettled':
        this.learn(event.instrument, { settledAt: new Dec(event.price) });
        return;
      case 'MarksAdvanced':
        for (const [id, price] of Object.entries(event.marks)) {
          const sequence = event.sequences?.[id];
          const mark = { price: new Dec(price), at };
          this.marks.set(id, sequence === undefined ? mark : { ...mark, sequence });
          this.feeds.extend('mark', id, mark.price);
        }
        for (const [id, price] of Object.entries(event.indexes ?? {})) {
          const index = { price: new Dec(price), at };
          this.indexes.set(id, index);
          this.feeds.extend('index', id, index.price);
        }
        for (const [id, price] of Object.entries(event.lasts ?? {})) {
          this.feeds.trade(id, new Dec(price));
        }
        for (const [asset, rate] of Object.entries(event.rates ?? {})) {
          this.rates.set(asset, new Dec(rate));
        }
        this.sourceFeeds.apply(event, this.market, at);
        return;
      case 'ScheduleInForce':
      case 'ScheduleGraceEnded':
      case 'CommandAccepted':
    }
  }

  /** Takes the terms of an instrument together with what the market has told of it. */
  list(terms: InstrumentTerms): void {
    this.changed();
    this.instruments.set(
      terms.id,
      instrumentOf(terms, this.facts.get(terms.id), this.policies.models),
    );
    this.inForce = undefined;
    const { underlying } = terms;
    if (underlying !== undefined) {
      this.options.set(underlying, (this.options.get(underlying) ?? new Set()).add(terms.id));
    }
    if (terms.schedules !== undefined) this.dated = true;
  }

  /** The present price of a factor, if one ever came. */
  priceOf(factor: Factor): Dec | undefined {
    const colon = factor.indexOf(':');
    const id = factor.slice(colon + 1);
    switch (factor.slice(0, colon)) {
      case 'mark':
        return this.marks.get(id)?.price;
      case 'index':
        return this.indexes.get(id)?.price;
      case 'last':
        return this.feeds.lasts.get(id);
      default:
        return this.rates.get(id);
    }
  }

  /** Instruments, and the options that are worth something else when they move. */
  withOptionsOn(moved: readonly string[]): readonly string[] {
    if (this.options.size === 0) return moved;
    return [...moved, ...moved.flatMap((id) => [...(this.options.get(id) ?? [])])];
  }

  /** Options of these bases that read the surface. */
  optionsReading(bases: readonly string[]): readonly string[] {
    const options = [...this.instruments.values()].filter(
      ({ base, option }) =>
        option !== undefined && option.volatility === undefined && bases.includes(base),
    );
    return options.map(({ id }) => id);
  }

  /** Instruments with the schedules in force; the same objects for as long as nothing changes. */
  private instrumentsNow(now: Instant): ReadonlyMap<string, Instrument> {
    if (!this.dated) return this.instruments;
    if (this.inForce?.at !== now) {
      this.inForce = { at: now, instruments: instrumentsAt(this.instruments, now) };
    }
    return this.inForce.instruments;
  }

  private learn(id: string, fact: InstrumentFacts): void {
    this.facts.set(id, { ...this.facts.get(id), ...fact });
    const instrument = this.instruments.get(id);
    if (instrument !== undefined) this.list(instrument.terms);
  }

  private applyFund(event: FundEvent): void {
    const fund = this.funds.get(event.asset) ?? newFund(event.asset);
    this.funds.set(event.asset, evolveFund(fund, event));
  }

  private noteCase(event: AccountEvent): void {
    if (event.type === 'LiquidationStarted') this.open.add(event.account);
  }
}

const ENGINE_EVENTS: ReadonlySet<string> = new Set<EngineEvent['type']>([
  'ConfigurationSet',
  'InstrumentListed',
  'MarksAdvanced',
  'OpenInterestSet',
  'VolatilitiesSet',
  'InstrumentSettled',
  'ScheduleInForce',
  'ScheduleGraceEnded',
  'CommandAccepted',
]);

/** Whether an event changes prices or terms, rather than an account or a fund. */
export function isEngineEvent(event: TapeEvent): event is EngineEvent {
  return ENGINE_EVENTS.has(event.type);
}

function isFundEvent(event: TapeEvent): event is FundEvent {
  return event.type === 'FundCredited' || event.type === 'FundMoved';
}

/** The account an event belongs to, if it is an account's. */
export function accountOf(event: TapeEvent): string | undefined {
  return 'account' in event ? event.account : undefined;
}
