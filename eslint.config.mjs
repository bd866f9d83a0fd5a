// The house rules that a machine can hold. Boundaries between projects are tags in their package.json: see CONTRIBUTING.md.
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Who may import whom. No `*` rule: a project without a tag that is listed here may import nothing. */
const depConstraints = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib', 'type:tool'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:lib', 'type:tool'] },
  {
    sourceTag: 'layer:pure',
    onlyDependOnLibsWithTags: ['layer:pure'],
    bannedExternalImports: [
      'kafkajs',
      'typeorm',
      'pg',
      'undici',
      'fastify',
      'pino',
      'prom-client',
      '@nestjs/*',
      '@opentelemetry/*',
    ],
  },
  { sourceTag: 'layer:infra', onlyDependOnLibsWithTags: ['layer:pure', 'layer:infra', 'layer:testing'] },
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: ['layer:pure'] },
];

/** Packages that one place alone may import, so that their hazards are dealt with once. */
const reserved = [
  { name: 'kafkajs', home: ['libs/kafka/src/kafkajs/**'], why: 'Only libs/kafka/src/kafkajs imports kafkajs.' },
  { name: 'typeorm', home: ['libs/persistence/src/**'], why: 'Only libs/persistence imports typeorm.' },
  {
    name: 'pg',
    home: ['libs/persistence/src/**', 'libs/testing/src/**', 'tools/stack/src/**'],
    why: 'Only libs/persistence imports pg.',
  },
  {
    name: 'undici',
    home: ['apps/dispatcher/src/exchange/**'],
    why: 'HTTP leaves through apps/dispatcher/src/exchange alone.',
  },
  { name: 'prom-client', home: ['libs/observability/src/**'], why: 'Only libs/observability imports prom-client.' },
  ...['piscina', 'quickjs-emscripten-core', 'jsonata'].map((name) => ({
    name,
    home: ['libs/transform/src/**'],
    why: `Only libs/transform, where scripts are run, imports ${name}.`,
  })),
  { name: 'pino', home: ['libs/observability/src/**'], why: 'Only libs/observability imports pino.' },
  ...[
    '@opentelemetry/api',
    '@opentelemetry/core',
    '@opentelemetry/exporter-trace-otlp-proto',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-trace-base',
    '@opentelemetry/semantic-conventions',
  ].map((name) => ({ name, home: ['libs/tracing/src/**'], why: `Only libs/tracing imports ${name}.` })),
];

const restricted = (allowed) => ({
  'no-restricted-imports': [
    'error',
    { paths: reserved.filter(({ name }) => !allowed.includes(name)).map(({ name, why }) => ({ name, message: why })) },
  ],
});

const homes = [...new Set(reserved.flatMap(({ home }) => home))];

const sources = ['{apps,libs,tools}/*/src/**/*.ts', 'e2e/src/**/*.ts'];

export default tseslint.config(
  { ignores: ['libs/sdk/src/api/**', '**/dist/**', '**/bundle/**', '**/node_modules/**', '.postrider/**', '.nx/**'] },
  {
    files: sources,
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Entities and modules are classes that decorators fill.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowStaticOnly: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      // Nest's options are a class by name only, and are given as literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // It takes what was looked at before an await for still being so.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Variables are read through a *.config.ts.' },
      ],
      ...restricted([]),
    },
  },
  ...homes.map((home) => ({
    files: [home],
    rules: restricted(reserved.filter((one) => one.home.includes(home)).map(({ name }) => name)),
  })),
  // A program's first file hands its variables on; a tool's words are for the terminal.
  {
    files: [
      '**/main.ts',
      '**/migrate.ts',
      '**/{recover,reseal}.ts',
      'apps/subscription/src/{await-schema,create-topics}.ts',
      '**/*.config.ts',
      'libs/testing/src/**',
      'e2e/src/**',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['tools/*/src/main.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['libs/persistence/src/entities/*.entity.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': 'off',
      // What a response or a log line holds is found out by the expectation.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  prettier,
);
