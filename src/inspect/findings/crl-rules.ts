import { equalBytes, toHex } from '../../pki/bytes';
import { formatName } from '../../pki/distinguished-name';
import { signatureAlgorithmByOid } from '../../pki/signature-algorithms';
import type { ListEvidence } from '../evidence';
import { groupBy } from '../group-by';
import { called, day } from './rule';
import type { Rule } from './rule';

/** Revocation lists, and what they revoke. */
export const crlRules: readonly Rule[] = [
  {
    id: 'e_certificate_revoked',
    source: 'RFC 5280 §6.3.3',
    judge: ({ certificates, lists, place }) =>
      [...groupBy(lists, ({ object }) => toHex(object.crl.der)).values()].flatMap((copies) =>
        copies
          .slice(0, 1)
          .filter(({ signer }) => signer !== undefined)
          .flatMap(({ object: { crl }, reference }) => {
            const revoked = new Map(crl.revoked.map((entry) => [entry.serialNumber, entry]));
            return certificates.flatMap(({ certificate, references }) => {
              const entry = revoked.get(certificate.serialNumber);
              if (entry === undefined || !equalBytes(certificate.issuer.der, crl.issuer.der)) return [];
              const message = `${called(certificate)} was revoked on ${day(entry.revoked)}, says the list in ${place(reference.file)}. Replace it, with a new key.`;
              return [{ message, objects: [...references, ...copies.map((copy) => copy.reference)] }];
            });
          }),
      ),
  },
  {
    id: 'e_crl_signature_invalid',
    source: 'RFC 5280 §6.3.3 (g)',
    judge: ofLists(
      ({ named, signer, object: { crl } }, list) =>
        named.length > 0 &&
        signer === undefined &&
        signatureAlgorithmByOid(crl.signatureAlgorithmOid) !== undefined &&
        `The signature of ${list} does not verify under the certificate of its issuer here. Get the list again from its CA.`,
    ),
  },
  {
    id: 'e_crl_expired',
    source: 'RFC 5280 §5.1.2.5',
    judge: ofLists(
      ({ object: { crl } }, list, now) =>
        crl.nextUpdate !== undefined &&
        crl.nextUpdate < now &&
        `The next update of ${list} was due on ${day(crl.nextUpdate)}. Programs that read it refuse every certificate of its CA until they get a newer one. Make or get it.`,
    ),
  },
  {
    id: 'w_crl_sign_not_set',
    source: 'RFC 5280 §4.2.1.3',
    judge: ofLists(
      ({ signer }, list) =>
        signer?.keyUsage?.usages.includes('cRLSign') === false &&
        `The issuer of ${list} is not for signing lists (its key usage lacks cRLSign), so verifiers ignore or refuse it. Have the CA's certificate issued with cRLSign.`,
    ),
  },
  {
    id: 'n_crl_issuer_unknown',
    source: 'RFC 5280 §6.3.3 (f)',
    judge: ofLists(
      ({ named }, list) =>
        named.length === 0 &&
        `The CA that signed ${list} is not here, so the list was not checked. Add its certificate.`,
    ),
  },
];

function ofLists(judge: (each: ListEvidence, list: string, now: Date) => string | false): Rule['judge'] {
  return ({ lists, now }) =>
    lists.flatMap((each) => {
      const message = judge(each, `the revocation list of ${formatName(each.object.crl.issuer)}`, now);
      return message === false ? [] : [{ message, objects: [each.reference] }];
    });
}
