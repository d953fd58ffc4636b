export * from './insurance-fund.js';
