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

// The test files of a worker share their modules (CONTRIBUTING.md, Tests).
const INSTEAD = {
  '--watch': 'run npm test -- PATH again after a change; one unit takes two seconds.',
  '--coverage': 'run NODE_V8_COVERAGE=FOLDER npm test -- PATH and read FOLDER with c8.',
};
for (const [option, instead] of Object.entries(INSTEAD)) {
  if (process.argv.some((given) => given.startsWith(option))) {
    throw new Error(`${option} is not supported, since test files share their modules: ${instead}`);
  }
}

export default {
  rootDir: '.',
  testMatch: ['<rootDir>/{apps,libs,clients,console,migrations,launcher,test,bench}/**/*.spec.ts'],
  // These need Java (npm run test:spark) or a browser (npm run test:browser).
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(spark|browser)/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.musicbox/'],
  runtime: '<rootDir>/test/support/runner/shared-runtime.mjs',
  testEnvironment: '<rootDir>/test/support/runner/log-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': swc },
  testSequencer: '<rootDir>/test/support/runner/slowest-first.mjs',
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  // A good third of a test is waiting for PostgreSQL, services and timers.
  maxWorkers: 3,
  testTimeout: 60_000,
};
