export * from './case-order.js';
export * from './closing-order.js';
export * from './judging-order.js';
export * from './order.js';
