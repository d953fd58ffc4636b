export * from './open-order.js';
export * from './reserve.js';
