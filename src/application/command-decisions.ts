import {
  attempt,
  changedBy,
  chargeOrHalt,
  checkConfiguration,
  checkTerms,
  compareIds,
  configurationOf,
  creditFund,
  decide,
  decideFunding,
  decideHalt,
  decideInterest,
  haltFor,
  instrumentIn,
  instrumentOf,
  newAccount,
  newFund,
  refuse,
  versionAt,
  refuseWhileHalted,
  type Account,
  type Configuration,
  type Decision,
  type DecisionContext,
  type InstrumentTerms,
  type Rejection,
  type Result,
  type ScheduleWarning,
} from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import { refuseUnbound } from './bound-policies.js';
import type { Command, HolderCommand } from './commands.js';
import type { Decided, Refusal } from './decided.js';
import { deleverage } from './deleverage.js';
import { everyAccount } from './every-account.js';
import type { Holders } from './holders.js';
import { hashOf } from './hashing.js';
import { advanceMarks, setOpenInterest, type MarksAdvanced } from './price-decisions.js';
import { setVolatilities } from './volatility-decisions.js';
import { withRuledMarks } from './ruled-marks.js';
import { advanceSources } from './source-decisions.js';
import { announced } from './schedule-decisions.js';
import { readAccountCommand, readFunding } from './read-command.js';
import { readDecimal } from './read-decimal.js';
import { settleInstrument } from './settle-instrument.js';
import type { EngineState } from './state.js';
import type { TapeEvent } from './tape.js';
import { decideTwoSided } from './two-sided.js';
import { withHolders } from './with-holders.js';
import { refuseOtherContract, refuseOtherSettlement, refuseUnmeasurable } from './trial.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly holders: Holders;
}

/** Decides every kind of command against the state as it stands. */
export class CommandDecisions {
  constructor(private readonly parts: Parts) {}

  /** Decides a command; nothing happens yet. */
  async of(command: Command): Promise<Result<Decided, Refusal>> {
    switch (command.type) {
      case 'mark':
        return this.taken(advanceMarks(this.parts.state, command));
      case 'source':
        return this.taken(attempt(() => advanceSources(this.parts.state, command)));
      case 'volatility':
        return attempt(() => this.decideVolatilities(command));
      case 'openInterest':
        return attempt(() => this.decideOpenInterest(command));
      case 'settle':
        return settleInstrument(command, this.parts);
      case 'funding':
        return this.decideFundings(command);
      case 'accrue':
        return this.decideForEach(this.borrowers(), decideInterest);
      case 'transfer':
      case 'movePosition':
        return decideTwoSided(command, this.parts.state, this.parts.accounts);
      case 'deleverage':
        return deleverage(command, this.parts);
      case 'fund':
        return attempt(() => this.decideCredit(command));
      case 'listInstrument':
        return this.decideListing(command.instrument);
      case 'setSchedule': {
        const terms = attempt(() => announced(this.parts.state, command));
        return terms.ok ? this.decideListing(terms.value) : terms;
      }
      case 'setConfiguration':
        return this.decideConfiguration(command);
      case 'retry':
        return { ok: true, value: { events: [], accounts: [], touched: this.holders() } };
      default:
        return this.decideForAccount(command);
    }
  }

  private async decideForAccount(command: HolderCommand): Promise<Result<Decided, Rejection>> {
    const { account: id } = command;
    const [account] = await this.parts.accounts.load([id]);
    const read = attempt(() => readAccountCommand(command));
    if (!read.ok) return read;
    const before = account ?? newAccount(id);
    try {
      const decided = await withHolders(this.parts, (context) =>
        decide(account, id, read.value, context),
      );
      if (!decided.ok) return decided;
      const accounts = changedBy(decided.value);
      const touched = accounts.map((changed) => changed.id);
      return { ok: true, value: { events: decided.value.events, accounts, touched } };
    } catch (problem) {
      const { events, next } = decideHalt(before, haltFor(problem));
      const halted = attempt(() => refuseWhileHalted(next));
      const refused = halted.ok ? {} : { refused: halted.error };
      return { ok: true, value: { events, accounts: [next], touched: [], ...refused } };
    }
  }

  /** A batch of prices; whom it concerns is asked once it is on the tape. */
  private taken(advanced: Result<MarksAdvanced, Refusal>): Result<Decided, Refusal> {
    if (!advanced.ok) return advanced;
    const event = withRuledMarks(this.parts.state, advanced.value);
    return { ok: true, value: { events: [event], accounts: [], touched: [] } };
  }

  private decideVolatilities(command: Extract<Command, { type: 'volatility' }>): Decided {
    const { state, holders } = this.parts;
    const event = setVolatilities(state, command);
    const { volatilities = {}, surfaces = {} } = command;
    const reading = state.optionsReading(Object.keys(surfaces));
    const instruments = [...Object.keys(volatilities), ...reading];
    return { events: [event], accounts: [], touched: holders.of(instruments) };
  }

  private decideOpenInterest(command: Extract<Command, { type: 'openInterest' }>): Decided {
    const { state, holders } = this.parts;
    const event = setOpenInterest(state, command);
    const touched = holders.of([command.instrument]);
    return { events: [event], accounts: [], touched };
  }

  private async decideFundings(
    command: Extract<Command, { type: 'funding' }>,
  ): Promise<Result<Decided, Rejection>> {
    const charge = attempt(() => {
      instrumentIn(this.parts.state.market, command.instrument);
      return readFunding(command);
    });
    if (!charge.ok) return charge;
    const { instrument } = command;
    const ids = this.parts.holders.of([instrument]);
    return this.decideForEach(ids, (account, context) =>
      decideFunding(account, charge.value, context),
    );
  }

  /** Accounts with a spot-margin position; nobody while nothing is charged. */
  private borrowers(): readonly string[] {
    const { state, holders } = this.parts;
    if (state.configuration.interest === undefined) return [];
    const margined = [...state.instruments.values()].filter(({ kind }) => kind === 'spot-margin');
    return holders.of(margined.map(({ id }) => id));
  }

  /** One decision for each of several accounts; one refusal refuses them all. */
  private async decideForEach(
    ids: readonly string[],
    decideOne: (account: Account, context: DecisionContext) => Result<Decision, Rejection>,
  ): Promise<Result<Decided, Rejection>> {
    const { accounts, state } = this.parts;
    const events: TapeEvent[] = [];
    const charged: Account[] = [];
    for await (const account of everyAccount(accounts, ids)) {
      if (account.halted !== undefined) continue;
      const decided = chargeOrHalt(account, () => decideOne(account, state.context));
      if (!decided.ok) return decided;
      events.push(...decided.value.events);
      charged.push(decided.value.next);
    }
    return { ok: true, value: { events, accounts: charged, touched: ids } };
  }

  private decideCredit({ asset, amount }: Extract<Command, { type: 'fund' }>): Decided {
    const fund = this.parts.state.funds.get(asset) ?? newFund(asset);
    const credited = creditFund(fund, readDecimal('amount', amount));
    if (!credited.ok) refuse(credited.error.code, credited.error.message, credited.error);
    return { events: [credited.value], accounts: [], touched: [] };
  }

  /** Every account that holds a position: whoever a crash may have left unjudged is among them. */
  private holders(): readonly string[] {
    const { state, holders } = this.parts;
    return holders.of(state.instruments.keys());
  }

  /** Lists an instrument or replaces its terms; pools that the new terms breach are swept. */
  private async decideListing(terms: InstrumentTerms): Promise<Result<Decided, Rejection>> {
    const { state } = this.parts;
    const listed = attempt(() => {
      const instrument = instrumentOf(terms, state.facts.get(terms.id), state.policies.models);
      return { instrument, ...warned(checkTerms(state.configuration, [instrument])) };
    });
    if (!listed.ok) return listed;
    const { instrument, ...warnings } = listed.value;
    const before = state.instruments.get(terms.id);
    const current = versionAt(instrument, state.now);
    const instruments = new Map(state.market.instruments).set(instrument.id, current);
    const trial = { ...state.context, market: { ...state.context.market, instruments } };
    const touched = this.parts.holders.of([instrument.id]);
    const fit = await this.tryOn(touched, (account) => {
      refuseOtherContract(before, instrument, account);
      refuseUnmeasurable(account, trial);
    });
    if (!fit.ok) return fit;
    const event = { type: 'InstrumentListed', instrument: terms, ...warnings } as const;
    return { ok: true, value: { events: [event], accounts: [], touched } };
  }

  /** Tries new terms on accounts, one after the other; one refusal refuses the terms. */
  private async tryOn(
    ids: readonly string[],
    refuseFor: (account: Account) => void,
  ): Promise<Result<void, Rejection>> {
    for await (const account of everyAccount(this.parts.accounts, ids)) {
      const tried = attempt(() => {
        refuseFor(account);
      });
      if (!tried.ok) return tried;
    }
    return { ok: true, value: undefined };
  }

  /** Sets the configuration; the fund it starts with is credited once, with the first one. */
  private async decideConfiguration({
    configuration: terms,
  }: Extract<Command, { type: 'setConfiguration' }>): Promise<Result<Decided, Rejection>> {
    const { state } = this.parts;
    const set = attempt(() => {
      const read = configurationOf(terms);
      return { read, ...warned(checkConfiguration(terms, read, state.instruments.values())) };
    });
    if (!set.ok) return set;
    const { read, ...warnings } = set.value;
    const { context } = state;
    const trial = { ...context, market: { ...context.market, configuration: read } };
    const touched = this.holders();
    const fit = await this.tryOn(touched, (account) => {
      refuseOtherSettlement(state.configuration.settlement, read.settlement, account);
      refuseUnmeasurable(account, trial);
    });
    if (!fit.ok) return fit;
    return attempt(() => {
      refuseUnbound(read, state.policies);
      const hash = hashOf(terms);
      const event = { type: 'ConfigurationSet', configuration: terms, hash, ...warnings } as const;
      const events = [event, ...this.firstFund(read)];
      return { events, accounts: [], touched };
    });
  }

  private firstFund({ insuranceFund }: Configuration): TapeEvent[] {
    if (this.parts.state.sequence > 0) return [];
    return Object.keys(insuranceFund)
      .sort(compareIds)
      .flatMap((asset) => {
        const amount = readDecimal(`insuranceFund.${asset}`, insuranceFund[asset]);
        if (amount.isZero()) return [];
        const credited = creditFund(newFund(asset), amount);
        if (!credited.ok) refuse(credited.error.code, credited.error.message, credited.error);
        return [credited.value];
      });
  }
}

function warned(warnings: readonly ScheduleWarning[]): { warnings?: readonly ScheduleWarning[] } {
  return warnings.length === 0 ? {} : { warnings };
}
