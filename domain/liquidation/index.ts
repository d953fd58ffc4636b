export * from './closing-order.js';
export * from './closing-size.js';
export * from './deficit.js';
export * from './just-enough.js';
export * from './liquidation-case.js';
export * from './liquidation-fee.js';
export * from './next-close-out.js';
export * from './quantity-steps.js';
