import { Dec, type Exact, priceOf, quantityOf, refuse, text } from '../kernel/index.js';
import { OUTSIDE, transfer } from '../ledger/index.js';
import {
  bookedDecimals,
  demandRate,
  instrumentIn,
  refuseSettled,
  riskUnitOf,
} from '../market/index.js';
import { openingCost, type Position } from '../position/index.js';
import { checkPositive } from './checks.js';
import type { ImportedPosition } from './commands.js';
import { refuseWhileLiquidating, type Draft } from './draft.js';
import { initialAtEntry } from './initial-at-entry.js';
import { lendingMoves, tradeMoves } from './loan-booking.js';
import { locate } from './locate.js';
import { borrowedPart, financed } from './open-loan.js';
import { positionRecord } from './records.js';

/**
 * Imports a position held elsewhere: no pre-trade checks, no fees. What an isolated pool holds is
 * credited from outside; absent, it is the initial margin at the entry price.
 * @rejects `position.conflict` when a position stands in its place already, `input.invalid` when
 *   portfolio margin has no unit for it
 */
export function importPosition(draft: Draft, command: ImportedPosition): void {
  const { market, account } = draft;
  const instrument = instrumentIn(market, command.instrument);
  refuseSettled(instrument.id, instrument.settledAt);
  demandRate(market, instrument.payAsset);
  riskUnitOf(market, instrument);
  const place = locate(account, market, command);
  refuseWhileLiquidating(account, place.pool);
  checkPositive(command.quantity, 'quantity');
  if (command.leverage !== undefined) checkPositive(command.leverage, 'leverage');
  if (!instrument.allowNonPositive) checkPositive(command.entry, 'entry');
  if (place.position !== undefined) {
    refuse('position.conflict', `${place.key} is held already`, {
      field: 'position',
      figure: place.key,
    });
  }
  const { side, quantity, entry, leverage, position: id } = command;
  const decimals = bookedDecimals(market, instrument.payAsset);
  const fill = { quantity: quantityOf(quantity), price: priceOf(entry) };
  const opened: Position = {
    key: place.key,
    ...(id === undefined ? {} : { id }),
    instrument: instrument.id,
    side,
    quantity,
    cost: openingCost(instrument, fill),
    ...(leverage === undefined ? {} : { leverage }),
    realizedProfit: new Dec(0),
    fees: new Dec(0),
    funding: new Dec(0),
    age: account.version + 1,
  };
  const part = borrowedPart(draft, instrument, opened, opened);
  const position = financed(undefined, opened, part);
  const margin = marginOf(draft, command, position, decimals);
  const asset = instrument.payAsset;
  draft.emit({
    type: 'PositionOpened',
    account: account.id,
    pool: place.pool,
    mode: place.mode,
    instrument: instrument.id,
    position: place.key,
    side,
    quantity: text(quantity),
    price: text(entry),
    imported: true,
    after: positionRecord(position),
    movements: [
      ...lendingMoves(draft, instrument, undefined, position),
      ...tradeMoves(instrument, side, quantity, position.cost),
      ...(place.mode === 'cross'
        ? []
        : transfer(
            { asset, from: OUTSIDE, to: draft.purse(place.pool, asset), reason: 'import' },
            margin,
          )),
    ],
  });
}

function marginOf(
  draft: Draft,
  command: ImportedPosition,
  position: Position,
  decimals: number,
): Dec {
  if (command.margin !== undefined) return command.margin;
  const instrument = instrumentIn(draft.market, command.instrument);
  const initial: Exact = initialAtEntry(draft, instrument, position);
  return initial.rounded(decimals, 'up');
}
