import base from './jest.config.mjs';

/** The suites that pin the domain; those that read the tree or start processes are left out. */
export default {
  ...base,
  testMatch: ['**/test/unit/**/*.test.ts', '**/test/properties/**/*.test.ts', '**/test/conformance/**/*.test.ts'],
};
