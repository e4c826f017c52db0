import { placeOf } from '../inspect/why-no-pair';
import { toHex } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { spellOut } from '../pki/show-text';
import type { Bytes, ParsedName } from '../pki/types';
import { commonNames, placesOf } from './convert-choose';
import { onlyPair } from './convert-lot';
import type { Lot, Piece } from './convert-lot';
import { nameOfCertificate, nameOfSource } from './convert-names';
import type { Candidate, ConversionSubjects } from './convert-types';

/** The begin of a file name for a certificate or key. */
export function nameOfPiece({ certificate, source }: Piece): string {
  return certificate === undefined ? nameOfSource(source) : nameOfCertificate(certificate);
}

/** Something that is carried over as it is, and the begin of its file's name. */
interface Named {
  readonly name: string;
  readonly der: Bytes;
}

/** Every public key: of keys, certificates, requests, and by itself. */
export function publicKeys({ objects, keys, certificates }: Lot): Candidate<Named>[] {
  const found = [
    ...keys.map(({ value, ...rest }) => ({ ...rest, name: nameOfPiece(value), der: value.key.spki })),
    ...certificates.map(({ value, ...rest }) => ({ ...rest, name: nameOfPiece(value), der: value.certificate.spki })),
    ...objects.flatMap((object) => {
      if (object.type !== 'public-key' && object.type !== 'request') return [];
      const { source } = object;
      const der = object.type === 'public-key' ? object.spki : object.request.spki;
      const what = object.type === 'public-key' ? 'public key' : 'request';
      const label = `${what} in ${spellOut(placeOf(source))}`;
      return [{ label, names: placesOf(source), name: nameOfSource(source), der }];
    }),
  ];
  // Backwards: of several with one public key, the first says what it is called.
  const distinct = new Map(found.reverse().map((each) => [toHex(each.der), each]));
  return [...distinct.values()]
    .reverse()
    .map(({ label, names, name, der }) => ({ label, names, value: { name, der } }));
}

/** Those among which there is a question: of a certificate that comes with its key only its own. */
export function usualPublicKeys(lot: Lot): Candidate<Named>[] {
  const [pair] = onlyPair(lot);
  const all = publicKeys(lot);
  const wanted = pair === undefined ? undefined : toHex(pair.value.certificate.spki);
  return wanted === undefined ? all : all.filter(({ value }) => toHex(value.der) === wanted);
}

/** Certification requests. */
export function requests({ objects }: Lot): Candidate<Named>[] {
  return objects.flatMap((object) => (object.type === 'request' ? named(object, object.request) : []));
}

/** Revocation lists. */
export function revocationLists({ objects }: Lot): Candidate<Named>[] {
  return objects.flatMap((object) =>
    object.type === 'crl' ? named(object, { der: object.crl.der, subject: object.crl.issuer }) : [],
  );
}

function named(
  { source }: { readonly source: string },
  { der, subject }: { readonly der: Bytes; readonly subject: ParsedName },
): [Candidate<Named>] {
  return [
    {
      label: `${formatName(subject)} in ${spellOut(placeOf(source))}`,
      names: [formatName(subject), ...commonNames(subject), ...placesOf(source)],
      value: { name: nameOfSource(source), der },
    },
  ];
}

/** Keystores that are open. */
export function keystores({ objects }: Lot): Candidate<ConversionSubjects['keystore']>[] {
  return objects.flatMap((object) => {
    if (object.type !== 'keystore') return [];
    const { source, keystore } = object;
    return [
      {
        label: `${keystore.format} keystore ${spellOut(placeOf(source))}`,
        names: placesOf(source),
        value: { name: nameOfSource(source), file: placesOf(source).at(-1) ?? source, keystore },
      },
    ];
  });
}
