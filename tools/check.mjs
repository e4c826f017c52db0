// npm run check: everything that can be said about the sources without running the product.
import { spawn } from 'node:child_process';
import { ensureInstalled } from './install.mjs';
import { packageCommand, root } from './run.mjs';

await ensureInstalled();

/** Each check is a sentence of the truth and the command that proves it. */
const checks = [
  [
    'Types hold in page and components',
    'svelte-check/bin/svelte-check',
    '--tsconfig',
    './tsconfig.json',
    '--fail-on-warnings',
  ],
  ['Core needs no DOM', 'typescript/bin/tsc', '-p', 'tsconfig.core.json'],
  ['Types hold in command line, tests and tools', 'typescript/bin/tsc', '-p', 'tsconfig.node.json'],
  ['Lint is clean', 'eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  ['Format is clean', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['Imports only point inwards', 'vitest/vitest.mjs', 'run', 'tests/boundaries.test.ts'],
];

/**
 * @param {readonly string[]} command
 * @returns {Promise<{ code: number, output: string }>}
 */
function capture([script = '', ...args]) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, packageCommand(script, ...args), { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

let failed = 0;
for (const [truth, ...command] of checks) {
  const { code, output } = await capture(command);
  console.log(`${truth} … ${code === 0 ? 'ok' : 'failed'}`);
  if (code === 0) continue;
  failed += 1;
  console.log(output.trimEnd());
}
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
