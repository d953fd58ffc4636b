import { instrumentIn, refuse, volatilityOf } from '../../domain/index.js';
import type { Command } from './commands.js';
import { readDecimal } from './read-decimal.js';
import type { EngineState } from './state.js';
import type { EngineEvent } from './tape.js';

/**
 * Takes implied volatilities of options, one batch, judged like marks.
 * @rejects `market.instrument-unknown`, `input.invalid` for a negative one, and for an instrument
 *   that is no option
 */
export function setVolatilities(
  state: EngineState,
  { volatilities }: Extract<Command, { type: 'volatility' }>,
): EngineEvent {
  for (const [id, written] of Object.entries(volatilities)) {
    const { option } = instrumentIn(state.market, id);
    if (option === undefined) {
      refuse('input.invalid', `${id} is no option`, { field: `volatilities.${id}`, figure: id });
    }
    readDecimal(`volatilities.${id}`, written);
    volatilityOf(id, written);
  }
  return { type: 'VolatilitiesSet', volatilities };
}
