import { normaliseBer } from './ber';
import { toHex } from './bytes';
import { Fields, childrenOf, damaged, readElement } from './der-reader';
import type { DerElement } from './der-reader';
import { tags } from './der-tags';
import { readObjectIdentifier } from './der-values';
import { contextConstructed, element, inSetOrder, objectIdentifier, sequence, smallInteger } from './der-writer';
import { PkiError } from './errors';
import { id_data, id_signedData } from './oids';
import type { Bytes } from './types';

/** RFC 5652 §5.1: version of SignedData that holds X.509 certificates and plain data only. */
const V1 = 1;

/**
 * Certificates in SignedData without signers (RFC 5652 §5; a `.p7b` file), DER: the certificates in the order of a SET OF,
 * whatever order they come in.
 *
 * @param certificates at least one, DER
 * @throws PkiError `defect` when there is none
 */
export function writeCertificatesOnly(certificates: readonly Bytes[]): Bytes {
  if (certificates.length === 0) throw new PkiError('defect', 'A PKCS#7 file needs a certificate.');
  const signedData = sequence(
    smallInteger(V1),
    element(tags.SET),
    sequence(objectIdentifier(id_data)),
    contextConstructed(0, ...inSetOrder(certificates)),
    element(tags.SET),
  );
  return sequence(objectIdentifier(id_signedData), contextConstructed(0, signedData));
}

/** What SignedData carries for its readers, each in DER, octet by octet as in the file. */
export interface SignedDataContents {
  readonly certificates: readonly Bytes[];
  readonly revocationLists: readonly Bytes[];
}

/**
 * Certificates and revocation lists in SignedData, with signers or without, in the order of the file, which says nothing about
 * the chain. BER is taken, as Windows writes it. Other kinds of either (RFC 5652 §10.2.1, §10.2.2) are left out.
 *
 * @throws PkiError `file-damaged` when it is damaged or something else, `file-too-large`
 */
export function readSignedData(bytes: Bytes): SignedDataContents {
  const contentInfo = new Fields(readElement(normaliseBer(bytes)), tags.SEQUENCE);
  if (readObjectIdentifier(contentInfo.required(tags.OBJECT_IDENTIFIER)) !== id_signedData)
    throw damaged('it is a PKCS#7 file of another kind, without certificates');
  const content = new Fields(contentInfo.required(EXPLICIT_0), EXPLICIT_0);
  const signedData = new Fields(content.required(tags.SEQUENCE), tags.SEQUENCE);
  signedData.required(tags.INTEGER);
  signedData.required(tags.SET);
  signedData.required(tags.SEQUENCE);
  return {
    certificates: sequencesIn(signedData.optional(EXPLICIT_0)),
    revocationLists: sequencesIn(signedData.optional(IMPLICIT_1)),
  };
}

function sequencesIn(set: DerElement | undefined): Bytes[] {
  return (set === undefined ? [] : childrenOf(set))
    .filter(({ tag }) => tag === tags.SEQUENCE)
    .map(({ whole }) => whole.slice());
}

/**
 * The certificates of {@link readSignedData}; none when the file holds revocation lists alone.
 *
 * @throws PkiError as there
 */
export function readCertificatesOnly(bytes: Bytes): Bytes[] {
  return [...readSignedData(bytes).certificates];
}

const EXPLICIT_0 = 0xa0;
const IMPLICIT_1 = 0xa1;

/**
 * Whether bytes begin as SignedData in DER or BER, whatever the file or its PEM label says: Windows writes `PKCS7`, others
 * `CMS` (RFC 7468 §8, §9), and some write it as `CERTIFICATE`. Never throws.
 */
export function isSignedData(bytes: Bytes): boolean {
  const start = toHex(bytes.subarray(0, 17));
  return /^30(?:80|[0-7].|81..|82.{4}|83.{6}|84.{8})06092a864886f70d010702/u.test(start);
}
