export * from './depeg-charge.js';
export * from './group-requirement.js';
export * from './option-risk.js';
export * from './pool-risk.js';
export * from './position-risk.js';
export * from './scenario-table.js';
export * from './unit-requirement.js';
export * from './unit-sums.js';
