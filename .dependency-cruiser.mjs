import { readFileSync } from 'node:fs';

/** The files that libraries are imported by, as package.json names them. */
const { imports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const ENTRIES = Object.values(imports)
  .filter(({ types }) => types !== undefined)
  .map(({ types }) => `^${types.slice('./'.length).replaceAll('.', '\\.')}$`);

/**
 * The walls of the house, run by `npm run check`. Each tree below lists its folders (and single files) from the top to the bottom: code
 * imports only what stands further down in its list, types included. Files of the root that are not listed put the rest together and
 * are imported by nobody.
 */
const TREES = {
  'libs/common/src': {
    order: [
      'service',
      'jobs',
      'audit',
      'erasure',
      'registry',
      'health',
      'keys',
      'metrics',
      'tracing',
      'http',
      'contacts',
      'conditions',
      'fields',
      'outer-ids',
      'publishing',
      'database',
      'errors',
      'logging',
      'bucket',
      'settings',
      'spark',
      'threads',
      'waiting',
      'cache',
      'bands',
      'cells',
      'copy',
      'calendar',
      'outdated-model',
      'embedded-postgres',
    ],
  },
  'libs/ml/src': {
    order: [
      'uplift',
      'classifier',
      'explain',
      'trees',
      'calibration',
      'linear',
      'neighbours',
      'factors',
      'effects',
      'evaluation',
      'drift',
      'survival',
      'search',
      'linalg',
      'random',
    ],
  },
  'launcher/src': {
    order: [
      'platform',
      'preparation',
      'logs',
      'services',
      'database',
      'ports',
      'data-folder',
      'options',
      'launcher-error.ts',
    ],
  },
  'console/server/src': {
    order: [
      'console-server.ts',
      'session-routes.ts',
      'service-proxy.ts',
      'request-guard.ts',
      'tokens.ts',
      'problems.ts',
      'console.settings.ts',
    ],
  },
  'console/browser/src': {
    order: ['layout', 'pages.ts', 'pages', 'parts', 'data', 'format', 'texts.ts', 'texts', 'styles'],
  },
  'apps/ingest-service/src': {
    order: [
      'cli',
      'keys-cli',
      'watching',
      'privacy',
      'uploads',
      'mapping-checks',
      'rejected-lines',
      'loading',
      'kernel',
      'sources',
      'stored-mappings',
      'archives',
      'events',
      'songs',
      'facts',
      'users',
      'exports',
      'retention',
      'coverage',
      'exclusions',
      'acknowledgements',
      'audit',
      'keys',
      'day-ranges',
      'storage',
      'ingest.settings.ts',
      'terminal.ts',
      'mapping',
      'formats',
    ],
  },
  'apps/churn-service/src': {
    order: [
      'retraining',
      'audiences',
      'campaigns',
      'delivery',
      'monitoring',
      'population',
      'contact-suppressions',
      'user-values',
      'backtests',
      'decision',
      'serving',
      'publishing',
      'scores',
      'portable',
      'registry',
      'training',
      'measures',
      'model',
      'dataset',
      'churn.settings.ts',
      'event-kinds.ts',
    ],
  },
  'apps/recommender-service/src': {
    order: [
      'outcomes',
      'lists',
      'serving',
      'answers',
      'listener',
      'retraining',
      'registry',
      'repeats',
      'searches',
      'sequence',
      'evaluation',
      'engines',
      'model',
      'interactions',
      'recommender.settings.ts',
    ],
  },
};
const BROWSER = 'console/browser/src';
const SERVICES = ['ingest-service', 'churn-service', 'recommender-service'];
const SPEC = '\\.spec\\.ts$';
const CODE = `(?<!\\.spec)\\.tsx?$`;

const pathOf = (tree, entry) =>
  `^${tree}/${entry}${entry.endsWith('.ts') ? '$' : '/'}`.replaceAll('.', '\\.');
const among = (tree, entries) => entries.map((entry) => pathOf(tree, entry)).join('|');

/** Of each folder: what stands above it, and files of the root that nobody imports. */
function orderRules([tree, { order }]) {
  return order.flatMap((entry, place) => {
    const above = order.slice(0, place);
    const listedFiles = order.filter((name) => name.endsWith('.ts')).map((name) => pathOf(tree, name));
    return [
      ...(above.length === 0
        ? []
        : [
            {
              name: `${tree}/${entry} imports only what stands below it`,
              severity: 'error',
              from: { path: pathOf(tree, entry), pathNot: SPEC },
              to: { path: among(tree, above) },
            },
          ]),
      {
        name: `${tree}/${entry} imports no file that puts the whole together`,
        severity: 'error',
        from: { path: pathOf(tree, entry), pathNot: SPEC },
        to: { path: `^${tree}/[^/]+${CODE}`, ...(listedFiles.length > 0 ? { pathNot: listedFiles } : {}) },
      },
    ];
  });
}

/** A folder without a place in the list would be free to import anything. */
function completenessRule([tree, { order }]) {
  const folders = order.filter((entry) => !entry.endsWith('.ts'));
  return {
    name: `every folder of ${tree} has its place in the order`,
    severity: 'error',
    from: {},
    to: { path: `^${tree}/[^/]+/.+${CODE}`, pathNot: `^${tree}/(${folders.join('|')})/` },
  };
}

const appsMeetInPostgres = SERVICES.map((app) => ({
  name: `${app} imports no other app: they meet only in PostgreSQL`,
  severity: 'error',
  from: { path: `^apps/${app}/` },
  to: { path: '^apps/', pathNot: `^apps/${app}/` },
}));

export default {
  forbidden: [
    ...Object.entries(TREES).flatMap((tree) => [...orderRules(tree), completenessRule(tree)]),
    ...appsMeetInPostgres,
    {
      name: 'no circle of files',
      severity: 'error',
      from: { pathNot: SPEC },
      to: { circular: true },
    },
    {
      name: 'libs/ml is pure: only itself, the loader of kernels, ml-matrix and ml-logistic-regression',
      severity: 'error',
      from: { path: '^libs/ml/', pathNot: SPEC },
      to: {
        pathNot:
          '^libs/(ml/|kernels/src/kernel-module\\.ts$)|^node_modules/(ml-matrix|ml-logistic-regression)/',
      },
    },
    {
      name: 'formats, mapping and libs/ml load no Nest, no TypeORM and no queue, not even by way of another module',
      severity: 'error',
      from: { path: '^(apps/ingest-service/src/(formats|mapping)|libs/ml)/' },
      to: { path: '^node_modules/(@nestjs|typeorm|pg|pg-boss)/', reachable: true },
    },
    {
      name: 'libs/plots is drawn in browsers: it imports only itself',
      severity: 'error',
      from: { path: '^libs/plots/', pathNot: SPEC },
      to: { pathNot: '^libs/plots/' },
    },
    {
      name: 'libraries import no app and no launcher',
      severity: 'error',
      from: { path: '^libs/', pathNot: SPEC },
      to: { path: '^(apps|launcher|migrations|test)/' },
    },
    {
      name: 'clients know the services by their contracts only',
      severity: 'error',
      from: { path: '^clients/', pathNot: SPEC },
      to: { path: '^(apps|libs|launcher|migrations|test)/' },
    },
    {
      name: 'the console of the browser knows types of the contracts, the plots, and nothing else of this tree',
      severity: 'error',
      from: { path: `^${BROWSER}/` },
      to: {
        path: '^(apps|libs|clients|console/server|launcher|migrations|test)/',
        pathNot: '^clients/typescript/generated/|^libs/plots/',
      },
    },
    {
      name: 'the server of the console imports no service, and of the libraries the settings alone',
      severity: 'error',
      from: { path: '^console/server/' },
      to: { path: '^(apps|libs|clients|launcher|migrations|test)/', pathNot: '^libs/common/src/settings/' },
    },
    {
      name: 'a library is imported by its name, not by its path',
      severity: 'error',
      from: { path: '^(apps|launcher|migrations)/' },
      to: { path: '^(libs|clients)/', pathNot: ENTRIES },
    },
    {
      name: 'a controller is thin: no SQL, no repository; it calls a service',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '\\.(repository|sql|entity)\\.ts$|^node_modules/(typeorm|pg|pg-.*|@nestjs/typeorm)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/|/assembly/' },
    // Imports of types count too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['types', 'default', 'import'] },
  },
};
