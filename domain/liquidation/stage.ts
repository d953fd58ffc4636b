import { invariant } from '../kernel/index.js';
import {
  isReaction,
  readStage,
  type Configuration,
  type Market,
  type Stage,
  type StageTerms,
} from '../market/index.js';
import { isDownTo, type MarginPool, type PoolLine, type Valuation } from '../margin/index.js';
import type { StageRecord } from './liquidation-case.js';

/** What a bound stage may look at: the pool in its case, and what the configuration tells it. */
export interface StageSituation {
  readonly market: Market;
  readonly pool: MarginPool;
  readonly valuations: readonly Valuation[];
  readonly line: PoolLine;
  readonly params: Readonly<Record<string, string>>;
}

/** A reaction of the engine, and how it is carried out this time. */
export type StageAnswer = Pick<
  StageTerms,
  'do' | 'of' | 'order' | 'size' | 'by' | 'to' | 'limit' | 'price'
>;

/**
 * A stage of an embedder: which reaction of the engine is carried out now, or none. It is asked
 * anew each time the case is measured. It must be pure.
 */
export type BoundStage = (situation: StageSituation) => StageAnswer | undefined;

/** Bound stages by the name that `do` refers to them with. */
export type BoundStages = ReadonlyMap<string, BoundStage>;

/** Configurations as stages see them, each made once. */
const seen = new WeakMap<Stage, { readonly of: Configuration; readonly as: Configuration }>();

/** The market with the rules of a stage in the place of those of the liquidation. */
export function marketUnder(market: Market, stage: Stage): Market {
  const { configuration } = market;
  if (!configuration.liquidation.staged) return market;
  const known = seen.get(stage);
  if (known?.of === configuration) return { ...market, configuration: known.as };
  const liquidation = { ...configuration.liquidation, ...stage.rules };
  const as = { ...configuration, liquidation };
  seen.set(stage, { of: configuration, as });
  return { ...market, configuration: as };
}

/** Whether a stage would act: it has begun or begins here, and is not yet at its target. */
export function isDue(
  market: Market,
  stage: Stage,
  line: PoolLine,
  record: StageRecord | undefined,
): boolean {
  if (stage.rounds !== undefined && (record?.acted ?? 0) >= stage.rounds) return false;
  const { at, rules } = stage;
  if (record?.entered === undefined && at !== undefined && !isDownTo(market, line, at)) {
    return false;
  }
  // Where it stops with the case it stops when that ends, for whatever reason that was begun.
  const { target } = market.configuration.liquidation;
  return rules.target.eq(target) || isDownTo(market, line, rules.target);
}

/** Whether a stage has acted so lately that it may not act again. */
export function isCooling({ now }: Market, record: StageRecord | undefined): boolean {
  return record?.until !== undefined && record.until > now;
}

/** The stage as it is carried out now: a bound one is asked. Undefined: nothing is to be done. */
export function resolved(
  stage: Stage,
  bound: BoundStages | undefined,
  market: Market,
  measured: Omit<StageSituation, 'params' | 'market'>,
): Stage | undefined {
  if (isReaction(stage.do)) return stage;
  const ask = bound?.get(stage.do);
  invariant(ask !== undefined, 'I-23', `no stage is bound as ${stage.do}`);
  const answer = ask({ market, ...measured, params: stage.params });
  if (answer === undefined) return undefined;
  const { trigger } = market.configuration.liquidation;
  const chosen = readStage(
    { ...answer, name: stage.name },
    { ...stage.rules, trigger },
    stage.name,
  );
  invariant(isReaction(answer.do) && !chosen.standing, 'I-23', `${stage.name} cannot be meant`, {
    do: answer.do,
  });
  const { order, size } = chosen.rules;
  return { ...chosen, rules: { ...stage.rules, order, size } };
}
