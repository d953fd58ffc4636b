export * from './alert-line.js';
export * from './alerts.js';
export * from './health.js';
export * from './topics.js';
