/**
 * The model: pure, synchronous and deterministic. It runs unchanged in Node and in a browser.
 */
export * from './kernel/index.js';
export * from './ledger/index.js';
export * from './market/index.js';
export * from './position/index.js';
export * from './order/index.js';
export * from './accrual/index.js';
export * from './margin/index.js';
export * from './alert/index.js';
export * from './protection/index.js';
export * from './liquidation/index.js';
export * from './account/index.js';
export * from './insurance/index.js';
export * from './judging/index.js';
export * from './what-if/index.js';
export * from './explain/index.js';
