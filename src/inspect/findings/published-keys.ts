import { digestHex } from '../../pki/bytes';
import type { ParsedName } from '../../pki/types';
import type { Evidence } from '../evidence';
import { spkiOf } from '../report-matches';
import type { Placed } from '../placed';
import { listed } from './rule';
import type { Judgement, Rule } from './rule';

/** A sample set whose private keys everybody can download. */
interface PublishedSet {
  readonly what: string;
  /** Where it lies. */
  readonly source: string;
  /** Of its root. */
  readonly serialNumber: string;
  readonly commonName: string;
  /** SHA-256 of each SubjectPublicKeyInfo, lower-case hex. */
  readonly spkiSha256: readonly string[];
}

const publishedSets: readonly PublishedSet[] = [
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

/** Keys that are no secret. */
export const publishedKeyRules: readonly Rule[] = publishedSets.map((set) => ({
  id: 'e_key_published',
  source: set.source,
  judge: (evidence) => judgePublished(set, evidence),
}));

async function judgePublished({ what, ...set }: PublishedSet, { placed }: Evidence): Promise<Judgement[]> {
  const published: Placed[] = [];
  for (const each of placed) {
    const spki = spkiOf(each.object);
    if (spki !== undefined && (isOf(set, each) || set.spkiSha256.includes(await digestHex('SHA-256', spki))))
      published.push(each);
  }
  if (published.length === 0) return [];
  const files = [...new Set(published.map(({ reference }) => reference.file))];
  return [
    {
      message: `${listed(files)}: these are ${what} (root ${set.serialNumber.toUpperCase()}), whose private keys are published on the web. Anybody can pose as your server or issue certificates that you trust. Remove this root wherever it is trusted, and make new certificates with a CA of your own.`,
      objects: published.map(({ reference }) => reference),
    },
  ];
}

/** The root, told by its name and serial number. */
function isOf({ commonName, serialNumber }: Omit<PublishedSet, 'what'>, { object }: Placed): boolean {
  if (object.type !== 'certificate') return false;
  const { certificate } = object;
  return certificate.serialNumber === serialNumber && names(certificate.issuer, commonName);
}

function names({ rdns }: ParsedName, commonName: string): boolean {
  return rdns.flat().some(({ type, value }) => type === 'CN' && value === commonName);
}
