import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

const source = (path: string) => new URL(path, import.meta.url).pathname;

/** Specs run on the sources: SWC gives Nest its decorator metadata, and `#doors` open the TypeScript files. */
export default defineConfig({
  plugins: [swc.vite({ module: { type: 'es6' } })],
  resolve: {
    alias: [
      {
        find: /^#(curb|detection|events|identity|local-services|rounds)$/,
        replacement: source('./libs/$1/src/index.ts'),
      },
      { find: /^#(detection|events)\/([a-z]+)$/, replacement: source('./libs/$1/src/$2/index.ts') },
    ],
  },
  test: {
    include: ['{apps,libs,test,tools}/**/*.spec.ts', 'tools/**/*.spec.mjs', 'bin/**/*.spec.mjs'],
    exclude: ['**/node_modules/**', 'dist/**'],
    // Only for what hangs: a machine with other work may take ten times as long as a still one.
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
