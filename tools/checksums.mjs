import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** The name under which the sums stand beside what they are of. */
export const sumsFile = 'SHA256SUMS';

/** SHA-256 of some bytes, in lowercase hex. @param {Uint8Array} bytes */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * Writes SHA256SUMS, as `sha256sum -c` reads it: every file of a folder by its path with `/`, sorted by code units.
 *
 * @param {string} folder
 */
export function writeChecksums(folder) {
  const lines = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== sumsFile)
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1).replaceAll('\\', '/'))
    .sort()
    .map((path) => `${sha256(readFileSync(`${folder}/${path}`))}  ${path}\n`);
  writeFileSync(`${folder}/${sumsFile}`, lines.join(''));
}
