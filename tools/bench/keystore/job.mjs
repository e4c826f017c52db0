// The keystore job of the core with nothing around it, for Node and for a page of its own.
import { issueAuthority, issueLeaf } from '../../../src/issuance/issue';
import { createPace } from '../../../src/jobs/pace';
import { readPkcs12 } from '../../../src/keystores/read-pkcs12';
import { writePkcs12 } from '../../../src/keystores/write-pkcs12';
import { generateKeyPair } from '../../../src/pki/keys';

/** @type {import('../../../src/pki/platform').Random} */
const random = (bytes) => crypto.getRandomValues(bytes);
const password = 'correct horse';

/** Of writing and reading back, each: the key, the certificates, the MAC. */
export const DERIVATIONS = 6;

/** An RSA key with its certificate, an intermediate and a root. */
async function makeEntry() {
  const now = new Date();
  const common = { days: 1000, now, random };
  const authority = { ...common, key: await generateKeyPair('p-256') };
  const root = await issueAuthority({ ...authority, subject: [{ type: 'CN', value: 'Root' }] });
  const between = await issueAuthority({ ...authority, subject: [{ type: 'CN', value: 'Between' }], issuer: root });
  const key = await generateKeyPair('rsa-2048');
  const { certificate } = await issueLeaf({
    ...{ ...common, key, issuer: between, purposes: ['server'], extensions: [] },
    subject: [{ type: 'CN', value: 'im.example.com' }],
    sans: [{ kind: 'dns', value: 'im.example.com' }],
  });
  const chain = [certificate, between.certificate, root.certificate].map(({ der }) => der);
  return /** @type {const} */ ({ kind: 'private-key', friendlyName: 'one', pkcs8: key.pkcs8, chain });
}

/** @param {number} iterations */
async function derive(iterations) {
  const base = await crypto.subtle.importKey('raw', random(new Uint8Array(13)), 'PBKDF2', false, ['deriveBits']);
  await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(16), iterations }, base, 256);
}

/**
 * Times a keystore with an RSA key and a chain of three, in turn with what it cannot be quicker than.
 *
 * @param {{ profile: import('../../../src/keystores/types').KeystoreProfile, iterations: number, times: number }} job
 * @returns {Promise<{ both: number[], write: number[], bare: number[] }>} milliseconds; both: written and read back, the first
 *   call first; bare: as many derivations by WebCrypto's PBKDF2
 */
export async function timeKeystore({ profile, iterations, times }) {
  const entry = await makeEntry();
  /** @type {{ both: number[], write: number[], bare: number[] }} */
  const values = { both: [], write: [], bare: [] };
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    const pause = createPace();
    const bytes = await writePkcs12([entry], { password, random, profile, iterations, pause });
    const written = performance.now();
    const { entries } = await readPkcs12(bytes, password, { pause });
    const end = performance.now();
    if (entries.length !== 1) throw new Error('The keystore did not come back');
    values.write.push(written - start);
    values.both.push(end - start);
    for (let n = 0; n < DERIVATIONS; n += 1) await derive(iterations);
    values.bare.push(performance.now() - end);
  }
  return values;
}
