import { instrumentIn, refuse, surfaceOf, volatilityOf } from '../../domain/index.js';
import type { Command } from './commands.js';
import { readDecimal } from './read-decimal.js';
import type { EngineState } from './state.js';
import type { EngineEvent } from './tape.js';

/**
 * Takes implied volatilities, one batch, judged like marks.
 * @rejects `market.instrument-unknown`, `input.invalid` for a negative one, for an instrument that
 *   is no option or reads a surface, for a surface that cannot be meant, and where nothing is told
 */
export function setVolatilities(
  state: EngineState,
  { volatilities, surfaces }: Extract<Command, { type: 'volatility' }>,
): EngineEvent {
  if (volatilities === undefined && surfaces === undefined) {
    refuse('input.invalid', 'neither volatilities nor surfaces are told', {
      field: 'volatilities',
    });
  }
  for (const [id, written] of Object.entries(volatilities ?? {})) {
    const { base, option } = instrumentIn(state.market, id);
    const field = `volatilities.${id}`;
    if (option === undefined) refuse('input.invalid', `${id} is no option`, { field, figure: id });
    if (option.volatility === undefined) {
      refuse('input.invalid', `${id} reads the surface of ${base}`, { field, figure: id });
    }
    readDecimal(field, written);
    volatilityOf(id, written);
  }
  for (const [base, terms] of Object.entries(surfaces ?? {})) {
    surfaceOf(terms, `surfaces.${base}`);
  }
  return {
    type: 'VolatilitiesSet',
    ...(volatilities === undefined ? {} : { volatilities }),
    ...(surfaces === undefined ? {} : { surfaces }),
  };
}
