import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The hub serves `dist` at `/` under a strict content policy: nothing is inlined, no asset becomes a `data:` address. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
