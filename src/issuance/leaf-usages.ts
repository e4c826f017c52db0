import type { KeyAlgorithm, KeyUsage } from '../pki/types';

/** Key usages of a leaf (RFC 5280 §4.2.1.3). RSA keys may encipher keys too, for TLS 1.2 without forward secrecy. */
export function leafKeyUsages(family: KeyAlgorithm['family'] | undefined): readonly KeyUsage[] {
  return family === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'];
}
