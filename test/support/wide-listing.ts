import type { InstrumentTerms } from '../../domain/index.js';
import { INVERSE, LINEAR, SECOND, type Listing } from './world.js';

const SOL: InstrumentTerms = {
  id: 'SOL-PERP',
  kind: 'linear',
  base: 'SOL',
  quote: 'USD',
  lot: '1',
  maxLeverage: '25',
  margin: {
    model: 'tiered',
    by: 'notional',
    scope: 'whole',
    closeFee: '0.0005',
    tiers: [
      { from: '0', initial: '0.05', maintenance: '0.02' },
      { from: '1000', initial: '0.1', maintenance: '0.04' },
      { from: '4000', initial: '0.2', maintenance: '0.1' },
    ],
  },
};

const ADA: InstrumentTerms = {
  id: 'ADA-PERP',
  kind: 'linear',
  base: 'ADA',
  quote: 'USD',
  multiplier: '10',
  lot: '5',
  minQuantity: '15',
  maxLeverage: '20',
  margin: { model: 'root', initial: '0.08', maintenance: '0.04', imf: '0.001' },
};

const XRP: InstrumentTerms = {
  id: 'XRP-USD',
  kind: 'spot-margin',
  base: 'XRP',
  quote: 'USD',
  lot: '1',
  maxLeverage: '5',
  margin: { model: 'used', callLevel: '0.8', liquidationLevel: '0.4' },
};

/** Six instruments of every payoff and most margin models, the last one bought with a loan. */
export const WIDE: Listing = {
  instruments: [LINEAR, SECOND, INVERSE, SOL, ADA, XRP],
  marks: {
    'BTC-PERP': '1000',
    'ETH-PERP': '100',
    'BTC-INV': '1000',
    'SOL-PERP': '50',
    'ADA-PERP': '1',
    'XRP-USD': '2',
  },
  rates: { BTC: '1000', XRP: '2' },
};

/** Contracts of about that value at the first price, on the lot and not below the minimum. */
export function contractsFor(
  instrument: string,
  value: number,
  { instruments, marks }: Listing = WIDE,
): string {
  const {
    lot = '1',
    minQuantity = lot,
    ...terms
  } = instruments.find(({ id }) => id === instrument)!;
  const price = Number(marks[instrument]);
  const worth = terms.kind === 'inverse' ? 1 : price * Number(terms.multiplier ?? '1');
  const lots = Math.max(
    Math.round(value / worth / Number(lot)),
    Math.ceil(Number(minQuantity) / Number(lot)),
  );
  const decimals = lot.split('.')[1]?.length ?? 0;
  return (lots * Number(lot)).toFixed(decimals);
}
