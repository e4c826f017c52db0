import { damaged } from '../pki/der-reader';
import type { Bytes } from '../pki/types';
import { aesDecipher } from './aes';
import { decryptCbc } from './cbc';
import type { Pause } from './types';

/** Octets. */
const BLOCK = 16;

/**
 * AES in CBC mode with the padding of RFC 8018 §6.1.1; the key's length tells which AES.
 *
 * @returns undefined when the padding is wrong
 * @throws PkiError `file-damaged` when the data are no whole blocks
 */
export async function decryptAesCbc(key: Bytes, iv: Bytes, data: Bytes, pause?: Pause): Promise<Bytes | undefined> {
  if (data.length === 0 || data.length % BLOCK !== 0) throw damaged('its encrypted contents are cut off');
  // Chromium's engine has no AES of 192 bits (https://www.chromium.org/blink/webcrypto/, "AES support").
  if (key.length === 24) return decryptCbc(aesDecipher(key), iv, data, pause);
  const imported = await crypto.subtle.importKey('raw', key, 'AES-CBC', false, ['decrypt']);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, imported, data));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return undefined;
    throw error;
  }
}
