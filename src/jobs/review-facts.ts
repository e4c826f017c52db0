import type { RequestReview } from '../issuance/review-request';
import { formatName } from '../pki/distinguished-name';
import { formatGeneralName } from '../pki/general-names';

/** One thing that a request says, for people. The value may hold any character. */
export interface ReviewFact {
  readonly label: string;
  readonly value: string;
}

/** What somebody asks for, to be read before it is signed. */
export function reviewFacts({ request, keyType, keySha256, verified, ...review }: RequestReview): ReviewFact[] {
  const asked = formatName(request.subject);
  return [
    { label: 'Asked by', value: asked === '' ? 'nobody in particular: the name is empty' : asked },
    { label: 'Names', value: review.names.map(formatGeneralName).join(', ') || 'none' },
    { label: 'For', value: review.purposes.join(' and ') },
    { label: 'Key', value: keyType },
    { label: 'SHA-256 of the key', value: (keySha256.match(/../gu) ?? []).join(':').toUpperCase() },
    {
      label: 'Signature',
      value: verified ? 'verified: whoever wrote it had the private key' : 'does not verify',
    },
    ...review.notes.map((value) => ({ label: 'Note', value })),
  ];
}
