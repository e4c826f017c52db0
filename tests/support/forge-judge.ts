import aes from 'node-forge/lib/aes.js';
import des from 'node-forge/lib/des.js';
import md5 from 'node-forge/lib/md5.js';
import rc2 from 'node-forge/lib/rc2.js';
import type { Bytes } from '../../src/pki/types';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const octets = (binary: string): Bytes => new Uint8Array(Buffer.from(binary, 'latin1'));

function run(cipher: ForgeCipher, iv: Bytes, data: Bytes): Bytes {
  cipher.start(text(iv));
  cipher.update({ getBytes: () => text(data) });
  cipher.finish(() => true);
  return octets(cipher.output.getBytes());
}

/** What node-forge makes of whole blocks, in CBC mode without padding; it encrypts nothing that is written here. */
export const forge = {
  aes: (key: Bytes, iv: Bytes, data: Bytes): Bytes => run(aes.createEncryptionCipher(text(key), 'CBC'), iv, data),
  des: (key: Bytes, iv: Bytes, data: Bytes): Bytes => run(des.createEncryptionCipher(text(key), 'CBC'), iv, data),
  /** @param bits effective key length */
  rc2: (key: Bytes, bits: number, iv: Bytes, data: Bytes): Bytes =>
    run(rc2.createEncryptionCipher(text(key), bits), iv, data),
  md5: (message: Bytes): Bytes => octets(md5.create().update(text(message)).digest().getBytes()),
};
