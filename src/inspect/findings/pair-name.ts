import { folderOf } from '../report-chains';

/** Words in file names that say which half it is, not of what. */
const halves = new Set([
  'key',
  'keys',
  'private',
  'privatekey',
  'privkey',
  'priv',
  'pk8',
  'p8',
  'cert',
  'certs',
  'certificate',
  'crt',
  'cer',
  'public',
  'pub',
  'chain',
  'fullchain',
  'pem',
  'der',
]);

/**
 * What a key file and its certificate's file have in common: `sse_server` of `sse_server_key.pem` and
 * `sse_server_cert.pem`, nothing of `key.pem` and `cert.pem`, with the folder they lie in.
 */
export function pairName(file: string): string {
  const folder = folderOf(file);
  const words = file
    .slice(folder.length)
    .toLowerCase()
    .split(/[._\s-]+/u)
    .filter((word) => !halves.has(word));
  return `${folder}${words.join('_')}`;
}
