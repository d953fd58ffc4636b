export * from './alerts.js';
export * from './health.js';
export * from './topics.js';
