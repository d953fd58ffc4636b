import { Dec, Rational, combined, leaf, worded, type Derivation } from '../kernel/index.js';
import { bandOf } from '../alert/index.js';
import { equityNode, levelNode, maintenanceNode, triggerNode } from './levels.js';
import type { Explained } from './money.js';

function bufferNode(explained: Explained): Derivation {
  return combined('buffer', 'product', 'buffer x maintenance margin', [
    leaf('buffer', explained.market.configuration.buffer, 'engine.buffer'),
    maintenanceNode(explained),
  ]);
}

/** How far the equity stands above the buffer; negative below it. */
export function bufferDistanceNode(explained: Explained): Derivation {
  const parts = [equityNode(explained), bufferNode(explained)];
  return combined('bufferDistance', 'difference', 'equity - buffer', parts);
}

/** From 0, where the liquidation begins, to 100, where the buffer is whole. */
export function healthScoreNode(explained: Explained): Derivation {
  const { market, measure } = explained;
  const { buffer, liquidation } = market.configuration;
  if (measure.valuations.length === 0) {
    return worded('healthScore', 'no-exposure', 'a pool without positions has none');
  }
  const room = combined('room', 'difference', 'equity - trigger x maintenance margin', [
    equityNode(explained),
    triggerNode(explained),
  ]);
  const zero = leaf('least', Rational.ZERO, 'nothing');
  const most = leaf('most', new Dec(100), 'one hundred');
  const whole = combined('room of a whole buffer', 'product', '(buffer - trigger) x maintenance', [
    leaf('buffer - trigger', buffer.minus(liquidation.trigger), 'engine.buffer'),
    maintenanceNode(explained),
  ]);
  const formula = '100 x room / room of a whole buffer, from 0 to 100';
  if (whole.value === '0') {
    const none = room.value === '0' || room.value.startsWith('-');
    return worded('healthScore', none ? '0' : '100', formula, [room, whole]);
  }
  const share = combined('share', 'quotient', '100 x room / room of a whole buffer', [
    combined('100 x room', 'product', '100 x room', [most, room]),
    whole,
  ]);
  const capped = combined('capped', 'smallest', 'at most 100', [share, most]);
  return combined('healthScore', 'largest', formula, [capped, zero]);
}

/** Where the configured measure stands against the two bands. */
export function bandNode(explained: Explained): Derivation {
  const { market, measure } = explained;
  const { measure: by, yellow, red } = market.configuration.bands;
  const parts = [
    measuredBy(explained, by),
    leaf('yellow from', yellow, 'engine.bands'),
    leaf('red from', red, 'engine.bands'),
  ];
  return worded('band', bandOf(market, measure), `the band that holds the ${by}`, parts);
}

function measuredBy(
  explained: Explained,
  by: Explained['market']['configuration']['bands']['measure'],
): Derivation {
  switch (by) {
    case 'level':
      return levelNode(explained, 'marginLevel');
    case 'usage':
      return levelNode(explained, 'marginUsage');
    case 'cover':
      return levelNode(explained, 'maintenanceCover');
    case 'equityRatio':
      return levelNode(explained, 'equityRatio');
    case 'buffer':
      return bufferDistanceNode(explained);
  }
}
