import {
  composeMark,
  instrumentIn,
  refuse,
  text,
  type Instrument,
  type SourcePrice,
  type SourceRules,
} from '../../domain/index.js';
import type { Command } from './commands.js';
import type { MarksAdvanced } from './price-decisions.js';
import { readDecimal } from './read-decimal.js';
import type { EngineState } from './state.js';

type SourceCommand = Extract<Command, { type: 'source' }>;

/**
 * Takes a batch of source prices and composes the price of each instrument they belong to. Where
 * too few sources are fresh, or they contradict each other, the last good price stays.
 * @rejects `market.instrument-unknown`, `market.price-not-positive`, `input.invalid` for an
 *   instrument without sources or a source it does not name
 */
export function advanceSources(state: EngineState, { prices }: SourceCommand): MarksAdvanced {
  const marks: Record<string, string> = {};
  const indexes: Record<string, string> = {};
  const qualities: Record<string, string> = {};
  for (const [id, told] of Object.entries(prices)) {
    const { rules } = composedOf(instrumentIn(state.market, id));
    const known = new Map<string, SourcePrice>(state.sourceFeeds.sources.get(id));
    for (const [name, price] of Object.entries(told)) {
      known.set(name, { price: readSource(rules, id, name, price), at: state.now });
    }
    const { quality, price } = composeMark(rules, known, state.now);
    qualities[id] = quality;
    if (price !== undefined) (rules.feeds === 'mark' ? marks : indexes)[id] = text(price);
  }
  return {
    type: 'MarksAdvanced',
    marks,
    ...(Object.keys(indexes).length === 0 ? {} : { indexes }),
    sources: prices,
    qualities,
  };
}

function composedOf({ id, sources }: Instrument): { readonly rules: SourceRules } {
  if (sources !== undefined) return { rules: sources };
  refuse('input.invalid', `${id} has no sources; send its mark`, { field: `prices.${id}` });
}

function readSource({ maxAges }: SourceRules, id: string, name: string, price: string) {
  const field = `prices.${id}.${name}`;
  if (!maxAges.has(name)) {
    refuse('input.invalid', `${id} has no source ${name}`, {
      field,
      figure: name,
      limit: [...maxAges.keys()].join(', '),
    });
  }
  const value = readDecimal(field, price);
  if (value.gt(0)) return value;
  return refuse('market.price-not-positive', `the price of ${id} from ${name} must be positive`, {
    field,
    figure: price,
    limit: '0',
  });
}
