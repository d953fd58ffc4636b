import {
  BUILT_IN_BORROW_RATES,
  BUILT_IN_ORDERS,
  BUILT_IN_RANKINGS,
  BUILT_IN_SIZES,
  DEFICIT_POLICIES,
  REACTIONS,
  isReaction,
  numberedOrderId,
  refuse,
  type Configuration,
  type Policies,
} from '../../domain/index.js';

/** Every policy that names in a configuration may stand for, the built-in ones included. */
export type BoundPolicies = Required<Policies>;

/** The policies of an engine to which nothing was bound. */
export const BUILT_IN_POLICIES: BoundPolicies = {
  orders: BUILT_IN_ORDERS,
  sizes: BUILT_IN_SIZES,
  stages: new Map(),
  payers: new Map(),
  rankings: BUILT_IN_RANKINGS,
  models: new Map(),
  borrowRates: BUILT_IN_BORROW_RATES,
  orderId: numberedOrderId,
};

/** @rejects `input.invalid` for a name in the configuration that nothing is bound as */
export function refuseUnbound(configuration: Configuration, policies: BoundPolicies): void {
  const { order, size } = configuration.liquidation;
  demand(policies.orders, order, 'engine.liquidation.order', 'closing order');
  if (typeof size === 'string') {
    demand(policies.sizes, size, 'engine.liquidation.size', 'closing size');
  }
  refuseUnboundStages(configuration, policies);
  const payers = new Map<string, unknown>(DEFICIT_POLICIES.map((name) => [name, true]));
  for (const [name, payer] of policies.payers) payers.set(name, payer);
  for (const name of configuration.deficit) {
    demand(payers, name, 'engine.deficit', 'deficit policy');
  }
  const { ranking } = configuration.deleverage;
  demand(policies.rankings, ranking, 'engine.deleverage.ranking', 'deleveraging ranking');
  const rates = configuration.interest?.policy;
  if (rates !== undefined)
    demand(policies.borrowRates, rates, 'engine.interest.policy', 'rate policy');
}

function refuseUnboundStages(
  { liquidation }: Configuration,
  { orders, sizes, stages }: BoundPolicies,
): void {
  if (!liquidation.staged) return;
  const known = new Map<string, unknown>([
    ...REACTIONS.map((one) => [one, true] as const),
    ...stages,
  ]);
  liquidation.stages.forEach(({ do: what, rules: { order, size } }, index) => {
    const field = `engine.liquidation.stages[${index}]`;
    demand(known, what, `${field}.do`, 'stage');
    demand(orders, order, `${field}.order`, 'closing order');
    if (typeof size === 'string') demand(sizes, size, `${field}.size`, 'closing size');
  });
}

function demand(
  bound: ReadonlyMap<string, unknown>,
  name: string,
  field: string,
  what: string,
): void {
  if (bound.has(name)) return;
  const limit = [...bound.keys()].join(', ');
  refuse('input.invalid', `no ${what} is bound as ${name}`, { field, figure: name, limit });
}

/** @throws Error for a payer or stage that nobody could mean: its name is a built-in one's */
export function checkNames({ payers, stages }: BoundPolicies): void {
  const taken = DEFICIT_POLICIES.find((name) => payers.has(name));
  if (taken !== undefined) {
    throw new Error(`a payer of deficits cannot be named ${taken}, which is a built-in policy`);
  }
  const reaction = [...stages.keys()].find(isReaction);
  if (reaction === undefined) return;
  throw new Error(`a stage cannot be named ${reaction}, which is a built-in reaction`);
}
