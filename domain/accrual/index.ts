export * from './funding.js';
export * from './trading-fee.js';
