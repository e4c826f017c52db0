import type { Pause } from '../keystores/types';
import { formatName } from '../pki/distinguished-name';
import { parseCertificate } from '../pki/parse-certificate';
import type { Certificate } from '../pki/types';
import type { ConversionJob } from './convert';
import { sortLot } from './convert-lot';
import { subjectFor } from './convert-subjects';
import type { ConversionNeed, ConversionSubjects } from './convert-types';
import { listed } from './renew-files';

/**
 * What the user should know of a conversion besides its files, each a sentence: how a truststore is used, and which certificates have ended.
 *
 * @throws PkiError as `convert`
 */
export async function conversionNotes(
  { objects, format: { needs, group }, options }: ConversionJob,
  now: Date,
  pause?: Pause,
): Promise<readonly string[]> {
  const written = certificatesIn(await subjectFor(needs, await sortLot(objects, now, pause), options), needs);
  const notes = group === 'Truststore' ? ofTruststore(written) : [];
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
