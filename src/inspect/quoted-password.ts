import type { Bytes } from '../pki/types';

/** Spring Boot's property for the password of the server's keystore. */
const property = /^[ \t]*server\.ssl\.key-?store-?password[ \t]*[=:](.+)$/gimu;

/** No file of properties comes near this. */
const LONGEST = 1_000_000;

/** More passwords would only cost time. */
const MOST = 3;

/** A text that was escaped for a properties file, in plain. */
export function plainProperty(written: string): string {
  return written.replace(/\\(?:u([0-9a-f]{4})|(.))/gu, (_, unit: string | undefined, character: string | undefined) =>
    unit === undefined ? (character ?? '') : String.fromCharCode(parseInt(unit, 16)),
  );
}

/**
 * The password of a keystore that a Spring Boot application's `application.properties` names; several when the property is
 * there several times, the last one, which counts, first. Empty for every other file.
 */
export function quotedPasswords({ name, bytes }: { readonly name: string; readonly bytes: Bytes }): string[] {
  if (!/\.properties$/iu.test(name) || bytes.length > LONGEST) return [];
  const text = new TextDecoder('latin1').decode(bytes);
  const found = [...text.matchAll(property)].map(([, written = '']) =>
    plainProperty(written.replace(/^[ \t]+|\r$/gu, '')),
  );
  return found.reverse().slice(0, MOST);
}
