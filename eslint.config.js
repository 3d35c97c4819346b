import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** libs/ml is pure mathematics. What it may import stands in .dependency-cruiser.mjs, with the other walls. */
const pureMathematics = {
  files: ['libs/ml/**/*.ts'],
  ignores: ['**/*.spec.ts'],
  rules: { 'no-restricted-globals': ['error', 'process', 'console', 'fetch'] },
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.musicbox/',
      'bench/peers/',
      'clients/*/generated/',
      '**/assembly/',
      'coverage/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
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
  {
    // All texts of the console stand in one place, so that another language is one file.
    files: ['console/browser/src/texts.ts'],
    rules: { 'max-lines': 'off' },
  },
  pureMathematics,
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
