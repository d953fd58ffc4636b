export * from './borrow-rates.js';
export * from './funding.js';
export * from './interest.js';
export * from './trading-fee.js';
