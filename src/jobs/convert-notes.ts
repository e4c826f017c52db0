import { normaliseAlias } from '../keystores/keystore-password';
import type { Pause } from '../keystores/types';
import { formatName } from '../pki/distinguished-name';
import { parseCertificate } from '../pki/parse-certificate';
import type { Certificate } from '../pki/types';
import type { ConversionJob } from './convert';
import { sortLot } from './convert-lot';
import { subjectFor } from './convert-subjects';
import { aliasOf } from './convert-names';
import type { ConversionFormat, ConversionNeed, ConversionOptions, ConversionSubjects, Pieces } from './convert-types';
import { listed } from './renew-files';

/**
 * What the user should know of a conversion besides its files, each a sentence: the alias of a new keystore, how a
 * truststore is used, which issuer is not in it, and which certificates have ended.
 *
 * @throws PkiError as `convert`
 */
export async function conversionNotes(
  { objects, format, options }: ConversionJob,
  now: Date,
  pause?: Pause,
): Promise<readonly string[]> {
  const { needs, group } = format;
  const subject = await subjectFor(needs, await sortLot(objects, now, pause), options);
  const written = certificatesIn(subject, needs);
  const notes = [
    ...('issuers' in subject ? [...aliasIn(subject, format, options), ...issuerMissing(subject, format)] : []),
    ...(group === 'Truststore' ? ofTruststore(written) : []),
  ];
  const ended = written.filter(({ validity }) => validity.notAfter < now);
  if (ended.length === 0) return notes;
  const names = ended.map(
    ({ subject, validity }) => `${formatName(subject)} (${validity.notAfter.toISOString().slice(0, 10)})`,
  );
  return [
    ...notes,
    `Expired, so whoever checks dates refuses it: ${listed([...new Set(names)])}. Another form does not renew it.`,
  ];
}

/** A new keystore's alias, which configurations name. */
function aliasIn(pieces: Pieces, { id }: ConversionFormat, options: ConversionOptions): readonly string[] {
  if (id !== 'pkcs12' && id !== 'jks') return [];
  const alias = aliasOf(options, pieces);
  const { certificate, issuers, root } = pieces;
  const chain = [certificate, ...issuers, root].flatMap((each) => (each === undefined ? [] : formatName(each.subject)));
  return [`Its alias is ${id === 'jks' ? normaliseAlias(alias) : alias}. It holds the key, with ${listed(chain)}.`];
}

/** Nobody looks at the findings again before the file is on the server. */
function issuerMissing(
  { certificate, issuers, root, selfSigned }: Pieces,
  { id, group }: ConversionFormat,
): readonly string[] {
  const last = issuers.at(-1) ?? certificate;
  const holdsChain = group === 'Certificate' ? id === 'fullchain-pem' : group !== 'Key';
  if (!holdsChain || last === undefined || root !== undefined || selfSigned) return [];
  return [
    `${formatName(last.issuer)} is not among the files. If it is an intermediate, servers must send it: add it and convert again.`,
  ];
}

/** More names are no help. */
const MOST_NAMES = 3;

function ofTruststore(written: readonly Certificate[]): readonly string[] {
  const names = written.map(({ subject }) => formatName(subject));
  const held = names.length > MOST_NAMES ? `${String(names.length)} certificates` : listed(names);
  return [
    `It holds ${held}, and no key.`,
    'Java programs take it with -Djavax.net.ssl.trustStore=FILE -Djavax.net.ssl.trustStorePassword=PASSWORD.',
    "It replaces Java's own cacerts, so that program then refuses public sites. To keep them, add cacerts to the files here and convert again.",
  ];
}

function certificatesIn(subject: ConversionSubjects[ConversionNeed], needs: ConversionNeed): readonly Certificate[] {
  if (needs === 'key') return [];
  if ('issuers' in subject)
    return [...(subject.certificate === undefined ? [] : [subject.certificate]), ...subject.issuers];
  if ('certificates' in subject) return subject.certificates.map(({ certificate }) => certificate);
  if (!('keystore' in subject)) return [];
  return subject.keystore.entries.flatMap((entry) => {
    if (entry.kind === 'sealed') return [];
    return (entry.kind === 'private-key' ? entry.chain : [entry.certificate]).map(parseCertificate);
  });
}
