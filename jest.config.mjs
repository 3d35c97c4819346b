const swc = [
  '@swc/jest',
  {
    // The options stand here: .swcrc leaves specs out of the build.
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2023',
      keepClassNames: true,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

export default {
  rootDir: '.',
  testMatch: ['<rootDir>/{apps,libs,clients,console,migrations,launcher,test,bench}/**/*.spec.ts'],
  // These need Java (npm run test:spark) or a browser (npm run test:browser).
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(spark|browser)/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.musicbox/'],
  testEnvironment: '<rootDir>/test/support/log-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': swc },
  moduleNameMapper: {
    '^#common$': '<rootDir>/libs/common/src/index.ts',
    '^#common/(.*)$': '<rootDir>/libs/common/src/$1/index.ts',
    '^#ml$': '<rootDir>/libs/ml/src/index.ts',
    '^#ml/(.*)$': '<rootDir>/libs/ml/src/$1/index.ts',
    '^#kernels$': '<rootDir>/libs/kernels/src/index.ts',
    '^#clients$': '<rootDir>/clients/typescript/src/index.ts',
    '^#plots$': '<rootDir>/libs/plots/src/index.ts',
    '^#sample-logs$': '<rootDir>/libs/sample-logs/src/index.ts',
    '^#migrations$': '<rootDir>/migrations/migrate.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  // Much of a test is waiting for PostgreSQL and services: on 2 cores 217 s instead of 373 s with one worker.
  maxWorkers: 2,
  testTimeout: 60_000,
};
