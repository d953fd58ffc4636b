export * from './movement.js';
export * from './trial-balance.js';
