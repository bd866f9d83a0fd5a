// Three kinds of test, told apart by name: x.test.ts needs nothing, x.kafka.test.ts and x.db.test.ts run on a real
// broker and a real Postgres that one global set-up starts, x.prometheus.test.ts beside them on a real Prometheus; e2e/
// runs whole stacks of its own.
const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest'] },
  moduleNameMapper: {
    '^@postrider/([^/]+)$': ['<rootDir>/libs/$1/src/index.ts', '<rootDir>/tools/$1/src/index.ts'],
    '^@postrider/sdk/(.+)$': '<rootDir>/libs/sdk/src/receive/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/\\.postrider/', '<rootDir>/\\.nx/'],
  ...extra,
});

const source = '<rootDir>/{apps,libs,tools}/*/src/**';

// Set by `npm test`, which adds the counts of its runs up.
const countsFile = process.env.POSTRIDER_TEST_COUNTS;

export default {
  // A process keeps some of what each file loaded: after hundreds of them it would do little but collect garbage.
  workerIdleMemoryLimit: '1GB',
  // Where the machine has others to serve, all takes many times longer, and it may stand still for seconds. What a test waits
  // for it says itself (`eventually`), so this is for what hangs alone.
  testTimeout: 120_000,
  reporters: ['default', ...(countsFile ? [['<rootDir>/tools/test-counts.mjs', { file: countsFile }]] : [])],
  projects: [
    project('pure', [`${source}/*.test.ts`], {
      testPathIgnorePatterns: ['\\.(kafka|db|prometheus|stack)\\.test\\.ts$'],
    }),
    project('parts', [`${source}/*.{kafka,db,prometheus}.test.ts`], {
      globalSetup: '<rootDir>/tools/test-servers.mjs',
      globalTeardown: '<rootDir>/tools/stop-test-servers.mjs',
    }),
    project('e2e', ['<rootDir>/e2e/src/**/*.test.ts']),
  ],
};
