import { digestHex } from './bytes';
import type { Bytes, Certificate } from './types';

/** A sample set whose private keys everybody can download. */
export interface PublishedSet {
  readonly what: string;
  /** Where it lies. */
  readonly source: string;
  /** Of its root. */
  readonly serialNumber: string;
  readonly commonName: string;
  /** SHA-256 of each SubjectPublicKeyInfo, lower-case hex. */
  readonly spkiSha256: readonly string[];
}

export const publishedSets: readonly PublishedSet[] = [
  {
    what: 'the sample certificates of Qlik server-side extensions',
    source:
      'https://github.com/qlik-oss/server-side-extension/tree/master/generate_certs_guide/sse_qliktest_generated_certs',
    serialNumber: 'f31c8fe56f4b79a0',
    commonName: 'sse_root',
    spkiSha256: [
      'efa8842bc5c5434d4e646ed9a076e1db7d072b3e3b6a8125f4ccd1f3ab347a57',
      'd5cc1a6faf58f854732385ed141c4e9fc668eaca8cd7747b4e872e6d599c0f07',
      'a0dc1f433db8062cf0b82287dadc81c3280556cb569ee6975926d40c6e4052cf',
    ],
  },
];

/**
 * The published set that a key belongs to.
 *
 * @param spki SubjectPublicKeyInfo, DER
 * @param certificate where the key stands in one: a root is told by its serial number and name too
 */
export async function publishedSetOf(spki: Bytes, certificate?: Certificate): Promise<PublishedSet | undefined> {
  const sha256 = await digestHex('SHA-256', spki);
  return publishedSets.find(
    (set) => set.spkiSha256.includes(sha256) || (certificate !== undefined && isRootOf(set, certificate)),
  );
}

function isRootOf({ serialNumber, commonName }: PublishedSet, certificate: Certificate): boolean {
  const names = certificate.issuer.rdns.flat();
  return (
    certificate.serialNumber === serialNumber && names.some(({ type, value }) => type === 'CN' && value === commonName)
  );
}
