import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Fills a folder once for each state of its lock: a stamp, written last, says for which. What was interrupted or is
 * locked otherwise is made anew.
 *
 * @param {string} folder with a final separator
 * @param {readonly string[]} lock texts that decide what is in the folder
 * @param {() => Promise<void>} fill throws when something cannot be had
 */
export async function once(folder, lock, fill) {
  const digest = createHash('sha256').update(lock.join('\0')).digest('hex');
  const stamp = `${folder}stamp`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.log(`Installing into ${folder} …`);
  await fill();
  writeFileSync(stamp, digest);
}
