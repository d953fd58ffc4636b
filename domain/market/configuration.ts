import { Dec, ONE, ZERO, refuse, text } from '../kernel/index.js';
import { lossRules, type LossRules } from './loss-limits.js';
import { assetRuleOf, type AssetRule, type AssetTerms } from './asset-rule.js';
import { feeRules, type FeeRules } from './fee-rules.js';
import { feeShare } from './fee-share.js';
import { interestRules, type InterestRules } from './interest-terms.js';
import { debtRulesOf, type DebtRules } from './debt-rules.js';
import { contractRules, type ContractRules } from './contract-rules.js';
import { qualityTable, type QualityTable } from './mark-quality.js';
import { permissionsOf, type PermissionTerms } from './permissions.js';
import { portfolioRules } from './portfolio-rules.js';
import type { PortfolioRules } from './risk-rules.js';
import {
  checkSize,
  stageRules,
  usualStages,
  type ClosingRules,
  type StageRules,
} from './stages.js';
import type {
  AlertTerms,
  ConfigurationTerms,
  DeleverageTerms,
  EngineTerms,
  HealthTerms,
  LiquidationTerms,
  LossSharingTerms,
  PositionMode,
  PriceRounding,
  WithdrawalTerms,
} from './engine-terms.js';
import {
  callRules,
  isRising,
  warningRules,
  type CallRules,
  type WarningRules,
} from './warning-rules.js';

/** When a liquidation begins and stops, whom it closes first, how much, and who gets what. */
export interface LiquidationRules extends CallRules, ClosingRules, StageRules {
  /** Ratio of equity to maintenance at or below which a margin call is due; absent: none. */
  readonly call?: Dec;
  readonly trigger: Dec;
}

/** Thresholds of the measure, and by which share of a threshold it must be better to clear. */
export interface AlertRules {
  readonly measure: AlertTerms['measure'];
  /** Whether they hold for an account that has chosen nothing. */
  readonly enabled: boolean;
  /** The terms it was read from, for snapshots. */
  readonly terms: AlertTerms;
  /** The first one that worsening figures meet stands first. */
  readonly thresholds: readonly AlertThreshold[];
}

/** One threshold of an alert with its number read. */
export interface AlertThreshold {
  /** The threshold in plain notation, as events name it. */
  readonly name: string;
  readonly value: Dec;
  /** The measure must not be worse than this for the threshold to clear. */
  readonly clears: Dec;
}

/** Who is deleveraged first, and at which price. */
export type DeleverageRules = Required<DeleverageTerms>;

/** The policies of an engine with their numbers read and defaults filled in. */
export interface Configuration extends WarningRules {
  readonly settlement: string;
  readonly liquidate: boolean;
  readonly boundary: 'at-or-below' | 'below';
  readonly profitWeight: Dec;
  readonly profitWithdrawable: boolean;
  /** Share of the notional that must stay in a pool at least; absent: none. */
  readonly withdrawalShare?: Dec;
  /** The view of a pool's health that is shown; absent: equity / maintenance. */
  readonly health?: HealthTerms;
  readonly netting: 'none' | 'max-side-per-underlying';
  readonly positionMode: PositionMode;
  readonly modeSwitch: 'refused' | 'allowed';
  readonly alerts?: AlertRules;
  readonly orders: { readonly sides: 'sum' | 'larger'; readonly reducing: 'charged' | 'free' };
  readonly liquidation: LiquidationRules;
  /** Loss limits of every account that has none of its own. */
  readonly lossLimits?: LossRules;
  readonly releaseOnReduce: 'none' | 'pro-rata';
  readonly deficit: readonly string[];
  readonly deleverage: DeleverageRules;
  readonly lossSharing: Required<LossSharingTerms>;
  readonly writeOffBelow: Dec;
  readonly debts: DebtRules;
  /** What perpetual and dated contracts have in common. */
  readonly contracts: ContractRules;
  /** What the quality of a price allows. */
  readonly markQuality: QualityTable;
  readonly permissions: readonly PermissionTerms[];
  readonly insuranceFund: Readonly<Record<string, string>>;
  readonly fees: FeeRules;
  /** Absent when nothing is ever charged. */
  readonly interest?: InterestRules;
  /** Absent when no pool is measured as a whole. */
  readonly portfolioMargin?: PortfolioRules;
  readonly bankruptcyShare: 'whole' | 'by-maintenance';
  readonly liquidationPriceBuffer: Dec;
  readonly liquidationPriceRounding: PriceRounding;
  readonly strictSchedules: boolean;
  readonly expectedSlippage: Dec;
  readonly bookedDecimals: Readonly<Record<string, number>>;
  readonly assets: ReadonlyMap<string, AssetRule>;
  /** Assets whose balance unrealized profit joins before its weight; absent where none says so. */
  readonly profitJoins?: ReadonlySet<string>;
  /** The terms it was read from, for the tape. */
  readonly terms: ConfigurationTerms;
}

/** Decimals of booked amounts where the configuration gives none for the asset. */
export const BOOKED_DECIMALS = 30;

/**
 * Reads a configuration and fills in the defaults.
 * @rejects `input.invalid` naming the field: trigger above target, a weight outside [0, 1],
 *   a fee outside [0, 1], a negative buffer, an alert threshold that is not positive.
 * @example
 * const { boundary, liquidation } = configurationOf({ engine: { liquidation: { fee: '0.01' } } });
 * boundary; // => 'at-or-below'
 * liquidation.fee; // => '0.01'
 */
export function configurationOf(terms: ConfigurationTerms): Configuration {
  const settlement = terms.settlement ?? 'USD';
  const engine = terms.engine ?? {};
  const alerts = engine.alerts === undefined ? {} : { alerts: alertRules(engine.alerts) };
  const interest = interestRules(engine.interest);
  const writeOffBelow = within(engine, 'writeOffBelow', ZERO);
  const deficit = engine.deficit ?? ['insurance-fund', 'negative-balance'];
  const liquidation = liquidationRules(engine.liquidation ?? {}, deficit);
  return {
    settlement,
    liquidate: terms.liquidate ?? true,
    boundary: engine.boundary ?? 'at-or-below',
    profitWeight: within(engine, 'profitWeight', ONE, ONE),
    profitWithdrawable: engine.profitWithdrawable ?? false,
    ...withdrawalShare(engine.withdrawal),
    ...(engine.health && { health: engine.health }),
    netting: engine.netting ?? 'none',
    positionMode: engine.positionMode ?? 'one-way',
    modeSwitch: engine.modeSwitch ?? 'refused',
    ...alerts,
    ...warningRules(engine, liquidation.trigger),
    orders: {
      sides: engine.orders?.sides ?? 'sum',
      reducing: engine.orders?.reducing ?? 'charged',
    },
    liquidation,
    ...(engine.lossLimits && { lossLimits: lossRules(engine.lossLimits, 'engine.lossLimits') }),
    releaseOnReduce: engine.releaseOnReduce ?? 'none',
    deficit,
    deleverage: {
      ranking: engine.deleverage?.ranking ?? 'profit-times-leverage',
      price: engine.deleverage?.price ?? 'bankruptcy',
      losers: engine.deleverage?.losers ?? 'never',
    },
    lossSharing: { remainder: engine.lossSharing?.remainder ?? 'largest' },
    writeOffBelow,
    contracts: contractRules(engine.contracts),
    markQuality: qualityTable(engine.markQuality),
    debts: debtRulesOf(engine, writeOffBelow),
    permissions: permissionsOf(engine.permissions ?? []),
    insuranceFund: engine.insuranceFund ?? {},
    fees: feeRules(engine.fees ?? {}),
    ...(interest === undefined ? {} : { interest }),
    ...(engine.portfolioMargin && { portfolioMargin: portfolioRules(engine.portfolioMargin) }),
    bankruptcyShare: engine.bankruptcyShare ?? 'whole',
    liquidationPriceBuffer: within(engine, 'liquidationPriceBuffer', ZERO, ONE),
    liquidationPriceRounding: engine.liquidationPriceRounding ?? 'none',
    strictSchedules: engine.strictSchedules ?? false,
    expectedSlippage: within(engine, 'expectedSlippage', ZERO),
    bookedDecimals: engine.bookedDecimals ?? {},
    ...profitJoins(terms.assets ?? []),
    assets: new Map(
      (terms.assets ?? []).map((asset) => [asset.asset, assetRuleOf(asset, settlement)]),
    ),
    terms,
  };
}

function profitJoins(assets: readonly AssetTerms[]): { profitJoins?: ReadonlySet<string> } {
  const joining = assets.filter(({ profit }) => profit === 'with-balance');
  if (joining.length === 0) return {};
  return { profitJoins: new Set(joining.map(({ asset }) => asset)) };
}

function withdrawalShare(terms: WithdrawalTerms | undefined): { withdrawalShare?: Dec } {
  if (terms === undefined) return {};
  const share = new Dec(terms.notionalShare);
  if (share.lt(ZERO)) {
    refuse('input.invalid', 'a share of the notional cannot be negative', {
      field: 'engine.withdrawal.notionalShare',
      figure: text(share),
      limit: '0',
    });
  }
  return { withdrawalShare: share };
}

type BoundedField =
  'profitWeight' | 'writeOffBelow' | 'liquidationPriceBuffer' | 'expectedSlippage';

function within(engine: EngineTerms, field: BoundedField, fallback: Dec, most?: Dec): Dec {
  const given = engine[field];
  if (given === undefined) return fallback;
  const value = new Dec(given);
  const tooMuch = most !== undefined && value.gt(most);
  if (value.lt(ZERO) || tooMuch) {
    refuse('input.invalid', `engine.${field} is out of range`, {
      field: `engine.${field}`,
      figure: text(value),
      limit: text(tooMuch ? most : ZERO),
    });
  }
  return value;
}

function liquidationRules(terms: LiquidationTerms, deficit: readonly string[]): LiquidationRules {
  const trigger = new Dec(terms.trigger ?? '1');
  const target = new Dec(terms.target ?? '1');
  if (trigger.gt(target)) {
    refuse('input.invalid', 'the liquidation trigger is above its target', {
      field: 'engine.liquidation.trigger',
      figure: text(trigger),
      limit: text(target),
    });
  }
  const fee = feeShare(terms.fee ?? '0', 'a liquidation fee', 'engine.liquidation.fee');
  checkSize(terms.size, 'engine.liquidation.size');
  if (typeof terms.size === 'object' && 'tiers' in terms.size) {
    refuse('input.invalid', 'only a stage goes down by tiers: others take what is in the lowest', {
      field: 'engine.liquidation.size',
      figure: String(terms.size.tiers),
    });
  }
  const closing = {
    trigger,
    target,
    order: terms.order ?? 'largest-loss-first',
    size: terms.size ?? 'whole-position',
    fee,
    feeTo: terms.feeTo ?? 'insurance-fund',
    remainder: terms.remainder ?? 'account',
    // With stages of its own an engine says in them what is deleveraged, and when.
    rest: terms.stages === undefined && deficit.includes('deleverage') ? 'deleverage' : 'next',
  } as const;
  return {
    ...(terms.call === undefined ? {} : { call: new Dec(terms.call) }),
    ...callRules(terms),
    ...closing,
    ...(terms.stages === undefined ? usualStages(closing) : stageRules(terms.stages, closing)),
  };
}

/** Reads alert thresholds; also used for a single account's own thresholds. */
export function alertRules(terms: AlertTerms): AlertRules {
  const { measure, at, hysteresis = '0.05', enabled = true } = terms;
  const rising = isRising(measure);
  const share = new Dec(hysteresis);
  const factor = rising ? ONE.minus(share) : ONE.plus(share);
  const thresholds = at.map((threshold, index) => {
    const value = new Dec(threshold);
    if (value.lte(ZERO)) {
      refuse('input.invalid', 'an alert threshold must be positive', {
        field: `engine.alerts.at[${index}]`,
        figure: text(value),
        limit: '0',
      });
    }
    return { name: text(value), value, clears: value.times(factor) };
  });
  thresholds.sort((a, b) => (rising ? a.value.cmp(b.value) : b.value.cmp(a.value)));
  return { terms, measure, enabled, thresholds };
}
