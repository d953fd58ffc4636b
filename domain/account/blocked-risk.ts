import { refuse, text } from '../kernel/index.js';
import type { Draft } from './draft.js';

/**
 * Nothing may add risk to a pool in which a stage blocks it.
 * @rejects `pool.risk-blocked`
 */
export function refuseBlockedRisk(draft: Draft, pool: string): void {
  const { stages } = draft.account.pools.get(pool) ?? {};
  if (stages === undefined) return;
  const { standing } = draft.market.configuration.liquidation;
  for (const { name, do: what, rules } of standing) {
    if (what !== 'block-risk' || stages.get(name)?.entered === undefined) continue;
    refuse('pool.risk-blocked', `the stage ${name} of ${pool} allows no new risk`, {
      field: 'pool',
      figure: pool,
      limit: text(rules.target),
    });
  }
}
