import { createPublicKey } from 'node:crypto';
import { mentions } from '../../src/bundle/facts';
import type { Bundle, CertificateFacts } from '../../src/bundle/types';

/** Facts of one certificate of a bundle. */
export function certificateOf({ certificates }: Bundle, id: string): CertificateFacts {
  const found = certificates.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no certificate ${id}.`);
  return found;
}

/** The public part (SubjectPublicKeyInfo) of an instance's PEM key file, as Node reads it. */
export function keyOf({ plan, entries }: Bundle, id: string): { readonly spki: Uint8Array } {
  const planned = plan.entries.find(({ content }) => content.as === 'private-key-pkcs8-pem' && mentions(content, id));
  const file = entries.find(({ path }) => path === planned?.path);
  if (file === undefined) throw new Error(`There is no key file of ${id}.`);
  const pem = Buffer.from(file.bytes);
  return { spki: createPublicKey(pem).export({ type: 'spki', format: 'der' }) };
}
