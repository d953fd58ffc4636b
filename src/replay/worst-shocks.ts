import {
  compareIds,
  instrumentIn,
  marginPool,
  poolsInOrder,
  valuePool,
  Exact,
  type Account,
  type Market,
  type Situation,
} from '../../domain/index.js';
import { stressReport, type StressReport } from '../application/stress-report.js';

const SHARES = ['-0.5', '-0.4', '-0.3', '-0.2', '-0.1', '0', '0.1', '0.2', '0.3', '0.4', '0.5'];

/**
 * Shocks an account alone as it stood before the market moved: over its two largest bases, or the
 * only one. Nothing for an account without positions.
 */
export function worstShocks(opening: Situation, id: string): StressReport | undefined {
  const account = opening.accounts.get(id);
  if (account === undefined) return undefined;
  const [first, second] = largestBases(account, opening.market);
  if (first === undefined) return undefined;
  const alone = { ...opening, accounts: new Map([[id, account]]) };
  const rows = { asset: first, shares: SHARES };
  const columns = second === undefined ? {} : { columns: { asset: second, shares: SHARES } };
  const report = stressReport(alone, id, { rows, ...columns });
  return report.ok ? report.value : undefined;
}

/** Bases by the notional held in them, the largest first. */
function largestBases(account: Account, market: Market): string[] {
  const held = new Map<string, Exact>();
  for (const { id } of poolsInOrder(account)) {
    for (const { position, notional } of valuePool(market, marginPool(account, market, id))) {
      const { base } = instrumentIn(market, position.instrument);
      held.set(base, (held.get(base) ?? Exact.ZERO).plus(notional));
    }
  }
  return [...held].sort(([a, x], [b, y]) => y.cmp(x) || compareIds(a, b)).map(([base]) => base);
}
