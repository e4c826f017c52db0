import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { once } from './once.mjs';
import { jarFolder, jarLists } from './places.mjs';

/** Maven Central, or the repository that stands for it where this is set. */
const repository = process.env['MAVEN_REPOSITORY'] ?? 'https://repo1.maven.org/maven2/';

/**
 * Fetches one file; the network may fail once.
 *
 * @param {string} url
 */
async function download(url) {
  const attempt = async () => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
    return new Uint8Array(await response.arrayBuffer());
  };
  return attempt().catch(attempt);
}

/** Jars by list, each checked against its digest. */
export async function installFromMaven() {
  for (const list of jarLists) {
    const lock = readFileSync(new URL(`maven/${list}.json`, import.meta.url), 'utf8');
    const folder = jarFolder(list);
    await once(folder, [lock], async () => {
      for (const [path, digest] of Object.entries(JSON.parse(lock))) {
        const bytes = await download(new URL(path, repository).href);
        const found = createHash('sha256').update(bytes).digest('hex');
        if (found !== digest) throw new Error(`${path} has the SHA-256 ${found}, not ${digest}.`);
        mkdirSync(dirname(folder + path), { recursive: true });
        writeFileSync(folder + path, bytes);
      }
    });
  }
}

/**
 * The class path of a list.
 *
 * @param {import('./places.mjs').JarList} list
 * @returns {string[]} absolute paths
 */
export function jarsOf(list) {
  const lock = JSON.parse(readFileSync(new URL(`maven/${list}.json`, import.meta.url), 'utf8'));
  return Object.keys(lock).map((path) => jarFolder(list) + path);
}
