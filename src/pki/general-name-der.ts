import { latin1Text } from './der-values';
import type { DerElement } from './der-reader';
import { contextPrimitive } from './der-writer';
import { utf8 } from './bytes';
import { PkiError } from './errors';
import { bytesToIp, ipToBytes } from './ip-address';
import type { Bytes, GeneralName } from './types';

/** RFC 5280 §4.2.1.6: numbers of the alternatives of GeneralName that Certwright writes, all of them primitive. */
const alternatives = { email: 1, dns: 2, uri: 6, ip: 7 } as const;

const kindByNumber = new Map(
  Object.entries(alternatives).map(([kind, number]) => [number, kind as GeneralName['kind']]),
);

/** Number of the alternative for a directoryName, which is constructed. */
export const DIRECTORY_NAME = 4;

/** Kind of a GeneralName's element; undefined for alternatives that Certwright neither writes nor compares. */
export function kindOf({ tag }: DerElement): GeneralName['kind'] | undefined {
  return (tag & 0xe0) === 0x80 ? kindByNumber.get((tag & 0x1f) as 1) : undefined;
}

/** GeneralName around content octets: IA5 text, or the octets of an address (in constraints: address and mask). */
export function generalNameElement(kind: GeneralName['kind'], content: Uint8Array): Bytes {
  return contextPrimitive(alternatives[kind], content);
}

/**
 * DER of one GeneralName. The value must be normalised, as `parseGeneralName` gives it.
 *
 * @throws PkiError `host-invalid` for a value that is not ASCII or no address: raw U-labels would be invalid IA5Strings
 */
export function encodeGeneralName({ kind, value }: GeneralName): Bytes {
  const content = kind === 'ip' ? ipToBytes(value) : utf8(value);
  if (content === undefined || content.length === 0 || (kind !== 'ip' && /[^\x21-\x7e]/u.test(value)))
    throw new PkiError(
      'host-invalid',
      'A name is not normalised and cannot be written. Enter it as a host name or address.',
    );
  return generalNameElement(kind, content);
}

/** Reads one GeneralName; undefined for kinds that have no place in {@link GeneralName}, and for malformed addresses. */
export function readGeneralName(element: DerElement): GeneralName | undefined {
  const kind = kindOf(element);
  const { content } = element;
  if (kind === undefined) return undefined;
  if (kind !== 'ip') return { kind, value: latin1Text(content) };
  return content.length === 4 || content.length === 16 ? { kind, value: bytesToIp(content) } : undefined;
}
