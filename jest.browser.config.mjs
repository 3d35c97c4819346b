import base from './jest.config.mjs';

/** The specs that drive the console in Chromium, by `npm run test:browser`: against services that are started once for all of them. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/browser/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/browser/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/browser/support/global-teardown.mjs',
  maxWorkers: 1,
  testTimeout: 180_000,
};
