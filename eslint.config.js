import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const SERVICES = ['ingest-service', 'churn-service', 'recommender-service'];
const wall = (...patterns) => ['error', { patterns }];

/** libs/ml is pure mathematics: it may import itself and the two numeric packages, nothing else. */
const pureMathematics = {
  files: ['libs/ml/**/*.ts'],
  ignores: ['**/*.spec.ts'],
  rules: {
    'no-restricted-imports': wall({
      regex: '^(?!\\.{1,2}/|ml-matrix$|ml-logistic-regression$)',
      message:
        'libs/ml is pure: no Nest, no SQL, no files. Import only libs/ml itself, ml-matrix or ml-logistic-regression.',
    }),
    'no-restricted-globals': ['error', 'process', 'console', 'fetch'],
  },
};

/** An app never imports another app: they meet only in PostgreSQL. */
const noAppImportsAnother = SERVICES.map((app) => ({
  files: [`apps/${app}/**/*.ts`],
  ignores: [`apps/${app}/**/*.controller.ts`],
  rules: {
    'no-restricted-imports': wall(
      {
        regex: `(^|/)(apps/)?(${SERVICES.filter((other) => other !== app).join('|')})(/|$)`,
        message: 'An app never imports another app; they meet only in PostgreSQL.',
      },
      { regex: 'libs/', message: 'Import a library by its name (#common, #ml), not by its path.' },
    ),
  },
}));

const controllersWithoutSql = {
  files: ['**/*.controller.ts'],
  rules: {
    'no-restricted-imports': wall(
      {
        regex: '^(typeorm|pg|pg-.*|@nestjs/typeorm)$|\\.(repository|sql|entity)\\.js$',
        message: 'A controller is thin: no SQL, no repository. Call a service.',
      },
      { regex: '(^|/)(ingest|churn|recommender)-service(/|$)', message: 'An app never imports another app.' },
      { regex: 'libs/', message: 'Import a library by its name (#common, #ml), not by its path.' },
    ),
  },
};

export default tseslint.config(
  {
    ignores: ['dist/', 'node_modules/', '.musicbox/', 'bench/peers/', '**/assembly/', 'coverage/'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Rejects every object literal given where a class (DTO, Nest options) is expected.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Typed arrays under noUncheckedIndexedAccess: an index that the loop bounds prove is written x[i]!.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 220, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: { 'max-lines': 'off', 'no-console': 'off' },
  },
  pureMathematics,
  ...noAppImportsAnother,
  controllersWithoutSql,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  prettier,
);
