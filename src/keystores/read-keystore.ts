import { toHex } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { parseCertificate } from '../pki/parse-certificate';
import type { Bytes } from '../pki/types';
import type { JksFormat } from './jks-layout';
import { keystoreFormat } from './keystore-format';
import { readJks } from './read-jks';
import type { JksEntry } from './read-jks';
import { readPkcs12 } from './read-pkcs12';
import type { Pkcs12, ReadOptions } from './read-pkcs12';
import type { KeystoreEntry } from './types';

/** A JKS or JCEKS file as read. */
export interface JavaKeystore {
  readonly format: JksFormat;
  /** In the order of the file. */
  readonly entries: readonly KeystoreEntry[];
  /** Every certificate once that can be read, DER. */
  readonly certificates: readonly Bytes[];
  /** Everything that the file holds, to be written again. */
  readonly held: readonly JksEntry[];
  /** The password that opened it. */
  readonly password: string;
}

/** A keystore of any format, opened. */
export type Keystore = Pkcs12 | JavaKeystore;

/**
 * Opens a keystore; its format is told by its content.
 *
 * @throws PkiError as `readPkcs12` and `readJks`; `file-unknown` for what is no keystore
 */
export async function readKeystore(bytes: Bytes, password: string, options: ReadOptions = {}): Promise<Keystore> {
  const format = keystoreFormat(bytes);
  if (format === 'PKCS#12') return readPkcs12(bytes, password, options);
  if (format === undefined)
    throw new PkiError('file-unknown', 'This is not a keystore. Choose a file that ends in .p12, .pfx or .jks.');
  const { entries: held } = await readJks(bytes, password, options);
  const distinct = new Map(held.flatMap((entry) => entry.certificates).map((der) => [toHex(der), der]));
  const certificates: Bytes[] = [];
  for (const der of distinct.values()) {
    if (isReadable(der)) certificates.push(der);
    await options.pause?.();
  }
  return {
    format,
    entries: held.map(({ entry }) => entry),
    certificates,
    held,
    password,
  };
}

function isReadable(der: Bytes): boolean {
  try {
    parseCertificate(der);
    return true;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}
