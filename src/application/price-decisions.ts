import { acceptIndex, acceptMark, checkPrice, instrumentIn, refuse } from '../../domain/index.js';
import type { Command } from './commands.js';
import { readDecimal } from './read-decimal.js';
import type { EngineState } from './state.js';
import type { EngineEvent } from './tape.js';

type MarkCommand = Extract<Command, { type: 'mark' }>;
type MarksAdvanced = Extract<EngineEvent, { type: 'MarksAdvanced' }>;

/**
 * Takes a batch of marks, index prices, last trades and rates, all of it or nothing.
 * @rejects the code of the first price that may not replace the last good one
 */
export function advanceMarks(state: EngineState, command: MarkCommand): MarksAdvanced {
  const { marks = {}, indexes = {}, rates = {}, lasts = {}, sequences } = command;
  for (const [id, price] of Object.entries(marks)) {
    const sequence = sequences?.[id];
    const update = {
      price: readDecimal(`mark.${id}`, price),
      at: state.now,
      ...(sequence === undefined ? {} : { sequence }),
    };
    const accepted = acceptMark(instrumentIn(state.market, id), state.marks.get(id), update);
    if (!accepted.ok) refuse(accepted.error.code, accepted.error.message, accepted.error);
  }
  for (const [id, price] of Object.entries(indexes)) {
    const update = { price: readDecimal(`index.${id}`, price), at: state.now };
    const accepted = acceptIndex(instrumentIn(state.market, id), state.indexes.get(id), update);
    if (!accepted.ok) refuse(accepted.error.code, accepted.error.message, accepted.error);
  }
  for (const [id, price] of Object.entries(lasts)) {
    checkPrice(instrumentIn(state.market, id), readDecimal(`last.${id}`, price));
  }
  for (const [asset, rate] of Object.entries(rates)) refuseBadRate(asset, rate);
  return {
    type: 'MarksAdvanced',
    marks,
    ...(Object.keys(indexes).length === 0 ? {} : { indexes }),
    ...(Object.keys(rates).length === 0 ? {} : { rates }),
    ...(Object.keys(lasts).length === 0 ? {} : { lasts }),
    ...(sequences === undefined ? {} : { sequences }),
  };
}

function refuseBadRate(asset: string, rate: string): void {
  if (readDecimal(`rate.${asset}`, rate).gt(0)) return;
  refuse('market.price-not-positive', `the rate of ${asset} must be positive`, {
    field: `rate.${asset}`,
    figure: rate,
    limit: '0',
  });
}

/** Takes the open interest of an instrument, which may raise its initial margin. */
export function setOpenInterest(
  state: EngineState,
  { instrument, notional }: Extract<Command, { type: 'openInterest' }>,
): EngineEvent {
  const { id, payAsset } = instrumentIn(state.market, instrument);
  if (readDecimal('notional', notional).lt(0)) {
    refuse('input.invalid', `the open interest of ${id} cannot be negative`, {
      field: 'notional',
      figure: notional,
      limit: '0',
      unit: payAsset,
    });
  }
  return { type: 'OpenInterestSet', instrument: id, notional };
}
