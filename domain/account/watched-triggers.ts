import type { Dec } from '../kernel/index.js';
import { bestPrice, type Factor, type Market } from '../market/index.js';
import type { Position } from '../position/index.js';
import type { PriceLeg, TrailingLeg } from '../protection/index.js';
import type { PoolState } from './account.js';

/** A price at which a protective order triggers. */
export interface PriceTrigger {
  readonly factor: Factor;
  readonly when: 'at-or-below' | 'at-or-above';
  readonly price: Dec;
}

/** A trailing stop: it triggers at a distance from the best price, which is followed here. */
export interface TrailingTrigger {
  readonly factor: Factor;
  readonly side: 'long' | 'short';
  /** The best price since the stop was set. */
  readonly best: Dec;
  readonly distance: { readonly amount: Dec } | { readonly percent: Dec };
}

/** Prices at which protective orders of an account trigger, and feeds that are yet to begin. */
export interface WatchedTriggers {
  readonly triggers: (PriceTrigger | TrailingTrigger)[];
  readonly awaited: Factor[];
}

/** Adds what the protective orders of a pool wait for; an order under way waits for no price. */
export function addTriggers(
  found: WatchedTriggers,
  market: Market,
  { positions, protections }: PoolState,
): void {
  for (const [key, { stopLoss, takeProfit, trailing, closing }] of protections ?? []) {
    const position = positions.get(key);
    if (position === undefined || closing !== undefined) continue;
    const falling = position.side === 'long';
    if (stopLoss !== undefined) found.triggers.push(priceTrigger(position, stopLoss, falling));
    if (takeProfit !== undefined) found.triggers.push(priceTrigger(position, takeProfit, !falling));
    if (trailing !== undefined) addTrailing(found, market, position, trailing);
  }
}

function priceTrigger(
  { instrument }: Position,
  { on, price }: PriceLeg,
  falling: boolean,
): PriceTrigger {
  const when = falling ? 'at-or-below' : 'at-or-above';
  return { factor: `${on}:${instrument}`, when, price };
}

function addTrailing(
  { triggers, awaited }: WatchedTriggers,
  market: Market,
  { instrument, side }: Position,
  { on, since, amount, percent }: TrailingLeg,
): void {
  const factor: Factor = `${on}:${instrument}`;
  const best = bestPrice(market, on, instrument, side, since);
  const distance =
    amount !== undefined ? { amount } : percent !== undefined ? { percent } : undefined;
  if (best === undefined || distance === undefined) awaited.push(factor);
  else triggers.push({ factor, side, best, distance });
}
