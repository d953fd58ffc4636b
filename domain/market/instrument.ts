import {
  Dec,
  ONE,
  parseDuration,
  parseInstant,
  refuse,
  text,
  type Instant,
} from '../kernel/index.js';
import { scheduleChanges, type ScheduleChange } from './dated-schedules.js';
import { feeShare } from './fee-share.js';
import { feeSchedule, type FeeSchedule } from './fee-terms.js';
import type {
  InstrumentKind,
  InstrumentTerms,
  LiquidationOrderTerms,
  MarginTerms,
} from './instrument-terms.js';
import { marginModelOf, type MarginModels } from './margin-models.js';
import { optionRules, type OptionRules } from './option-rules.js';
import { markRule, type MarkRule } from './mark-rule.js';
import { sourceRules, type SourceRules } from './mark-sources.js';
import type { MarginModel } from './requirement.js';

/** A tradable contract with its numbers read and its margin model built. */
export interface Instrument {
  readonly id: string;
  readonly kind: InstrumentKind;
  readonly base: string;
  readonly quote: string;
  /** The asset profits, fees and funding are paid in: quote, for inverse contracts base. */
  readonly payAsset: string;
  readonly multiplier: Dec;
  readonly expiry?: Instant;
  readonly tick?: Dec;
  readonly lot?: Dec;
  readonly minQuantity?: Dec;
  readonly markOnTick: boolean;
  readonly allowNonPositive: boolean;
  /** Milliseconds after which a mark is stale. */
  readonly maxMarkAge?: number;
  readonly maxLeverage?: Dec;
  readonly settlement?: SettlementRules;
  /** Close-outs are limit orders at the bankruptcy price; absent: market orders. */
  readonly liquidationOrder?: LimitOrderRules;
  /** How its mark follows the index, where the instrument itself says so. */
  readonly markRule?: MarkRule;
  readonly sources?: SourceRules;
  /** Fees that differ from those of the engine. */
  readonly fees?: FeeSchedule;
  /** Only of an option. */
  readonly option?: OptionRules;
  readonly margin: MarginModel;
  /** Open interest as notional in the pay asset, once it was told. */
  readonly openInterest?: Dec;
  /** The implied volatility of an option, once one was told. */
  readonly toldVolatility?: Dec;
  /** The price it was settled at, once it was; it takes no new risk any more. */
  readonly settledAt?: Dec;
  /** With effective-dated schedules: the instrument as it is from each instant on, in order. */
  readonly versions?: readonly InstrumentVersion[];
  /** The terms it was read from, for the tape. */
  readonly terms: InstrumentTerms;
}

/** An instrument as it is from an instant on; the first version has no change before it. */
export interface InstrumentVersion {
  readonly instrument: Instrument;
  readonly change?: ScheduleChange;
}

/** How an instrument ends. */
export interface SettlementRules {
  /** The rate each position pays when it is settled. */
  readonly fee?: Dec;
  /** Milliseconds before the expiry over which the index is averaged. */
  readonly window?: number;
}

/** A limit order of a liquidation, and what becomes of what it leaves open. */
export interface LimitOrderRules {
  readonly type: 'limit';
  readonly then: 'market' | 'deficit';
}

/** What the market has told of an instrument besides its prices and its terms. */
export type InstrumentFacts = Pick<Instrument, 'openInterest' | 'settledAt' | 'toldVolatility'>;

/**
 * Reads the terms of an instrument, whose margin may depend on its open interest.
 * @param models margin models that an extension binds; the built-in ones need no binding
 * @rejects `input.invalid` naming the field: multiplier, tick, lot, minimum quantity or leverage
 *   that is not positive, a malformed time, a margin schedule that cannot be meant.
 * @example
 * const margin = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
 * const pair = { id: 'BTC-INV', base: 'BTC', quote: 'USD' };
 * const { payAsset, multiplier } = instrumentOf({ ...pair, kind: 'inverse', margin });
 * payAsset; // => 'BTC'
 * multiplier; // => '1'
 */
export function instrumentOf(
  terms: InstrumentTerms,
  facts: InstrumentFacts = {},
  models?: MarginModels,
): Instrument {
  const maxLeverage = positive(terms, 'maxLeverage');
  refuseNothingToDivideBy(terms);
  const modelOf = (margin: MarginTerms): MarginModel =>
    marginModelOf(margin, {
      instrument: terms.id,
      maxLeverage: maxLeverage ?? ONE,
      ...optional('openInterest', facts.openInterest),
      ...optional('models', models),
    });
  return withVersions(modelOf, {
    id: terms.id,
    kind: terms.kind,
    base: terms.base,
    quote: terms.quote,
    payAsset: terms.kind === 'inverse' ? terms.base : terms.quote,
    multiplier: positive(terms, 'multiplier') ?? ONE,
    ...optional('expiry', expiryOf(terms)),
    ...optional('tick', positive(terms, 'tick')),
    ...optional('lot', positive(terms, 'lot')),
    ...optional('minQuantity', positive(terms, 'minQuantity')),
    markOnTick: terms.markOnTick ?? false,
    allowNonPositive: terms.allowNonPositive ?? false,
    ...optional('maxMarkAge', ageOf(terms)),
    ...optional('maxLeverage', maxLeverage),
    ...optional('settlement', settlementOf(terms)),
    ...optional('liquidationOrder', limitOrderOf(terms.liquidationOrder)),
    ...optional('markRule', markRule(terms.markRule, `${terms.id}: markRule`)),
    ...optional('sources', sourcesOf(terms)),
    ...optional('fees', terms.fees && feeSchedule(terms.fees, `${terms.id}: fees`)),
    ...facts,
    ...optional('option', optionRules(terms, facts.toldVolatility)),
    margin: modelOf(terms.margin),
    terms,
  });
}

/** The instrument as it is before its first dated schedule, with all that come later. */
function withVersions(
  modelOf: (margin: MarginTerms) => MarginModel,
  first: Instrument,
): Instrument {
  const { schedules = [] } = first.terms;
  if (schedules.length === 0) return first;
  const versions: InstrumentVersion[] = [];
  const dated = { ...first, versions };
  versions.push({ instrument: dated });
  for (const change of scheduleChanges(first.margin, schedules, first.id, modelOf)) {
    versions.push({ instrument: { ...dated, margin: change.margin }, change });
  }
  return dated;
}

/** An inverse contract is worth one over its price, so that it has no worth at zero. */
function refuseNothingToDivideBy({ id, kind, allowNonPositive }: InstrumentTerms): void {
  if (kind !== 'inverse' || allowNonPositive !== true) return;
  const message = `${id}: an inverse contract has no value at a price that is not positive`;
  refuse('input.invalid', message, { field: 'allowNonPositive', figure: 'true', limit: 'false' });
}

type PositiveField = 'multiplier' | 'tick' | 'lot' | 'minQuantity' | 'maxLeverage';

function positive(terms: InstrumentTerms, field: PositiveField): Dec | undefined {
  const given = terms[field];
  if (given === undefined) return undefined;
  const value = new Dec(given);
  if (value.lte(0)) {
    refuse('input.invalid', `${terms.id}: ${field} must be positive`, {
      field,
      figure: text(value),
      limit: '0',
    });
  }
  return value;
}

function settlementOf({ id, settlement }: InstrumentTerms): SettlementRules | undefined {
  if (settlement === undefined) return undefined;
  const fee =
    settlement.fee === undefined
      ? undefined
      : feeShare(settlement.fee, `${id}: a settlement fee`, 'settlement.fee');
  return { ...optional('fee', fee), ...optional('window', windowOf(id, settlement.window)) };
}

function windowOf(id: string, window: string | undefined): number | undefined {
  if (window === undefined) return undefined;
  const length = parseDuration(window);
  if (length.ok && length.value > 0) return length.value;
  refuse('input.invalid', `${id}: settlement.window must be a duration above zero`, {
    field: 'settlement.window',
    figure: window,
    limit: '0',
  });
}

function sourcesOf({ id, sources, allowNonPositive }: InstrumentTerms): SourceRules | undefined {
  if (sources === undefined) return undefined;
  if (allowNonPositive === true) {
    refuse('input.invalid', `${id}: prices that may be negative cannot be composed of sources`, {
      field: 'sources',
    });
  }
  return sourceRules(sources, id);
}

/** The limit order that terms ask for; undefined for market orders. */
export function limitOrderOf(
  terms: LiquidationOrderTerms | undefined,
): LimitOrderRules | undefined {
  if (terms === undefined || terms === 'market') return undefined;
  if (terms === 'limit') return { type: 'limit', then: 'market' };
  return { type: 'limit', then: terms.then ?? 'market' };
}

function expiryOf({ id, expiry }: InstrumentTerms): Instant | undefined {
  if (expiry === undefined) return undefined;
  const time = parseInstant(expiry);
  if (!time.ok) refuse('input.invalid', `${id}: expiry must be ${time.error}`, { field: 'expiry' });
  return time.value;
}

function ageOf({ id, maxMarkAge }: InstrumentTerms): number | undefined {
  if (maxMarkAge === undefined) return undefined;
  const age = parseDuration(maxMarkAge);
  if (!age.ok) refuse('input.invalid', `${id}: maxMarkAge: ${age.error}`, { field: 'maxMarkAge' });
  return age.value;
}

/** An object with the key only when there is a value, as exact optional properties demand. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
