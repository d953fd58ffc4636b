import { combined, leaf, type Derivation } from '../kernel/index.js';
import type { Market, RiskUnit } from '../market/index.js';
import { coinHedges, slicesOf, type UnitSums } from '../margin/index.js';

/** What each hedge between two dollars is charged, tier by tier; empty where there is none. */
export function depegNodes(
  units: ReadonlyMap<RiskUnit, UnitSums>,
  market: Market,
): readonly Derivation[] {
  return [...units].flatMap(([unit, sums]) => {
    const hedges = unit.depeg === undefined ? [] : coinHedges(unit.depeg, sums, market);
    return hedges.map((hedge) => {
      const { pair, size, price, level } = hedge;
      const figure = `depeg of ${pair.join(' against ')} in unit ${unit.id}`;
      const formula =
        `rate x slice of the hedge of ${size.toString()}, ` +
        `at ${price.toFixed()}: level ${level.price.toFixed()}`;
      const slices = slicesOf(hedge).map(({ from, rate, slice }) =>
        combined(`from ${from.toFixed()}`, 'product', 'rate x slice', [
          leaf('rate', rate, 'engine.portfolioMargin.depeg.levels'),
          leaf('slice', slice, `what ${pair.join(' and ')} have in common`),
        ]),
      );
      return combined(figure, 'sum', formula, slices);
    });
  });
}
