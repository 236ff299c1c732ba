import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Style is Prettier's; ESLint looks for mistakes, and for files and functions that have grown past their name. */
export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.kerbline/**', '**/generated/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './apps/dashboard/tsconfig.json', './apps/dashboard/tsconfig.e2e.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'max-params': ['error', 5],
    },
  },
  {
    // Nest reads constructor types at run time, so its classes import values where only a type seems to be used.
    files: ['apps/edge-node/**/*.ts', 'apps/hub/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off', 'max-params': ['error', 6] },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs', 'bin/kerbline'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'Buffer',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          'AbortController',
          'AbortSignal',
          'module',
          'require',
          'document',
          'window',
          'performance',
          'TextEncoder',
          'TextDecoder',
          'Response',
          'Blob',
          'setImmediate',
          'requestAnimationFrame',
          'structuredClone',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['apps/**/src/**/*.ts', 'apps/**/src/**/*.tsx', 'libs/**/src/**/*.ts', 'bin/**/*.mjs', 'tools/**/*.mjs'],
    ignores: ['**/*.spec.ts', '**/*.spec.mjs', '**/migrations/**'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 80, skipComments: true }],
    },
  },
  {
    // The core stays small enough to hold in the head.
    files: ['libs/curb/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
    },
  },
);
