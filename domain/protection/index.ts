export * from './loss-book.js';
export * from './protection.js';
export * from './trigger.js';
