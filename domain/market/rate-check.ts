import { Dec, ZERO, refuse, text } from '../kernel/index.js';
import type { PlainMarginTerms, ScenarioTerms } from './instrument-terms.js';

/**
 * Refuses rates that would make a requirement negative, and levels in the wrong order. The rates of
 * tiers are looked at tier by tier where they are read.
 * @rejects `input.invalid` naming the rate, what was given and its limit
 */
export function checkRates(terms: PlainMarginTerms | ScenarioTerms, instrument: string): void {
  for (const [name, rate] of ratesOf(terms)) atLeast(instrument, name, rate, ZERO, '0');
  if (terms.model !== 'used') return;
  const { callLevel, liquidationLevel } = terms;
  atLeast(instrument, 'callLevel', callLevel, new Dec(liquidationLevel), 'the liquidation level');
}

function ratesOf(
  terms: PlainMarginTerms | ScenarioTerms,
): (readonly [name: string, rate: string])[] {
  const common = [['closeFee', terms.closeFee ?? '0']] as const;
  return [...common, ...ownRates(terms)];
}

function ownRates(
  terms: PlainMarginTerms | ScenarioTerms,
): (readonly [name: string, rate: string])[] {
  switch (terms.model) {
    case 'flat':
      return [
        ['initial', terms.initial],
        ['maintenance', terms.maintenance],
      ];
    case 'leverage':
      return [['maintenanceFraction', terms.maintenanceFraction]];
    case 'slope':
      return (['initial', 'maintenance'] as const).flatMap((name) => [
        [`${name}.base`, terms[name].base] as const,
        [`${name}.perUnit`, terms[name].perUnit] as const,
      ]);
    case 'root':
      return [
        ['initial', terms.initial],
        ['maintenance', terms.maintenance],
        ['imf', terms.imf],
      ];
    case 'used':
      return [['liquidationLevel', terms.liquidationLevel]];
    default:
      return [];
  }
}

function atLeast(instrument: string, name: string, rate: string, least: Dec, what: string): void {
  const given = new Dec(rate);
  if (given.gte(least)) return;
  refuse('input.invalid', `${instrument}: ${name} cannot be below ${what}`, {
    field: `margin.${name}`,
    figure: text(given),
    limit: text(least),
  });
}
