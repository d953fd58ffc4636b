import type { Suite } from '../report.js';
import { breakFigures } from './breaks.js';
import { calmFigures } from './calm.js';
import { benchMarket } from './market.js';
import { liquidationFigures } from './liquidations.js';
import { memoryFigures } from './memory.js';
import { plainFigure } from './naive.js';

/** Books of this size are also scanned plainly, and broken by gaps and crashes. */
const MIDDLE = 100_000;

/** The watch at work: `onPrices` over books of accounts, beside those who look at everybody. */
export const watchSuite: Suite = {
  name: 'watch',
  async *figures({ accounts }) {
    const market = benchMarket(1);
    const middle = Math.min(MIDDLE, accounts);
    const plain = plainFigure(market, middle);
    yield plain;
    yield* calmFigures(market, accounts, plain.value / middle);
    yield* breakFigures(market, middle);
    yield* memoryFigures(market, middle);
    yield* liquidationFigures(market, middle);
  },
};
