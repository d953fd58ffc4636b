import {
  acceptIndex,
  acceptMark,
  attempt,
  checkPrice,
  demand,
  instrumentIn,
  refuse,
  text,
  type Dec,
  type Instrument,
  type Result,
} from '../../domain/index.js';
import type { Command } from './commands.js';
import type { Refusal } from './decided.js';
import { readDecimal } from './read-decimal.js';
import type { EngineState } from './state.js';
import type { EngineEvent, RefusedPrice } from './tape.js';

type MarkCommand = Extract<Command, { type: 'mark' }>;
/** A batch of prices that was taken. */
export type MarksAdvanced = Extract<EngineEvent, { type: 'MarksAdvanced' }>;

/**
 * Takes a batch of marks, index prices, last trades and rates: all of it or nothing, or, if it
 * is a partial batch, every price of it that is good.
 * @rejects the code of the first price that may not replace the last good one; a partial batch only
 *   when none of its prices may
 */
export function advanceMarks(
  state: EngineState,
  { marks = {}, indexes = {}, rates = {}, lasts = {}, sequences, partial = false }: MarkCommand,
): Result<MarksAdvanced, Refusal> {
  const refused: RefusedPrice[] = [];
  const good = (
    price: RefusedPrice['price'],
    prices: Readonly<Record<string, string>>,
    check: (id: string, price: Dec) => void,
  ): Record<string, string> => {
    const kept = Object.entries(prices).filter(([id, value]) => {
      const checked = attempt(() => {
        check(id, readDecimal(`${price}.${id}`, value));
      });
      if (!checked.ok) refused.push({ price, id, error: checked.error });
      return checked.ok;
    });
    return Object.fromEntries(kept);
  };
  const at = state.now;
  const advanced = {
    marks: good('mark', marks, (id, price) => {
      const sequence = sequences?.[id];
      const update = { price, at, ...(sequence === undefined ? {} : { sequence }) };
      const instrument = instrumentIn(state.market, id);
      refuseComposed(instrument, 'mark', price);
      demand(acceptMark(instrument, state.marks.get(id), update));
    }),
    indexes: good('index', indexes, (id, price) => {
      const instrument = instrumentIn(state.market, id);
      refuseComposed(instrument, 'index', price);
      demand(acceptIndex(instrument, state.indexes.get(id), { price, at }));
    }),
    lasts: good('last', lasts, (id, price) => {
      checkPrice(instrumentIn(state.market, id), price);
    }),
    rates: good('rate', rates, refuseBadRate),
  };
  const [first] = refused;
  const none = Object.values(advanced).every((prices) => Object.keys(prices).length === 0);
  if (first !== undefined && (none || !partial)) {
    return { ok: false, error: partial ? { ...first.error, refused } : first.error };
  }
  return { ok: true, value: eventOf(advanced, sequences, refused) };
}

type Prices = Required<Pick<MarksAdvanced, 'marks' | 'indexes' | 'rates' | 'lasts'>>;

/** Only what there is: sequences of the marks that were taken, and no empty lists. */
function eventOf(
  { marks, indexes, rates, lasts }: Prices,
  sequences: Readonly<Record<string, number>> | undefined,
  refused: readonly RefusedPrice[],
): MarksAdvanced {
  const taken = Object.entries(sequences ?? {}).filter(([id]) => Object.hasOwn(marks, id));
  return {
    type: 'MarksAdvanced',
    marks,
    ...(Object.keys(indexes).length === 0 ? {} : { indexes }),
    ...(Object.keys(rates).length === 0 ? {} : { rates }),
    ...(Object.keys(lasts).length === 0 ? {} : { lasts }),
    ...(taken.length === 0 ? {} : { sequences: Object.fromEntries(taken) }),
    ...(refused.length === 0 ? {} : { refused }),
  };
}

/** A price that is composed of sources is not told beside them. */
function refuseComposed({ id, sources }: Instrument, feed: 'mark' | 'index', price: Dec): void {
  if (sources?.feeds !== feed) return;
  refuse('input.invalid', `the ${feed} of ${id} is composed of its sources`, {
    field: `${feed}.${id}`,
    figure: text(price),
  });
}

function refuseBadRate(asset: string, rate: Dec): void {
  if (rate.gt(0)) return;
  refuse('market.price-not-positive', `the rate of ${asset} must be positive`, {
    field: `rate.${asset}`,
    figure: text(rate),
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
