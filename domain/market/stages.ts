import { Dec, ZERO, parseDuration, refuse, text } from '../kernel/index.js';
import { feeShare } from './fee-share.js';
import { REACTIONS, type ClosingSizeTerms, type Reaction, type StageTerms } from './stage-terms.js';

/** What a stage may decide of its own when it closes positions; else that of the liquidation. */
export interface ClosingRules {
  /** Ratio of equity to maintenance above which it stops. */
  readonly target: Dec;
  readonly order: string;
  readonly size: ClosingSizeTerms;
  readonly fee: Dec;
  /** The fee is meant for every instrument, whatever fees of its own it has. */
  readonly ownFee?: true;
  readonly feeTo: 'insurance-fund' | 'venue';
  readonly remainder: 'account' | 'insurance-fund' | 'venue';
  /** Absent: what the instrument says. */
  readonly orderType?: 'market' | 'limit';
  /** What the venue leaves open: for the stages behind, or deleveraged at once. */
  readonly rest: 'next' | 'deleverage';
}

/** One stage of liquidations, read. */
export interface Stage {
  readonly name: string;
  readonly do: string;
  /** Absent: from the beginning of the case on. */
  readonly at?: Dec;
  /** It acts without a case, told when the pool comes to `at` and when it is above the target. */
  readonly standing: boolean;
  /** Milliseconds. */
  readonly cooldown?: number;
  readonly meanwhile: 'wait' | 'go-on';
  readonly rounds?: number;
  readonly of: 'all' | 'instrument';
  readonly by?: string;
  readonly to: readonly string[];
  readonly limit?: Dec;
  readonly price: 'bankruptcy' | 'mark';
  readonly params: Readonly<Record<string, string>>;
  readonly rules: ClosingRules;
}

/** The stages of liquidations in their order. */
export interface StageRules {
  readonly stages: readonly Stage[];
  /** Those that act without a case; most engines have none. */
  readonly standing: readonly Stage[];
  /** The list was configured, so events tell which stage acts. */
  readonly staged: boolean;
}

/** What stages fall back on. */
export interface StageDefaults extends Omit<ClosingRules, 'ownFee' | 'orderType'> {
  readonly trigger: Dec;
}

const CLOSING = ['order', 'fee', 'feeTo', 'surplus'] as const;
const REPEATED = ['cooldown', 'meanwhile', 'rounds'] as const;
const COMMON = ['do', 'name', 'at', 'target'] as const;

/** The keys that each reaction takes besides the common ones. */
const KEYS: Readonly<Record<Reaction, readonly (keyof StageTerms)[]>> = {
  alert: [],
  'block-risk': [],
  'cancel-orders': ['of'],
  repay: REPEATED,
  'convert-collateral': REPEATED,
  'net-opposite': ['fee', 'feeTo', 'surplus'],
  reduce: [...CLOSING, ...REPEATED, 'size', 'orderType', 'rest'],
  'take-over': [...CLOSING, ...REPEATED, 'by', 'price'],
  assign: [...CLOSING, ...REPEATED, 'to', 'limit', 'price'],
  deleverage: [...REPEATED, 'order', 'price', 'surplus'],
};

/** A bound stage answers with a reaction; whatever closes positions goes by its own keys. */
const OWN_KEYS: readonly (keyof StageTerms)[] = [
  ...CLOSING,
  ...REPEATED,
  'size',
  'orderType',
  'rest',
  'params',
];

const REQUIRED: Readonly<Partial<Record<string, readonly (keyof StageTerms)[]>>> = {
  alert: ['at'],
  'block-risk': ['at'],
  'take-over': ['by'],
  assign: ['to'],
};

/** Reactions that need no case, so that they may begin above the trigger. */
const WITHOUT_CASE: ReadonlySet<string> = new Set<Reaction>([
  'alert',
  'block-risk',
  'cancel-orders',
  'repay',
  'convert-collateral',
]);

/** Reactions that only tell or forbid, and so have nothing to do in a case. */
const ONLY_STANDING: ReadonlySet<string> = new Set<Reaction>(['alert', 'block-risk']);

const FIELD = 'engine.liquidation.stages';

/** What liquidations do where no stages are configured: cancel the orders and close positions. */
export function usualStages(defaults: StageDefaults): StageRules {
  const names: readonly Reaction[] = ['cancel-orders', 'reduce'];
  const stages = names.map((name) => readStage({ do: name, name }, defaults, FIELD));
  return { stages, standing: [], staged: false };
}

/**
 * Reads the stages of liquidations.
 * @rejects `input.invalid`: a key that says nothing to the stage or is missing, an `at` below zero
 *   or above the trigger for what needs a case, a target below where the stage begins or above
 *   that of the case, a cooldown or number of rounds that is not positive, a negative fee or limit,
 *   a name that occurs twice, a stage that an earlier one leaves nothing to do, and a list of which
 *   no stage closes positions
 */
export function stageRules(terms: readonly StageTerms[], defaults: StageDefaults): StageRules {
  const stages = terms.map((one, index) =>
    readStage({ name: nameOf(terms, index), ...one }, defaults, `${FIELD}[${index}]`),
  );
  stages.forEach((stage, index) => {
    const field = `${FIELD}[${index}]`;
    const before = stages.slice(0, index);
    if (before.some(({ name }) => name === stage.name)) {
      invalid(`${field}.name`, 'two stages have the same name', stage.name);
    }
    const other = before.find((earlier) => shadows(earlier, stage, defaults.trigger));
    if (other !== undefined) {
      invalid(field, `it never acts: ${other.name} comes first and does the same`, stage.name);
    }
  });
  if (stages.every(({ do: what }) => WITHOUT_CASE.has(what) || what === 'net-opposite')) {
    invalid(FIELD, 'no stage closes positions', String(stages.length));
  }
  return { stages, standing: stages.filter(({ standing }) => standing), staged: true };
}

/** What the stage does, numbered where several do the same. */
function nameOf(terms: readonly StageTerms[], index: number): string {
  const what = terms[index]!.do;
  const same = terms.flatMap((one, at) => (one.do === what ? [at] : []));
  return same.length === 1 ? what : `${what}-${same.indexOf(index) + 1}`;
}

/** Reads one stage that has a name; also used for what a bound stage answers. */
export function readStage(terms: StageTerms, defaults: StageDefaults, field: string): Stage {
  checkKeys(terms, field);
  const { do: what, name = what } = terms;
  const at = terms.at === undefined ? undefined : new Dec(terms.at);
  const begins = at ?? defaults.trigger;
  if (begins.lt(ZERO)) invalid(`${field}.at`, 'a stage begins at zero or above', text(begins), '0');
  const above = begins.gt(defaults.trigger);
  if (above && !WITHOUT_CASE.has(what)) {
    const why = `${what} needs a case, which begins at the trigger`;
    invalid(`${field}.at`, why, text(begins), text(defaults.trigger));
  }
  const standing = above || ONLY_STANDING.has(what);
  checkSize(terms.size, `${field}.size`);
  const { fee, feeTo, surplus, order, size, orderType, rest } = terms;
  return {
    name,
    do: what,
    ...(at === undefined ? {} : { at }),
    standing,
    ...repetition(terms, field),
    of: terms.of ?? 'all',
    ...(terms.by === undefined ? {} : { by: terms.by }),
    to: takers(terms, field),
    ...(terms.limit === undefined ? {} : { limit: amount(terms.limit, `${field}.limit`) }),
    price: terms.price ?? 'bankruptcy',
    params: terms.params ?? {},
    rules: {
      target: targetOf(terms, begins, standing, defaults, field),
      order: order ?? defaults.order,
      size: size ?? defaults.size,
      fee: fee === undefined ? defaults.fee : feeShare(fee, `${field}.fee`, `${field}.fee`),
      ...(fee === undefined ? {} : { ownFee: true as const }),
      feeTo: feeTo ?? defaults.feeTo,
      remainder: surplus ?? defaults.remainder,
      ...(orderType === undefined ? {} : { orderType }),
      rest: rest ?? defaults.rest,
    },
  };
}

function checkKeys(terms: StageTerms, field: string): void {
  const own = isReaction(terms.do) ? KEYS[terms.do] : OWN_KEYS;
  const known: readonly string[] = [...COMMON, ...own];
  const foreign = Object.keys(terms).find((key) => !known.includes(key));
  if (foreign !== undefined) {
    invalid(`${field}.${foreign}`, `${foreign} says nothing to ${terms.do}`, foreign, known.join());
  }
  const missing = REQUIRED[terms.do]?.find((key) => terms[key] === undefined);
  if (missing !== undefined) {
    invalid(`${field}.${missing}`, `${terms.do} needs ${missing}`, 'absent');
  }
}

/** Whether every engine knows what a stage does. */
export function isReaction(name: string): name is Reaction {
  return (REACTIONS as readonly string[]).includes(name);
}

const CONCERNS_OTHERS: ReadonlySet<string> = new Set<Reaction>([
  'take-over',
  'assign',
  'deleverage',
]);

/** Whether a liquidation may change accounts of others by what a stage does. */
export function concernsOthers({ stages }: StageRules): boolean {
  return stages.some(
    ({ do: what, rules }) =>
      CONCERNS_OTHERS.has(what) || !isReaction(what) || rules.rest === 'deleverage',
  );
}

function targetOf(
  { target }: StageTerms,
  begins: Dec,
  standing: boolean,
  defaults: StageDefaults,
  field: string,
): Dec {
  if (target === undefined) return standing ? begins : defaults.target;
  const value = new Dec(target);
  if (value.lt(begins)) {
    invalid(`${field}.target`, 'a target lies below where it begins', text(value), text(begins));
  }
  if (!standing && value.gt(defaults.target)) {
    const why = 'a target lies above that of the liquidation, where the case ends';
    invalid(`${field}.target`, why, text(value), text(defaults.target));
  }
  return value;
}

function repetition(
  { cooldown, meanwhile = 'wait', rounds }: StageTerms,
  field: string,
): Pick<Stage, 'cooldown' | 'meanwhile' | 'rounds'> {
  if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1)) {
    invalid(`${field}.rounds`, 'rounds are a whole number from 1 on', String(rounds), '1');
  }
  const times = rounds === undefined ? {} : { rounds };
  if (cooldown === undefined) return { meanwhile, ...times };
  const parsed = parseDuration(cooldown);
  if (!parsed.ok || parsed.value <= 0) {
    invalid(`${field}.cooldown`, 'a cooldown is a positive ISO 8601 duration', cooldown);
  }
  return { cooldown: parsed.value, meanwhile, ...times };
}

/**
 * Checks a closing size as it is written.
 * @rejects `input.invalid`: a fraction outside (0, 1], a negative `above`, tiers below 1
 */
export function checkSize(size: ClosingSizeTerms | undefined, field: string): void {
  if (typeof size !== 'object') return;
  if ('tiers' in size) {
    const { tiers } = size;
    if (Number.isInteger(tiers) && tiers >= 1) return;
    invalid(`${field}.tiers`, 'tiers are a whole number from 1 on', String(tiers), '1');
    return;
  }
  const fraction = new Dec(size.fraction);
  if (fraction.lte(ZERO) || fraction.gt(1)) {
    const limit = fraction.gt(1) ? '1' : '0';
    invalid(`${field}.fraction`, 'a fraction lies above 0 and at most at 1', text(fraction), limit);
  }
  if (size.above !== undefined) amount(size.above, `${field}.above`);
}

function takers({ to = [] }: StageTerms, field: string): readonly string[] {
  const twice = to.find((account, index) => to.indexOf(account) !== index);
  if (twice !== undefined) invalid(`${field}.to`, 'an account is named twice', twice);
  return to;
}

function amount(given: string, field: string): Dec {
  const value = new Dec(given);
  if (value.lt(ZERO)) invalid(field, `${field} cannot be negative`, text(value), '0');
  return value;
}

/** Whether an earlier stage acts wherever a later one would, and never runs out. */
function shadows(earlier: Stage, later: Stage, trigger: Dec): boolean {
  if (earlier.do !== later.do || earlier.rounds !== undefined) return false;
  if (earlier.cooldown !== undefined && earlier.meanwhile === 'go-on') return false;
  const [high, low] = [earlier.at ?? trigger, later.at ?? trigger];
  if (ONLY_STANDING.has(later.do)) return high.eq(low);
  if (low.gt(high) || later.rules.target.gt(earlier.rules.target)) return false;
  if (earlier.of === 'instrument' && later.of === 'all') return false;
  if (typeof earlier.rules.size === 'object' && 'tiers' in earlier.rules.size) return false;
  return means(earlier) === means(later);
}

/** By what a stage does its work: another of the same kind may do what this one could not. */
function means({ by, to, price, limit, params, rules }: Stage): string {
  const most = limit === undefined ? null : text(limit);
  return JSON.stringify([by, to, price, most, params, rules.orderType]);
}

function invalid(field: string, message: string, figure: string, limit?: string): never {
  refuse('input.invalid', message, {
    field,
    figure,
    ...(limit === undefined ? {} : { limit }),
  });
}
