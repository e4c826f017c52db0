import { expect, it, vi } from 'vitest';
import { certifyRequest } from '../../src/jobs/sign-request';
import type { SignedRequest, SigningWish } from '../../src/jobs/sign-request';
import { makeIntermediate } from '../../src/jobs/make-intermediate';
import { parsePem } from '../../src/pki/pem';
import { formatName } from '../../src/pki/distinguished-name';
import { readCertificatesOnly } from '../../src/pki/pkcs7';
import type { Bytes } from '../../src/pki/types';
import { foreignRequest } from '../support/foreign-requests';
import { rootWith } from '../support/issuing';
import { host } from '../support/make';

// OpenSSL makes the keys.
vi.setConfig({ testTimeout: 60_000 });

const key = 'ec -pkeyopt ec_paramgen_curve:P-256';
const root = await rootWith();
const greedy = foreignRequest({
  key,
  subject: '/O=Colleague/CN=svc.example.com',
  extensions: [
    'subjectAltName=DNS:svc.example.com',
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=keyCertSign',
    'extendedKeyUsage=clientAuth,codeSigning',
    '1.2.3.4=DER:0500',
  ],
});
const sign = (change: Partial<SigningWish> = {}): Promise<SignedRequest> =>
  certifyRequest({ request: greedy, authority: root, days: 90, ...change }, host);
const certificatesIn = (bytes: Bytes | undefined): Bytes[] =>
  parsePem(new TextDecoder().decode(bytes)).map(({ der }) => der);

it('copies names, purposes and key of a request, and nothing that would make it more', async () => {
  const { certificate } = await sign();
  expect(certificate).toMatchObject({
    spki: greedy.spki,
    subjectAltNames: greedy.sans,
    basicConstraints: { ca: false },
    keyUsage: { critical: true, usages: ['digitalSignature'] },
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'],
  });
  expect(formatName(certificate.subject)).toBe('CN=svc.example.com,O=Colleague');
  expect(certificate.extensions.map(({ oid }) => oid)).not.toContain('1.2.3.4');
});

it('says what the user says instead', async () => {
  const names = [{ kind: 'ip', value: '10.0.0.5' }] as const;
  const { certificate, files } = await sign({ names, subject: [], purposes: ['server', 'client'] });
  expect(certificate).toMatchObject({ subjectAltNames: names, subject: { rdns: [] } });
  expect(certificate.extendedKeyUsage).toHaveLength(2);
  expect(files[0]?.name).toBe('10.0.0.5.cert.pem');
});

it('tells of a common name that is not among the names which the user wrote', async () => {
  const { notes } = await sign({ names: [{ kind: 'dns', value: 'other.example.com' }], purposes: ['server'] });
  expect(notes).toContainEqual(expect.stringMatching(/^The common name svc\.example\.com is not among the names/u));
});

it('gives the certificate alone, with the CAs to send, with all of them, and the root; none is secret', async () => {
  const subject = [{ type: 'CN', value: 'Issuing CA' }] as const;
  const { authority } = await makeIntermediate({ authority: root, subject, days: 100, pathLength: 0 }, host);
  const { files, certificate } = await sign({ authority });
  expect(files.map(({ name, secret }) => [name, secret])).toEqual([
    ['svc.example.com.cert.pem', false],
    ['svc.example.com.fullchain.pem', false],
    ['svc.example.com.p7b', false],
    ['root.pem', false],
  ]);
  const [leaf, full, p7b, anchor] = files.map(({ bytes }) => bytes);
  const between = authority.certificate.der;
  expect(certificatesIn(leaf)).toEqual([certificate.der]);
  expect(certificatesIn(full)).toEqual([certificate.der, between]);
  expect(certificatesIn(anchor)).toEqual([root.certificate.der]);
  const all = readCertificatesOnly(p7b ?? new Uint8Array());
  expect(all).toHaveLength(3);
  expect(all).toEqual(expect.arrayContaining([certificate.der, between, root.certificate.der]));
});

it('ends with its CA, and says so', async () => {
  const { certificate, notes } = await sign({ days: 20_000 });
  expect(certificate.validity.notAfter).toEqual(root.certificate.validity.notAfter);
  expect(notes.join()).toContain('together with its CA, earlier than asked');
});

it.each<[string, Partial<SigningWish>, string]>([
  ['a server without names', { names: [], purposes: ['server'] }, 'field-required'],
  ['no purpose', { purposes: [] }, 'field-required'],
  ['the name of the CA', { subject: [{ type: 'CN', value: 'Test root' }] }, 'name-invalid'],
  ['no days', { days: 0 }, 'days-invalid'],
  ['a short key', { request: foreignRequest({ key: 'rsa:1024' }) }, 'algorithm-not-allowed'],
])('is refused for %s', async (_, change, code) => {
  await expect(sign(change)).rejects.toMatchObject({ code });
});

it('is refused for names outside the CA’s limits', async () => {
  const authority = await rootWith({ permitted: [{ kind: 'dns', value: 'other.example' }] });
  await expect(sign({ authority })).rejects.toMatchObject({ code: 'ca-name-constraints' });
});
