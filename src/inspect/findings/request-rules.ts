import { id_kp_serverAuth } from '../../pki/oids';
import { readKnownExtensions } from '../../pki/read-extensions';
import { formatName } from '../../pki/distinguished-name';
import { formatGeneralName } from '../../pki/general-names';
import type { RequestEvidence } from '../evidence';
import { isInternal } from './certificate-traits';
import { listed } from './rule';
import type { Rule } from './rule';

/** Certification requests. */
export const requestRules: readonly Rule[] = [
  {
    id: 'e_request_signature_invalid',
    source: 'RFC 2986 §4.2',
    judge: ofRequests(
      ({ proven }, request) =>
        !proven &&
        `The signature of ${request} does not verify under the key in it, so nothing shows that whoever wrote it has the key. Do not sign it; make a new request.`,
    ),
  },
  {
    id: 'w_request_asks_for_ca',
    source: 'RFC 5280 §4.2.1.9, §4.2.1.3',
    judge: ofRequests(({ object }, request) => {
      const { basicConstraints, keyUsage } = readKnownExtensions(object.request.extensions);
      const asks = [
        basicConstraints?.ca === true && 'CA:TRUE',
        keyUsage?.usages.includes('keyCertSign') === true && 'keyCertSign',
      ].filter((each) => each !== false);
      return (
        asks.length > 0 &&
        `${upperFirst(request)} asks for ${asks.join(' and ')}: with that its holder could issue certificates for every name. Leave that out when you sign it.`
      );
    }),
  },
  {
    id: 'w_request_without_san',
    source: 'RFC 9525 §2',
    judge: ofRequests(
      ({ object }, request) =>
        object.request.sans.length === 0 &&
        readKnownExtensions(object.request.extensions).extendedKeyUsage?.includes(id_kp_serverAuth) !== false &&
        `${upperFirst(request)} asks for no alternative names. Browsers and Go refuse a server certificate without; add the hosts when you sign it, or make a new request.`,
    ),
  },
  {
    id: 'n_request_internal_name',
    source: 'CA/Browser Forum Baseline Requirements §4.2.2',
    judge: ofRequests(({ object }, request) => {
      const internal = object.request.sans.filter(isInternal).map(formatGeneralName);
      return (
        internal.length > 0 &&
        `${upperFirst(request)} names ${listed(internal)}. No public CA signs that; a CA of your own can.`
      );
    }),
  },
];

function ofRequests(judge: (each: RequestEvidence, request: string) => string | false): Rule['judge'] {
  return ({ requests, place }) =>
    requests.flatMap((each) => {
      const name = formatName(each.object.request.subject);
      const message = judge(
        each,
        name === '' ? `the request in ${place(each.reference.file)}` : `the request for ${name}`,
      );
      return message === false ? [] : [{ message, objects: [each.reference] }];
    });
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
