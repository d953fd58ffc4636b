export * from './alerts.js';
export * from './health.js';
