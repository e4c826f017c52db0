import { climb, isAuthority } from '../inspect/climb';
import type { Climb } from '../inspect/climb';
import { assertPathAllows } from '../issuance/authority';
import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { isSelfIssued } from '../pki/issuer';
import { verifySignedBy } from '../pki/parse-certificate';
import type { Certificate } from '../pki/types';
import { listed, subjectOf } from './fitness-leaf';
import { placeIn } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessRow, LeafCase, Lot, Verdict } from './fitness-types';

/** Whether the way up from a certificate is among the files, holds, and lies in the file that is served. */
export async function chainRows(leaf: LeafCase, lot: Lot): Promise<FitnessRow[]> {
  const way = await climb(leaf.found.certificate, lot.distinct, lot.now);
  const of = (what: string): string => `${leaf.title}: ${what}`;
  const rows = [rowOf('chain', of('chain to a root'), await judgeChain(leaf, way, lot), objectsOf(way, lot))];
  const verdict = judgeFile(leaf, way, lot);
  if (verdict !== undefined) rows.push(rowOf('chain-file', of('issuers sent with it'), verdict, [leaf.found]));
  return rows;
}

async function judgeChain({ found, rootAsked }: LeafCase, way: Climb, lot: Lot): Promise<Verdict> {
  const { chain, root } = way;
  const last = chain.at(-1) ?? found.certificate;
  if (root === undefined && isSelfIssued(last))
    return ['no', `${subjectOf(last)} calls itself a root, but did not sign itself.`, 'Get the root again.'];
  if (root === undefined) return whyNoIssuer(last, rootAsked, lot);
  try {
    const path = root === found.certificate ? [] : [...chain.slice(1), root];
    const { subjectAltNames: sans = [] } = found.certificate;
    assertPathAllows(path, { now: lot.now, sans, asAuthority: false });
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    return ['no', error.message, 'Have the certificate issued by a valid CA.'];
  }
  const via = chain.slice(1).map(({ subject }) => formatName(subject));
  const between = via.length === 0 ? '' : ` through ${via.join(', ')}`;
  return root === found.certificate
    ? ['yes', `${placeIn(found.source)} is its own root.`]
    : ['yes', `${placeIn(found.source)} leads${between} to the root ${subjectOf(root)}${placesOf(root, lot)}.`];
}

/** Tells a missing issuer from one of the same name with another key, and from one that may not issue. */
async function whyNoIssuer(last: Certificate, rootAsked: boolean, lot: Lot): Promise<Verdict> {
  const what = `${subjectOf(last)}${placesOf(last, lot)}`;
  const issuer = formatName(last.issuer);
  const namesakes = lot.distinct.filter(({ subject }) => equalBytes(subject.der, last.issuer.der));
  for (const namesake of namesakes) {
    const signed = await verifySignedBy(last, namesake.spki);
    if (signed && !isAuthority(namesake))
      return ['no', `${what} was issued by ${issuer}, which is not marked as a CA.`, 'Have it issued by a CA.'];
  }
  const [namesake] = namesakes;
  if (namesake !== undefined)
    return [
      'no',
      `${what} was issued by ${issuer}. The certificate of that name${placesOf(namesake, lot)} has another key and did not issue it.`,
      'Was everything made new on one side only? Use the root that belongs to this certificate.',
    ];
  const why = `${what} was issued by ${issuer}, whose certificate is not in these files.`;
  if (!rootAsked)
    return ['unknown', why, 'If that is a root, whoever connects must trust it. If it is an intermediate CA, add it.'];
  return ['no', why, `Add the certificate of ${issuer}. CAs call it chain, bundle or p7b.`];
}

/** Servers and keystores must send the issuers between; a root need not be sent. */
function judgeFile({ found }: LeafCase, { chain }: Climb, { certificates }: Lot): Verdict | undefined {
  const between = chain.slice(1);
  if (between.length === 0) return undefined;
  const sources = sourcesOf(found.certificate, certificates);
  const lacking = (source: string): Certificate[] =>
    between.filter((issuer) => !sourcesOf(issuer, certificates).includes(source));
  const whole = sources.find((source) => lacking(source).length === 0);
  if (whole !== undefined) return ['yes', `${placeIn(whole)} holds the issuers too.`];
  const names = listed(lacking(found.source).map(subjectOf));
  return [
    'no',
    `${placeIn(found.source)} holds the certificate without its issuer ${names}, so whoever connects cannot follow it to the root.`,
    'Put the issuers behind it in the same file (fullchain); convert does that.',
  ];
}

function sourcesOf({ der }: Certificate, certificates: Lot['certificates']): string[] {
  return certificates.filter(({ certificate }) => equalBytes(certificate.der, der)).map(({ source }) => source);
}

/** " in a.pem, b.pem" for a certificate that lies there. */
function placesOf(certificate: Certificate, { certificates }: Lot): string {
  const places = sourcesOf(certificate, certificates).map(placeIn);
  return places.length === 0 ? '' : ` in ${listed(places)}`;
}

function objectsOf({ chain, root }: Climb, { certificates }: Lot): FitnessRow['objects'] {
  const way = [...chain, ...(root === undefined ? [] : [root])];
  return certificates.filter(({ certificate }) => way.some(({ der }) => equalBytes(der, certificate.der)));
}
