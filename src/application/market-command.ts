import { instrumentIn, isoOf, markRuleOf, type Market } from '../../domain/index.js';
import type { Envelope } from '../ports/ports.js';
import type { Command } from './commands.js';
import type { Concern } from './concern.js';
import type { EngineEvent } from './tape.js';

type MarksAdvanced = Extract<EngineEvent, { type: 'MarksAdvanced' }>;

/**
 * The command that tells an engine once more what prices and terms an event has changed, as far as
 * somebody is concerned; undefined where it changed none of them.
 */
export function marketCommand(
  { at, event }: Envelope,
  concern: Concern,
  market: Market,
): Command | undefined {
  const time = { at: isoOf(at) };
  switch (event.type) {
    case 'MarksAdvanced': {
      const command = pricesCommand(event, concern, market);
      return command && { ...command, ...time };
    }
    case 'ConfigurationSet':
      return { type: 'setConfiguration', configuration: event.configuration, ...time };
    case 'InstrumentListed':
      if (!concern.instruments.has(event.instrument.id)) return undefined;
      return { type: 'listInstrument', instrument: event.instrument, ...time };
    case 'OpenInterestSet':
      if (!concern.instruments.has(event.instrument)) return undefined;
      return { ...event, type: 'openInterest', ...time };
    case 'VolatilitiesSet': {
      const { surfaces, volatilities = {} } = event;
      const own = among(volatilities, concern.instruments);
      if (surfaces === undefined && isEmpty(own)) return undefined;
      return {
        type: 'volatility',
        ...given('volatilities', own),
        ...(surfaces && { surfaces }),
        ...time,
      };
    }
    default:
      return undefined;
  }
}

function pricesCommand(
  { sources, ...event }: MarksAdvanced,
  { instruments, assets }: Concern,
  market: Market,
): Command | undefined {
  if (sources !== undefined) {
    const prices = among(sources, instruments);
    return isEmpty(prices) ? undefined : { type: 'source', prices };
  }
  const { told = {}, indexes = {} } = event;
  // What a rule made of an index alone was never told, and is made once more.
  const isTold = (id: string): boolean =>
    Object.hasOwn(told, id) ||
    !Object.hasOwn(indexes, id) ||
    markRuleOf(market, instrumentIn(market, id)) === undefined;
  const marks = Object.entries({ ...among(event.marks, instruments), ...among(told, instruments) });
  const prices = {
    ...given('marks', Object.fromEntries(marks.filter(([id]) => isTold(id)))),
    ...given('indexes', among(indexes, instruments)),
    ...given('lasts', among(event.lasts ?? {}, instruments)),
    ...given('rates', among(event.rates ?? {}, assets)),
  };
  if (isEmpty(prices)) return undefined;
  return {
    type: 'mark',
    ...prices,
    ...given('sequences', among(event.sequences ?? {}, instruments)),
  };
}

function among<Value>(
  values: Readonly<Record<string, Value>>,
  ids: ReadonlySet<string>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([id]) => ids.has(id)));
}

function given<Key extends string, Value>(
  key: Key,
  values: Readonly<Record<string, Value>>,
): { [key in Key]?: Readonly<Record<string, Value>> } {
  return isEmpty(values) ? {} : ({ [key]: values } as { [key in Key]: typeof values });
}

function isEmpty(values: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(values).length === 0;
}
