import { toHex } from '../pki/bytes';
import { readElement } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { PkiError } from '../pki/errors';
import { spellOut } from '../pki/show-text';
import type { Extension } from '../pki/types';
import { crlExtensions } from './extension-words-crl';
import { furtherExtensions } from './extension-words-further';
import { standardExtensions } from './extension-words-standard';
import type { ReportedExtension } from './report';

/** An extension that can be put in words. */
export interface ExtensionWords {
  /** As its RFC or its vendor calls it. */
  readonly name: string;
  /** @throws PkiError `file-damaged` for a value of another structure, which then stands as hex */
  readonly say: (value: DerElement) => string;
}

const known: Readonly<Record<string, ExtensionWords>> = {
  ...standardExtensions,
  ...crlExtensions,
  ...furtherExtensions,
};

/** Extensions in words, in their order; a value that is not understood stands as lower-case hex. */
export function reportExtensions(extensions: readonly Extension[]): ReportedExtension[] {
  return extensions.map(({ oid, critical, value }) => {
    const words = Object.hasOwn(known, oid) ? known[oid] : undefined;
    const said = words === undefined ? undefined : attempt(() => words.say(readElement(value)));
    const name = words === undefined ? {} : { name: words.name };
    return { oid, ...name, critical, value: said === undefined ? toHex(value) : spellOut(said) };
  });
}

function attempt(say: () => string): string | undefined {
  try {
    return say();
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
