export * from './explain-pool.js';
export * from './explain-position.js';
export type { Explained } from './money.js';
