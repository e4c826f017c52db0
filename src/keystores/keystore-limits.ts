import { PkiError } from '../pki/errors';

/** The largest keystore that is read, in octets. A JDK's truststore of 150 certificates has 0.2 MB. */
export const MAX_KEYSTORE_BYTES = 5_000_000;

/** Fifty times as many as a JDK's truststore has. */
const MAX_ENTRIES = 8000;

/**
 * Refuses keystores with more in them than any that is in use.
 *
 * @param count entries, or certificates in all of them
 * @throws PkiError `file-too-large`
 */
export function assertEntryCount(count: number): void {
  if (count > MAX_ENTRIES)
    throw new PkiError(
      'file-too-large',
      `The keystore holds more than ${String(MAX_ENTRIES)} entries or certificates. Choose one with fewer.`,
    );
}
