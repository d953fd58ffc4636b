export * from './parts-module.js';
export * from './plimsoll-container.js';
export * from './tokens.js';
