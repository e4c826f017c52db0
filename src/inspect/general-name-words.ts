import { toHex } from '../pki/bytes';
import { childrenOf } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { readObjectIdentifier, readText } from '../pki/der-values';
import { formatName } from '../pki/distinguished-name';
import { readGeneralName } from '../pki/general-name-der';
import { formatGeneralName } from '../pki/general-names';
import { readName } from '../pki/name-der';
import { spellOut } from '../pki/show-text';

/** Microsoft's user principal name, the one otherName that people meet. */
const userPrincipalName = '1.3.6.1.4.1.311.20.2.3';

/**
 * A GeneralName of any alternative (RFC 5280 §4.2.1.6) as text: `DNS:name`, `IP:address`, `email:…`, `URI:…`, and for the
 * others `UPN:…`, `directory:…`, `RID:…`, `otherName:…`; what has no form of its own stands as hex.
 *
 * @throws PkiError `file-damaged` when a part of it is
 */
export function generalNameInWords(element: DerElement): string {
  const name = readGeneralName(element);
  if (name !== undefined) return spellOut(formatGeneralName(name));
  const words = alternatives[element.tag]?.(element);
  return words === undefined ? `[${String(element.tag & 0x1f)}]:#${toHex(element.content)}` : spellOut(words);
}

/** GeneralNames, as subject and issuer alternative names hold them. */
export function generalNamesInWords(names: DerElement): string[] {
  return childrenOf(names).map(generalNameInWords);
}

const alternatives: Readonly<Record<number, (element: DerElement) => string | undefined>> = {
  0xa0: (element) => {
    const [oid, tagged] = childrenOf(element);
    const type = oid === undefined ? '' : readObjectIdentifier(oid);
    const [value] = tagged === undefined ? [] : childrenOf(tagged);
    const text = value === undefined ? undefined : readText(value);
    if (type === userPrincipalName && text !== undefined) return `UPN:${text}`;
    return `otherName:${type}=${text ?? `#${toHex(value?.whole ?? new Uint8Array())}`}`;
  },
  0xa4: (element) => {
    const [name] = childrenOf(element);
    return name === undefined ? undefined : `directory:${formatName(readName(name))}`;
  },
  0x88: ({ content, whole }) => `RID:${readObjectIdentifier({ tag: 0x06, content, whole })}`,
};
