import { Dec, Exact, ZERO, ceilingRoot, refuse, roundTo } from '../kernel/index.js';
import type {
  CustomTerms,
  FlatTerms,
  LeverageTerms,
  MarginTerms,
  PlainMarginTerms,
  RootTerms,
  ScenarioTerms,
  SlopedTerms,
  UsedTerms,
} from './instrument-terms.js';
import { byLeverageModel } from './leverage-bands.js';
import { byLeverage, sharedByLeverage, type ModelPieces } from './model-pieces.js';
import { atLeastByLeverage } from './leverage-floor.js';
import { crowded } from './open-interest.js';
import { checkRates } from './rate-check.js';
import {
  NO_TIERS,
  piece,
  proportional,
  rootRate,
  sparing,
  withFee,
  type Exposure,
  type MarginModel,
  type Piece,
  type Requirement,
} from './requirement.js';
import { tieredModel } from './tiered-model.js';

/**
 * A margin model: reads its terms once, when an instrument is listed or its schedule set, and gives
 * the requirements as pieces of the notional. It must be pure, and refuses terms that cannot be
 * meant by `refuse`.
 */
export type MarginModelMaker = (terms: CustomTerms, context: ModelContext) => ModelPieces;

/** Margin models by the name that `margin.name` refers to them with. */
export type MarginModels = ReadonlyMap<string, MarginModelMaker>;

/** What a model needs to know of its instrument. */
export interface ModelContext {
  readonly instrument: string;
  readonly maxLeverage: Dec;
  /** Models that an extension binds, by name. */
  readonly models?: MarginModels;
  /** Open interest of the instrument, as notional in its pay asset; zero until it is set. */
  readonly openInterest?: Dec;
}

/**
 * Builds the margin model an instrument is configured with.
 * @rejects `input.invalid` when a schedule cannot be meant (see `checkRates`, `readTiers`).
 */
export function marginModelOf(terms: MarginTerms, context: ModelContext): MarginModel {
  if (terms.model === 'by-leverage') {
    return byLeverageModel(terms, context.instrument, (margin) => marginModelOf(margin, context));
  }
  if (terms.model === 'scenario') refuseMeaningless(terms, context.instrument);
  checkRates(terms, context.instrument);
  const pieces = piecesOf(terms, context);
  const fee = new Dec(terms.closeFee ?? '0');
  const initialBasis = terms.initialBasis ?? 'mark';
  const maintenanceBasis = terms.maintenanceBasis ?? 'mark';
  const used: Requirement = { basis: initialBasis, pieces: pieces.initial };
  const opening: Requirement = { basis: initialBasis, pieces: openingOf(pieces, terms, context) };
  const initial = terms.closeFeeInInitial === true ? withFee(opening, fee) : opening;
  const keeping: Requirement = { basis: maintenanceBasis, pieces: pieces.maintenance };
  const model = {
    name: terms.model,
    initial,
    used: terms.model === 'used' ? used : initial,
    maintenance: withFee(keeping, fee),
    ...(terms.closeFeeIn === 'ratio' && !fee.isZero() ? { stated: keeping } : {}),
    ...(pieces.call === undefined ? {} : { call: { basis: initialBasis, pieces: pieces.call } }),
    ...(terms.model === 'scenario' ? ({ byPortfolio: true } as const) : {}),
    usesIndex: terms.model === 'scenario' || [initialBasis, maintenanceBasis].includes('index'),
    maxLeverage: pieces.maxLeverage ?? (() => undefined),
    tierStarts: () => pieces.tierStarts ?? NO_TIERS,
  };
  return terms.ownFunds === 'never-liquidated' ? sparingOwnFunds(model) : model;
}

/** The model without maintenance margin and call for what was bought with own money alone. */
function sparingOwnFunds(model: MarginModel): MarginModel {
  const spares = ({ sign, leverage: times }: Exposure): boolean => sign > 0 && times.lte(1);
  return {
    ...model,
    maintenance: sparing(model.maintenance, spares),
    ...(model.stated === undefined ? {} : { stated: sparing(model.stated, spares) }),
    ...(model.call === undefined ? {} : { call: sparing(model.call, spares) }),
    spares,
  };
}

/** The initial pieces as open interest has raised them, with the leverage as their floor. */
function openingOf(
  pieces: ModelPieces,
  terms: PlainMarginTerms | ScenarioTerms,
  { instrument, openInterest: present = ZERO }: ModelContext,
): ModelPieces['initial'] {
  const { openInterest, initialFloor } = terms;
  const raised =
    openInterest === undefined
      ? pieces.initial
      : crowded(pieces, openInterest, present, instrument);
  return initialFloor === undefined ? raised : atLeastByLeverage(raised, terms, instrument);
}

function piecesOf(terms: PlainMarginTerms | ScenarioTerms, context: ModelContext): ModelPieces {
  switch (terms.model) {
    case 'flat':
      return flat(terms);
    case 'leverage':
      return leverage(terms, context);
    case 'tiered':
      return tieredModel(terms, context.instrument);
    case 'slope':
      return slope(terms);
    case 'root':
      return root(terms);
    case 'custom':
      return custom(terms, context);
    case 'used':
      return used(terms);
    case 'scenario':
      return NOTHING_ALONE;
  }
}

const NOTHING = proportional(Exact.ZERO);

/** Under portfolio margin a position requires something only together with its pool. */
const NOTHING_ALONE: ModelPieces = { initial: () => NOTHING, maintenance: () => NOTHING };

/** @rejects `input.invalid` for what has no meaning where the pool is measured as a whole */
function refuseMeaningless(terms: ScenarioTerms, instrument: string): void {
  for (const key of ['openInterest', 'ownFunds', 'initialFloor'] as const) {
    if (terms[key] === undefined) continue;
    refuse('input.invalid', `${instrument}: portfolio margin knows no ${key}`, {
      field: `margin.${key}`,
    });
  }
}

function flat({ initial, maintenance }: FlatTerms): ModelPieces {
  const opening = proportional(Exact.of(new Dec(initial)));
  const keeping = proportional(Exact.of(new Dec(maintenance)));
  return { initial: () => opening, maintenance: () => keeping };
}

/** Initial N / leverage; maintenance a fraction of the initial margin at the greatest leverage. */
function leverage({ maintenanceFraction }: LeverageTerms, context: ModelContext): ModelPieces {
  const keeping = proportional(Exact.quotient(new Dec(maintenanceFraction), context.maxLeverage));
  return { initial: byLeverage, maintenance: () => keeping };
}

/** A rate that grows with the size: N x (base + perUnit x size). */
function slope({ initial, maintenance, unit }: SlopedTerms): ModelPieces {
  const growing = (base: Dec, perUnit: Dec) => {
    const inNotional = [piece(ZERO, Exact.ZERO, Exact.of(base), Exact.of(perUnit))];
    return ({ quantity }: Exposure): readonly Piece[] =>
      unit === 'notional' ? inNotional : proportional(Exact.of(base.plus(perUnit.times(quantity))));
  };
  return {
    initial: growing(new Dec(initial.base), new Dec(initial.perUnit)),
    maintenance: growing(new Dec(maintenance.base), new Dec(maintenance.perUnit)),
  };
}

const ROOT_DECIMALS = 40;

/** N x max(rate, 0.8 x rate + imf x sqrt(contracts)). */
function root({ initial, maintenance, imf }: RootTerms): ModelPieces {
  const rate = (base: Dec) => (exposure: Exposure) =>
    proportional(Exact.of(rootRate(base, new Dec(imf), rootUp(exposure.quantity))));
  return { initial: rate(new Dec(initial)), maintenance: rate(new Dec(maintenance)) };
}

/** The square root rounded up at 40 decimals, so that the requirement is never understated. */
export function rootUp(value: Dec): Dec {
  const shift = 2 * ROOT_DECIMALS;
  const scaled = roundTo(value.times(new Dec(`1e${shift}`)), 0, 'up');
  const rooted = new Dec(ceilingRoot(BigInt(scaled.toFixed())).toString());
  return rooted.times(new Dec(`1e-${ROOT_DECIMALS}`));
}

/**
 * Spot margin. A long borrowed money, so its used margin stays at opening cost / leverage; a short
 * borrowed the coin, so its used margin moves with the price.
 */
function used({ callLevel, liquidationLevel }: UsedTerms): ModelPieces {
  const share = (level: Dec) => {
    const moving = sharedByLeverage(level);
    return (exposure: Exposure): readonly Piece[] =>
      exposure.sign > 0
        ? [piece(ZERO, exposure.cost.scaled(level).over(exposure.leverage), Exact.ZERO)]
        : moving(exposure);
  };
  return {
    initial: share(new Dec(1)),
    whole: ({ sign, cost }) =>
      sign > 0 ? [piece(ZERO, cost, Exact.ZERO)] : proportional(Exact.of(new Dec(1))),
    maintenance: share(new Dec(liquidationLevel)),
    call: share(new Dec(callLevel)),
  };
}

function custom(terms: CustomTerms, context: ModelContext): ModelPieces {
  const maker = context.models?.get(terms.name);
  if (maker !== undefined) return maker(terms, context);
  const names = [...(context.models?.keys() ?? [])];
  refuse('input.invalid', `${context.instrument}: no margin model is bound as ${terms.name}`, {
    field: 'margin.name',
    figure: terms.name,
    limit: names.join(', '),
  });
}
