import base from './jest.config.mjs';

/** The specs that need Java and Spark, by `npm run test:spark`: one at a time, since each starts a JVM or several. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/spark/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
