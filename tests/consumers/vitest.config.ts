import { defineConfig } from 'vitest/config';
import base from '../../vite.config';

/** The systems themselves are slow to start, and `npm test` must not need them. */
export default defineConfig({
  ...base,
  root: `${import.meta.dirname}/../..`,
  test: {
    environment: 'node',
    include: ['tests/consumers/**/*.system.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
