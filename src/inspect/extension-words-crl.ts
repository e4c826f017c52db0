import { toHex } from '../pki/bytes';
import { childrenOf, damaged } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { generalNameInWords } from './general-name-words';
import type { ExtensionWords } from './report-extensions';

/** Extensions of revocation lists that certificates do not have (RFC 5280 §5.2). */
export const crlExtensions: Readonly<Record<string, ExtensionWords>> = {
  '2.5.29.20': { name: 'cRLNumber', say: decimal },
  '2.5.29.27': { name: 'deltaCRLIndicator', say: (value) => `changes since list ${decimal(value)}` },
  '2.5.29.28': { name: 'issuingDistributionPoint', say: issuingPoint },
};

/** RFC 5280 §5.2.3: at most 20 octets. */
function decimal({ content }: DerElement): string {
  if (content.length > 20) throw damaged('a list number is wrong');
  return BigInt(`0x${toHex(content) || '0'}`).toString();
}

const limits: Readonly<Record<number, string>> = {
  0x81: 'only certificates of users',
  0x82: 'only certificates of CAs',
  0x83: 'only some reasons',
  0x84: 'certificates of other CAs too',
  0x85: 'only attribute certificates',
};

function issuingPoint(value: DerElement): string {
  return childrenOf(value)
    .flatMap((part) => limits[part.tag] ?? childrenOf(part).flatMap(childrenOf).map(generalNameInWords))
    .join(', ');
}
