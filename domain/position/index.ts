export * from './black.js';
export * from './fill.js';
export * from './loan.js';
export * from './lots.js';
export * from './payoff.js';
export * from './position.js';
export * from './side.js';
