import { leafKeyUsages } from '../../issuance/leaf-usages';
import { keyAlgorithm } from '../../pki/key-algorithms';
import type { DistinguishedName, GeneralName, KeyAlgorithm } from '../../pki/types';
import type { StepPart } from '../types';
import type { TargetLeaf, TargetNames } from './target-request';

const configuration = 'request.cnf';

/** As in req(1); those that are not here are the same there. */
const attributeNames: Readonly<Record<string, string>> = { STREET: 'street' };

const nameKinds: Readonly<Record<GeneralName['kind'], string>> = { dns: 'DNS', ip: 'IP', email: 'email', uri: 'URI' };

/**
 * A configuration file and the lines that use it, for OpenSSL 1.1.1 and later and LibreSSL. The string mask stands for
 * PrintableString and UTF8String, so that the subject is, octet for octet, what Certwright writes.
 *
 * @see https://docs.openssl.org/3.0/man1/openssl-req/ and https://docs.openssl.org/3.0/man5/config/
 */
export function opensslPart(leaf: TargetLeaf, { key, request }: TargetNames): StepPart {
  const algorithm = keyAlgorithm(leaf.key);
  return {
    title: 'OpenSSL',
    text: `Save the first block as ${configuration}, then run the lines beside it. With the reply, ${key} there takes the place of the key in this zip.`,
    code: [
      { label: configuration, language: 'ini', text: configurationFor(leaf, algorithm).join('\n') },
      {
        label: 'Key and request (sh)',
        language: 'sh',
        text: [
          'umask 077',
          `openssl genpkey ${keyOptions(algorithm)} -out ${key}`,
          `openssl req -new -config ${configuration} -key ${key} -out ${request}`,
          `openssl req -in ${request} -noout -text -verify`,
        ].join('\n'),
      },
    ],
  };
}

function configurationFor({ subject, sans, purposes }: TargetLeaf, algorithm: KeyAlgorithm): readonly string[] {
  return [
    '[ req ]',
    'prompt = no',
    'utf8 = yes',
    'string_mask = MASK:0x2002',
    ...('hash' in algorithm.signature || algorithm.family === 'rsa' ? [`default_md = ${digestOf(algorithm)}`] : []),
    'distinguished_name = subject',
    'req_extensions = extensions',
    '',
    '[ subject ]',
    ...subjectLines(subject),
    '',
    '[ extensions ]',
    `keyUsage = critical, ${leafKeyUsages(algorithm.family).join(', ')}`,
    `extendedKeyUsage = ${purposes.map((purpose) => `${purpose}Auth`).join(', ')}`,
    ...(sans.length === 0
      ? []
      : [
          'subjectAltName = @names',
          '',
          '[ names ]',
          ...sans.map(({ kind, value }, index) => `${nameKinds[kind]}.${String(index + 1)} = ${valueOf(value)}`),
        ]),
  ];
}

/** A number in front tells attributes of one type apart, and is left out of the name. */
function subjectLines(subject: DistinguishedName): readonly string[] {
  return subject.map(
    ({ type, value }, index) => `${String(index)}.${attributeNames[type] ?? type} = ${valueOf(value)}`,
  );
}

/** Bare where nothing in it means anything to OpenSSL, else in quotes: inside them only `\` and the quote do. */
function valueOf(text: string): string {
  return /^[\w.@:*/-]+(?: [\w.@:*/-]+)*$/u.test(text) ? text : `"${text.replace(/["\\]/gu, String.raw`\$&`)}"`;
}

/** Named as OpenSSL does: `sha256`. */
function digestOf({ signature }: KeyAlgorithm): string {
  const hash = 'hash' in signature && typeof signature.hash === 'string' ? signature.hash : 'SHA-256';
  return hash.replace('-', '').toLowerCase();
}

function keyOptions({ family, bits }: KeyAlgorithm): string {
  if (family === 'rsa') return `-algorithm RSA -pkeyopt rsa_keygen_bits:${String(bits)}`;
  if (family === 'ed25519') return '-algorithm ED25519';
  // Without the second option, LibreSSL and old releases write the curve out.
  return `-algorithm EC -pkeyopt ec_paramgen_curve:P-${String(bits)} -pkeyopt ec_param_enc:named_curve`;
}
