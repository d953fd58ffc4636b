import type { ShockTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { extremeMove, withVolatilities } from './grid.js';
import { STRICT_SCHEDULES } from '../readings.js';

/** Prices at none, one, two and three thirds of the range, both volatilities at each. */
const RANGE = withVolatilities(
  [
    { price: '0' },
    { price: '0.016666666666666667' },
    { price: '-0.016666666666666667' },
    { price: '0.033333333333333333' },
    { price: '-0.033333333333333333' },
    { price: '0.05' },
    { price: '-0.05' },
  ],
  ['0.1', '-0.1'],
);

/** Sixteen scenarios; the last two are of twice the range, for 35 % of the loss. */
const SCAN: readonly ShockTerms[] = [...RANGE, ...extremeMove('10', '0.35').reverse()];

/** The scanning risk of SPAN with a range of 5 % of the price. */
export const span: Preset = {
  name: 'span',
  title: 'Scanning risk of SPAN: sixteen scenarios, two of them extremes',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'USD',
    engine: {
      boundary: 'below',
      strictSchedules: true,
      portfolioMargin: {
        units: [{ bases: ['*'], shocks: SCAN }],
        stress: 'mark',
        initialFactor: '1',
      },
    },
    assets: [{ asset: 'USD', haircut: '0' }],
  },
  instruments: [
    {
      id: 'SP-FUT',
      kind: 'linear',
      base: 'SP',
      quote: 'USD',
      multiplier: '500',
      margin: { model: 'scenario' },
    },
  ],
  template: { kind: 'linear', margin: { model: 'scenario' } },
  sources: [
    { path: 'settlement', source: 'example: replace by your currency' },
    { path: 'engine.boundary', source: 'our reading: a requirement that is just met is met' },
    STRICT_SCHEDULES,
    {
      path: 'engine.portfolioMargin.units',
      source:
        'example: 5 % and 10 %; thirds of it, both volatilities and twice it for 35 % of SPAN',
    },
    { path: 'engine.portfolioMargin.stress', source: 'SPAN: the range is around the price' },
    {
      path: 'engine.portfolioMargin.initialFactor',
      source: 'our reading: how much more is asked initially is up to the clearing member',
    },
    { path: 'assets[USD].haircut', source: 'example: replace by your currency' },
    { path: 'instruments[].multiplier', source: 'example: replace by your contract' },
    { path: 'instruments[].margin', source: 'SPAN: contracts of a commodity are scanned together' },
    { path: 'template', source: 'SPAN: contracts of a commodity are scanned together' },
  ],
  unpublished: [
    {
      what: 'intermonth charges, credits between commodities and delivery months',
      instead: 'they are left out: they are set by contract',
    },
    {
      what: 'how a member is called, closed out and made good for: SPAN is a requirement alone',
      instead: 'the defaults of the engine; the rules are those of the clearing house',
    },
  ],
  options: {},
};
