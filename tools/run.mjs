import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout, with a final separator. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** How npm is called: a script on Windows, which only a shell can start. */
export const npm = { command: 'npm', shell: process.platform === 'win32' };

/**
 * Runs a program in the checkout with this terminal and resolves with its exit code. A program that cannot be started or
 * was ended by a signal counts as 1.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs a program quietly and tells whether it ended with 0.
 *
 * @param {string} command
 * @param {readonly string[]} args
 */
export function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * Arguments for `node` that start a package's command from node_modules, in every operating system.
 *
 * @param {string} script path below node_modules
 * @param {readonly string[]} args
 */
export function packageCommand(script, ...args) {
  return [`${root}node_modules/${script}`, ...args];
}
