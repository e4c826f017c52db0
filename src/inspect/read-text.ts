import { keystoreFormat } from '../keystores/keystore-format';
import { base64Candidates } from './base64-candidates';
import { decodeText, isBinary } from './decode-text';
import type { FoundObject, InputFile } from './found-object';
import { readDerFile } from './read-der';
import { readJwks } from './read-jwks';
import { readKeystoreFile } from './read-keystore-file';
import { readPem } from './read-pem';
import type { Reading } from './reading';

/**
 * Reads what a text holds: PEM in every shape, JSON Web Keys, and base64 of DER, of keystores or of whole PEM texts.
 *
 * @throws PkiError `cancelled`, or `file-too-large` for too many objects in all
 */
export async function readText({ name, bytes }: InputFile, reading: Reading): Promise<FoundObject[]> {
  const text = decodeText(bytes);
  const pem = await readPem(text, name, reading);
  const keys = await readJwks(text, name, reading);
  // The octets of both are base64 as well, so that beside them only PEM within base64 is looked for.
  const onlyPem = pem.length + keys.length > 0;
  return [...pem, ...keys, ...(await readBase64(text, name, reading, onlyPem))];
}

async function readBase64(text: string, name: string, reading: Reading, onlyPem: boolean): Promise<FoundObject[]> {
  const objects: FoundObject[] = [];
  for (const bytes of base64Candidates(text, onlyPem)) {
    await reading.pause?.();
    if (bytes === undefined) continue;
    if (!isBinary(bytes)) objects.push(...(await readPem(decodeText(bytes), name, reading)));
    else if (onlyPem) continue;
    else if (keystoreFormat(bytes) !== undefined) objects.push(...(await readKeystoreFile({ name, bytes }, reading)));
    else objects.push(...(await readDerFile({ name, bytes }, reading)).filter(({ type }) => type !== 'other'));
  }
  return objects;
}
