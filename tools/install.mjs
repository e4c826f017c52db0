import { existsSync, statSync } from 'node:fs';
import { npm, root, run } from './run.mjs';

const oldest = { major: 20, minor: 19 };

/** npm writes this file last, so that an interrupted installation counts as missing. */
const installed = `${root}node_modules/.package-lock.json`;
const lockfile = `${root}package-lock.json`;

/**
 * Installs exactly what the lockfile says, when node_modules is missing or older than the lockfile. Uses nothing but
 * Node, so it also works before the first installation.
 *
 * @returns {Promise<void>}
 */
export async function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    console.error(`This is Node ${process.versions.node}; Certwright needs ${oldest.major}.${oldest.minor} or later.`);
    process.exit(1);
  }
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  console.log('Installing what package-lock.json says …');
  const code = await run(npm.command, ['ci'], { shell: npm.shell });
  if (code !== 0) {
    console.error('npm ci failed; its message stands above.');
    process.exit(code);
  }
}
