export * from './changes.js';
export * from './close-outs.js';
export * from './fill-at-mark.js';
export * from './simulate.js';
export * from './situation.js';
export * from './shocks.js';
export * from './stress.js';
