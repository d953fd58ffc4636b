import { type Dec, ONE, ZERO, refuse, text } from '../kernel/index.js';
import {
  instrumentIn,
  priceFrom,
  trailKey,
  type Instrument,
  type PriceSource,
} from '../market/index.js';
import type { Position } from '../position/index.js';
import {
  isSpent,
  triggered,
  type Legs,
  type Protection,
  type ProtectiveClosing,
} from '../protection/index.js';
import { checkPositive, checkQuantity } from './checks.js';
import type { ProtectPosition, ProtectiveTerms } from './commands.js';
import { refuseWhileLiquidating, type Draft } from './draft.js';
import { demandOnly } from './locate.js';
import { protectionRecord } from './protection-record.js';

/**
 * Sets, replaces or takes off the protective orders of a position. A key that is not named leaves
 * its order as it is; one that is named also calls off a triggered order of that kind.
 * @rejects `position.not-found`, `pool.liquidating`, `protection.would-trigger`,
 *   `protection.pending`, `position.exceeds-quantity`, `quantity.off-lot`,
 *   `quantity.below-minimum`, `input.invalid`
 */
export function protect(draft: Draft, command: ProtectPosition): void {
  const { stopLoss, takeProfit, trailing } = command;
  if (stopLoss === undefined && takeProfit === undefined && trailing === undefined) {
    refuse('input.invalid', 'name a stop-loss, a take-profit or a trailing stop', {
      field: 'stopLoss',
    });
  }
  const { pool: held, position } = demandOnly(draft.account, command);
  const { id: pool } = held;
  const { key } = position;
  refuseWhileLiquidating(draft.account, pool);
  const instrument = instrumentIn(draft.market, position.instrument);
  const before = draft.pool(pool)?.protections?.get(key);
  const legs = legsOf(draft, instrument, position, command);
  const after = replaced(before ?? { age: position.age }, command, legs);
  checkSides(position, after);
  refuseTriggered(draft, position, legs);
  draft.emit({
    type: 'ProtectionSet',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: key,
    protection: isSpent(after) ? null : protectionRecord(after),
  });
}

/** The orders that the command sets, checked. */
function legsOf(
  draft: Draft,
  instrument: Instrument,
  position: Position,
  { stopLoss, takeProfit, trailing }: ProtectPosition,
): Legs {
  const priced = (terms: ProtectPosition['stopLoss'], field: 'stopLoss' | 'takeProfit'): Legs => {
    if (terms === undefined || terms === 'off') return {};
    if (!instrument.allowNonPositive) checkPositive(terms.price, `${field}.price`);
    return { [field]: { ...partOf(instrument, position, terms, field), price: terms.price } };
  };
  return {
    ...priced(stopLoss, 'stopLoss'),
    ...priced(takeProfit, 'takeProfit'),
    ...(trailing === undefined || trailing === 'off'
      ? {}
      : {
          trailing: {
            ...partOf(instrument, position, trailing, 'trailing'),
            ...distanceOf(trailing),
            since: ticksOf(draft, trailing.trigger ?? 'mark', instrument.id),
          },
        }),
  };
}

function ticksOf(draft: Draft, source: PriceSource, instrument: string): number {
  return draft.market.trails?.get(trailKey(source, instrument))?.ticks ?? 0;
}

function partOf(
  instrument: Instrument,
  position: Position,
  { trigger = 'mark', quantity, share }: ProtectiveTerms,
  field: string,
): { on: PriceSource; quantity?: Dec; share?: Dec } {
  if (quantity !== undefined && share !== undefined) {
    refuse('input.invalid', 'name a quantity or a share, not both', { field: `${field}.share` });
  }
  if (quantity !== undefined) {
    checkPositive(quantity, `${field}.quantity`);
    if (quantity.gt(position.quantity)) {
      refuse('position.exceeds-quantity', `only ${text(position.quantity)} contracts are open`, {
        field: `${field}.quantity`,
        figure: text(quantity),
        limit: text(position.quantity),
        unit: 'contracts',
      });
    }
    if (!quantity.eq(position.quantity)) checkQuantity(instrument, quantity);
    return { on: trigger, quantity };
  }
  if (share === undefined) return { on: trigger };
  checkPositive(share, `${field}.share`);
  if (share.gt(ONE)) {
    refuse('input.invalid', 'a share is at most 1', {
      field: `${field}.share`,
      figure: text(share),
      limit: '1',
    });
  }
  return { on: trigger, share };
}

function distanceOf({ amount, percent }: { amount?: Dec; percent?: Dec }) {
  if ((amount === undefined) === (percent === undefined)) {
    refuse('input.invalid', 'a trailing stop keeps an amount or a percentage, one of them', {
      field: 'trailing.amount',
    });
  }
  if (amount !== undefined) {
    checkPositive(amount, 'trailing.amount');
    return { amount };
  }
  const share = percent ?? ZERO;
  checkPositive(share, 'trailing.percent');
  if (share.gte(100)) {
    refuse('input.invalid', 'a trailing stop keeps less than 100 %', {
      field: 'trailing.percent',
      figure: text(share),
      limit: '100',
      unit: '%',
    });
  }
  return { percent: share };
}

const NAMES = {
  'stop-loss': 'stopLoss',
  'take-profit': 'takeProfit',
  trailing: 'trailing',
} as const;

/** The protection after the command; orders it does not name stay as they are. */
function replaced(before: Protection, command: ProtectPosition, legs: Legs): Protection {
  const { stopLoss, takeProfit, trailing, closing, keepOthers, ...rest } = before;
  const kept = {
    ...(command.stopLoss === undefined && stopLoss && { stopLoss }),
    ...(command.takeProfit === undefined && takeProfit && { takeProfit }),
    ...(command.trailing === undefined && trailing && { trailing }),
  };
  const { oneCancelsOther = keepOthers === undefined } = command;
  const running = closing && stillRunning(closing, command) ? { closing } : {};
  return {
    ...rest,
    ...kept,
    ...legs,
    ...running,
    ...(oneCancelsOther ? {} : { keepOthers: true }),
  };
}

/** @rejects `protection.pending` when the order called off may just be filled */
function stillRunning({ cause, pending }: ProtectiveClosing, command: ProtectPosition): boolean {
  if (cause === 'loss-limit' || command[NAMES[cause]] === undefined) return true;
  if (pending === undefined) return false;
  refuse('protection.pending', `the ${cause} ${pending.order} awaits the answer of the venue`, {
    field: NAMES[cause],
    figure: pending.order,
  });
}

/** @rejects `input.invalid` when a stop-loss does not lie on the losing side of the take-profit */
function checkSides({ side }: Position, { stopLoss, takeProfit }: Protection): void {
  if (stopLoss === undefined || takeProfit === undefined) return;
  const apart = takeProfit.price.minus(stopLoss.price);
  if (side === 'long' ? apart.gt(ZERO) : apart.lt(ZERO)) return;
  refuse('input.invalid', `the take-profit of a ${side} lies on the wrong side of its stop-loss`, {
    field: 'takeProfit',
    figure: text(takeProfit.price),
    limit: text(stopLoss.price),
  });
}

/** @rejects `protection.would-trigger`: a mistaken price must not close the position at once */
function refuseTriggered(draft: Draft, position: Position, legs: Legs): void {
  const { trailing: _since, ...priced } = legs;
  const hit = triggered(draft.market, position, priced);
  if (hit === undefined) return;
  const price = priceFrom(draft.market, hit.order.on, position.instrument);
  refuse('protection.would-trigger', `the ${hit.leg} would trigger at once`, {
    field: NAMES[hit.leg],
    figure: text(hit.trigger),
    limit: text(price ?? hit.price),
  });
}
