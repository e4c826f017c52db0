import { leafKeyUsages } from '../../issuance/leaf-usages';
import { keyAlgorithm } from '../../pki/key-algorithms';
import type { DistinguishedName, GeneralName, KeyAlgorithm } from '../../pki/types';
import type { StepPart } from '../types';
import type { TargetLeaf, TargetNames } from './target-request';

/** Names of signature algorithms in Java, by key. */
const signatures: Readonly<Record<string, string>> = {
  'p-256': 'SHA256withECDSA',
  'p-384': 'SHA384withECDSA',
  'p-521': 'SHA512withECDSA',
  ed25519: 'Ed25519',
};

/**
 * The two lines of keytool, for sh and PowerShell alike: what could mean something to either stands in single quotes, and
 * holds none.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/specs/man/keytool.html
 */
export function keytoolPart(leaf: TargetLeaf, { request, keystore, alias }: TargetNames): StepPart {
  const algorithm = keyAlgorithm(leaf.key);
  const entry = `-alias '${alias}' -keystore '${keystore}'`;
  const wildcard = leaf.sans.some(({ value }) => value.startsWith('*'));
  return {
    title: 'Java keytool',
    text: [
      'It asks for the password of the keystore, which it makes when there is none.',
      algorithm.family === 'ed25519' ? 'Ed25519 needs Java 15 or later.' : '',
      wildcard ? 'Older releases of Java may refuse names with a star; 17 and later do not.' : '',
      'The last line imports the reply, which needs the certificates of the CA in the same file, or trusted before.',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    code: [
      {
        label: 'Key and request (sh or PowerShell)',
        language: 'sh',
        text: [
          `keytool -genkeypair ${entry} -storetype PKCS12 ${keyOptions(algorithm)} -dname '${dnameOf(leaf.subject)}'`,
          `keytool -certreq ${entry} -sigalg ${signatures[algorithm.id] ?? 'SHA256withRSA'} ${extensionOptions(leaf, algorithm)} -file '${request}'`,
        ].join('\n'),
      },
      {
        label: 'When the reply is there (sh or PowerShell)',
        language: 'sh',
        text: `keytool -importcert ${entry} -file reply.p7b`,
      },
    ],
  };
}

function keyOptions({ family, bits }: KeyAlgorithm): string {
  if (family === 'ed25519') return '-keyalg Ed25519';
  return `-keyalg ${family === 'rsa' ? 'RSA' : 'EC'} -keysize ${String(bits)}`;
}

function extensionOptions({ sans, purposes }: TargetLeaf, { family }: KeyAlgorithm): string {
  const extensions = [
    `ku:critical=${leafKeyUsages(family).join(',')}`,
    `eku=${purposes.map((purpose) => `${purpose}Auth`).join(',')}`,
    ...(sans.length === 0 ? [] : [`san=${sans.map(sanOf).join(',')}`]),
  ];
  return extensions.map((extension) => `-ext '${extension}'`).join(' ');
}

function sanOf({ kind, value }: GeneralName): string {
  return `${kind}:${value}`;
}

/** RFC 4514, with everything but the plainest characters as the hex pairs of its UTF-8, which neither shell looks at. */
function dnameOf(subject: DistinguishedName): string {
  return subject
    .map(({ type, value }) => `${type}=${value.replace(/^ | $|[^\w.@: -]/gu, hexPairs)}`)
    .reverse()
    .join(',');
}

function hexPairs(character: string): string {
  return Array.from(new TextEncoder().encode(character), (octet) => `\\${octet.toString(16).padStart(2, '0')}`).join(
    '',
  );
}
