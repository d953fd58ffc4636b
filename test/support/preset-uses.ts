import { PRESETS, choosePreset, decidedBy, type Preset } from '../../src/presets/index.js';
import type { StageTerms } from '../../domain/index.js';

/** A rule of a venue, the keys that state it, and whether a preset states it. */
export interface Rule {
  readonly rule: string;
  readonly keys: string;
  readonly stated: (preset: Preset) => boolean;
}

/** A key of instruments, assets or the engine, `margin.scope`, with a value; absent: any. */
function says(key: string, value?: string | RegExp): Rule['stated'] {
  return (preset) =>
    decidedBy(preset).some(
      ({ path, value: given }) =>
        path.replaceAll(/\[[^\]]*\]/g, '[]').endsWith(key) &&
        (value === undefined || (typeof value === 'string' ? given === value : value.test(given))),
    );
}

/** A stage of its liquidations. */
function stage(matches: (stage: StageTerms) => boolean): Rule['stated'] {
  return ({ configuration }) => configuration.engine?.liquidation?.stages?.some(matches) ?? false;
}

function does(reaction: string): Rule['stated'] {
  return stage((one) => one.do === reaction);
}

/** A closing size, of all liquidations or of one of their stages. */
function closes(matches: (size: unknown) => boolean): Rule['stated'] {
  return (preset) => {
    const { size } = preset.configuration.engine?.liquidation ?? {};
    return matches(size) || stage((one) => matches(one.size))(preset);
  };
}

function pays(payer: string): Rule['stated'] {
  return ({ configuration }) => configuration.engine?.deficit?.includes(payer) ?? false;
}

function either(...rules: readonly Rule['stated'][]): Rule['stated'] {
  return (preset) => rules.some((stated) => stated(preset));
}

function hasKey(size: unknown, key: string): boolean {
  return typeof size === 'object' && size !== null && key in size;
}

const STAGE = '`engine.liquidation.stages`';

const VIEWS: readonly Rule[] = ['level', 'ratio', 'rate', 'cover'].map((view) => ({
  rule: `health read as ${view}`,
  keys: `\`engine.health.view\` ${view}`,
  stated: says('engine.health.view', view),
}));

const SCHEDULES: readonly Rule[] = [
  { rule: 'tiers, marginal', keys: '`margin.scope` marginal', stated: says('.scope', 'marginal') },
  { rule: 'tiers, whole', keys: '`margin.scope` whole', stated: says('.scope', 'whole') },
  { rule: 'slope', keys: '`margin.model` slope', stated: says('.model', 'slope') },
  { rule: 'root', keys: '`margin.model` root', stated: says('.model', 'root') },
  {
    rule: 'fee for closing in the requirement',
    keys: '`margin.closeFee`',
    stated: (preset) => says('.closeFee')(preset) && !says('.closeFeeIn', 'ratio')(preset),
  },
  {
    rule: 'fee for closing in the ratio',
    keys: '`margin.closeFeeIn` ratio',
    stated: says('.closeFeeIn', 'ratio'),
  },
  {
    rule: 'initial margin scaled by open interest',
    keys: '`margin.openInterest`',
    stated: says('.openInterest.lower'),
  },
];

const PRICES: readonly Rule[] = [
  { rule: 'price toward the entry by tick', value: 'toward-entry' },
  { rule: 'price of the formula plus one tick', value: 'one-tick-early' },
  { rule: 'price half-up', value: 'half-up' },
  { rule: 'price down', value: 'down' },
].map(({ rule, value }) => ({
  rule,
  keys: `\`engine.liquidationPriceRounding\` ${value}`,
  stated: either(
    says('engine.liquidationPriceRounding', value),
    says('engine.liquidationPriceRounding.rounding', value),
  ),
}));

const COLLATERAL: readonly Rule[] = [
  {
    rule: 'collateral by haircut',
    keys: '`assets[].haircut`',
    stated: says('assets[].haircut', /^0\.\d/),
  },
  { rule: 'by quantity tier', keys: '`assets[].tiers`', stated: says('assets[].tiers') },
  {
    rule: 'min(value x rate, value)',
    keys: '`assets[].profit` with-balance',
    stated: says('assets[].profit', 'with-balance'),
  },
  {
    rule: 'haircut for new risk alone',
    keys: '`assets[].haircut.initial`, `.maintenance` 0',
    stated: (preset) =>
      says('assets[].haircut.initial')(preset) && says('assets[].haircut.maintenance', '0')(preset),
  },
  {
    rule: 'liability weights',
    keys: '`assets[].liabilityWeight`',
    stated: either(says('assets[].liabilityWeight'), says('liabilityWeight.maintenance')),
  },
  { rule: 'profit weights', keys: '`engine.profitWeight`', stated: says('engine.profitWeight') },
  {
    rule: 'max(initial, f x notional) stays at a withdrawal',
    keys: '`engine.withdrawal.notionalShare`',
    stated: says('engine.withdrawal.notionalShare'),
  },
];

const REACTIONS: readonly Rule[] = [
  { rule: 'alert', keys: `${STAGE} alert`, stated: does('alert') },
  { rule: 'block risk', keys: `${STAGE} block-risk`, stated: does('block-risk') },
  {
    rule: 'cancel all orders',
    keys: `${STAGE} cancel-orders`,
    stated: stage((one) => one.do === 'cancel-orders' && one.of === undefined),
  },
  {
    rule: 'cancel the orders of a contract',
    keys: `${STAGE} cancel-orders, of instrument`,
    stated: stage((one) => one.do === 'cancel-orders' && one.of === 'instrument'),
  },
  { rule: 'repay', keys: `${STAGE} repay`, stated: does('repay') },
  {
    rule: 'convert collateral, lowest haircut first',
    keys: `${STAGE} convert-collateral`,
    stated: does('convert-collateral'),
  },
  {
    rule: 'convert collateral before a deficit is met',
    keys: '`engine.deficitReaction`',
    stated: says('engine.deficitReaction', 'convert-collateral'),
  },
  { rule: 'net opposite legs', keys: `${STAGE} net-opposite`, stated: does('net-opposite') },
  {
    rule: 'reduce by a slice',
    keys: '`size` fraction',
    stated: closes((size) => hasKey(size, 'fraction')),
  },
  {
    rule: 'reduce by a fraction with a cooldown',
    keys: `${STAGE} reduce, size fraction, cooldown`,
    stated: stage((one) => hasKey(one.size, 'fraction') && one.cooldown !== undefined),
  },
  {
    rule: 'reduce down a tier, or several at once',
    keys: '`size` tier-down, tiers',
    stated: closes((size) => size === 'tier-down' || hasKey(size, 'tiers')),
  },
  {
    rule: 'reduce by just enough',
    keys: '`size` just-enough',
    stated: closes((size) => size === 'just-enough'),
  },
  {
    rule: 'take over at the bankruptcy price',
    keys: `${STAGE} take-over, price bankruptcy`,
    stated: stage((one) => one.do === 'take-over' && (one.price ?? 'bankruptcy') === 'bankruptcy'),
  },
  {
    rule: 'the fund takes over',
    keys: `${STAGE} take-over, by insurance-fund`,
    stated: stage((one) => one.do === 'take-over' && one.by === 'insurance-fund'),
  },
  { rule: 'the fund pays', keys: '`engine.deficit`', stated: pays('insurance-fund') },
  { rule: 'assign', keys: `${STAGE} assign`, stated: does('assign') },
  {
    rule: 'deleverage',
    keys: `${STAGE} deleverage, \`engine.deficit\``,
    stated: either(does('deleverage'), pays('deleverage')),
  },
  { rule: 'share the loss', keys: '`engine.deficit` share-loss', stated: pays('share-loss') },
  {
    rule: 'negative balance',
    keys: '`engine.deficit` negative-balance',
    stated: pays('negative-balance'),
  },
];

const EACH: readonly Rule[] = [
  {
    rule: 'a stage from a cover on',
    keys: `${STAGE} at`,
    stated: stage(({ at }) => at !== undefined),
  },
  {
    rule: 'a trigger of its own',
    keys: '`engine.liquidation.trigger`',
    stated: says('liquidation.trigger', /^(?!1$)/),
  },
  {
    rule: 'a target above the trigger',
    keys: '`engine.liquidation.target`',
    stated: ({ configuration }) => {
      const { trigger = '1', target = trigger } = configuration.engine?.liquidation ?? {};
      return Number(target) > Number(trigger);
    },
  },
  {
    rule: 'a cooldown',
    keys: `${STAGE} cooldown`,
    stated: stage(({ cooldown }) => cooldown !== undefined),
  },
  { rule: 'a fee of a stage', keys: `${STAGE} fee`, stated: stage(({ fee }) => fee !== undefined) },
  {
    rule: 'who keeps the surplus',
    keys: `${STAGE} surplus, \`engine.liquidation.remainder\``,
    stated: either(
      stage(({ surplus }) => surplus !== undefined),
      says('liquidation.remainder'),
    ),
  },
];

/** Every rule of a venue that a preset can state. */
export const RULES = [...VIEWS, ...SCHEDULES, ...PRICES, ...COLLATERAL, ...REACTIONS, ...EACH];

/** Who states a rule: presets by name; where none does by itself, those whose option does. */
export function usersOf({ stated }: Rule, presets: readonly Preset[] = PRESETS): string[] {
  const users = presets.filter(stated).map(({ name }) => name);
  if (users.length > 0) return users;
  return presets.flatMap(({ name, options }) =>
    Object.keys(options)
      .filter((option) => {
        const chosen = choosePreset({ name, options: [option] }, presets);
        return chosen.ok && stated(chosen.value);
      })
      .map((option) => `${name}+${option}`),
  );
}

/** The table of docs/presets.md that tells of each rule who states it. */
export function useTable(): string[] {
  return [
    '| Rule | Key | Presets |',
    '| --- | --- | --- |',
    ...RULES.map((rule) => {
      const users = usersOf(rule).map((user) => `\`${user}\``);
      return `| ${rule.rule} | ${rule.keys} | ${users.join(', ')} |`;
    }),
  ];
}
