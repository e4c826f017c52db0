import type { PlannedContent, PlannedEntry } from '../bundle/types';

const encodings: Readonly<Record<PlannedContent['as'], string>> = {
  'certificate-pem': 'X.509 certificate, PEM (text)',
  'certificate-der': 'X.509 certificate, DER (binary)',
  'private-key-pkcs8-pem': 'Private key, PKCS#8 in PEM (text), without a password',
  'private-key-pkcs8-der': 'Private key, PKCS#8 in DER (binary), without a password',
  'private-key-pkcs1-pem': 'Private key, PKCS#1 in PEM (text), without a password',
  'private-key-sec1-pem': 'Private key, SEC1 in PEM (text), without a password',
  'private-key-encrypted-pem': 'Private key, PKCS#8 in PEM (text), protected by a password',
  'authority-key-pem': 'Private key of the CA, PKCS#8 in PEM (text)',
  'public-key-pem': 'Public key, PEM (text)',
  concatenation: 'Several objects one after the other, PEM (text)',
  pkcs12: 'Keystore, PKCS#12 (binary), protected by a password',
  'truststore-pkcs12': 'Truststore, PKCS#12 (binary)',
  jks: 'Keystore, JKS (binary), protected by a password',
  'request-pem': 'Certificate request (CSR), PKCS#10 in PEM (text)',
  text: 'Text, UTF-8',
  generated: 'Text, UTF-8',
};

/** What the tree tells of a file when it is pointed at: sentences on what it is, its encoding, who reads it, where it must lie. */
export function fileFacts(
  { title, content, secret, owner, target, fixedName }: PlannedEntry,
  machine: string | undefined,
): readonly string[] {
  return [
    `${title.charAt(0).toUpperCase()}${title.slice(1)}.`,
    `${encodings[content.as]}.`,
    machine === undefined ? 'Part of every download.' : `Goes to: ${machine}.`,
    ...(target === undefined ? [] : [`Put it at ${target}.`]),
    secret ? `Secret: readable by ${owner ?? 'its owner'} only.` : 'Not secret.',
    ...(fixedName ? ['The system looks for exactly this name.'] : []),
  ];
}
