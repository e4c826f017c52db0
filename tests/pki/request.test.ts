import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { requestExtensions } from '../../src/issuance/profiles';
import { toHex } from '../../src/pki/bytes';
import { isCanonicalDer } from '../../src/pki/der';
import { contextConstructed, element, objectIdentifier, sequence, smallInteger } from '../../src/pki/der-writer';
import { encodeExtensions, subjectAltName } from '../../src/pki/extensions';
import { keyAlgorithms } from '../../src/pki/key-algorithms';
import { encodeName } from '../../src/pki/name-der';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { encodePem, parsePem } from '../../src/pki/pem';
import { publicKeyFingerprint } from '../../src/pki/public-key';
import { parseRequest, signRequest, verifyRequest } from '../../src/pki/request';
import { signed } from '../../src/pki/signed';
import type { Bytes, Extension, GeneralName } from '../../src/pki/types';
import type { KeyAlgorithmId } from '../../src/recipes/types';
import { keyFor, octets } from '../support/issuing';
import { extensionFacts, judges } from '../support/library-judges';
import { ask } from '../support/witness';

// Making RSA keys and starting Java take their time on a busy computer.
vi.setConfig({ testTimeout: 60_000 });

const subject = encodeName([
  { type: 'O', value: 'Grüne Wiese' },
  { type: 'CN', value: 'svc.example.com' },
]);
const sans: GeneralName[] = [
  { kind: 'dns', value: 'svc.example.com' },
  { kind: 'dns', value: 'xn--bcher-kva.example' },
  { kind: 'ip', value: '10.0.0.5' },
  { kind: 'ip', value: '2001:db8::1' },
  { kind: 'email', value: 'admin@example.com' },
  { kind: 'uri', value: 'https://example.com/x' },
];

async function requestWith(id: KeyAlgorithmId): Promise<{ der: Bytes; spki: Bytes; extensions: Extension[] }> {
  const key = await keyFor('holder', id);
  const { spki } = key;
  const extensions = requestExtensions({ spki, purposes: ['server', 'client'], sans, emptySubject: false });
  return { der: await signRequest({ subject, key, extensions }), spki, extensions };
}

/** What a witness prints of a request in the file r.pem. */
function printed(...[tool, args, der]: [Parameters<typeof ask>[0], string, Bytes]): string {
  const { status, text } = ask(tool, args.split(' '), { 'r.pem': encodePem('CERTIFICATE REQUEST', der) });
  expect(status, text).toBe(0);
  return text;
}

describe.each(keyAlgorithms.map(({ id }) => id))('A request with a key of type %s', (id) => {
  it('is canonical DER, and reads back to what it asks for', async () => {
    const { der, spki, extensions } = await requestWith(id);
    expect(isCanonicalDer(der)).toBe(true);
    expect(await verifyRequest(der)).toBe(true);
    const read = parseRequest(der);
    expect(read).toMatchObject({ der, spki, extensions, sans, attributes: [], keyAlgorithm: { id } });
    expect(read.subject.der).toEqual(subject);
    const changed = der.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(await verifyRequest(changed)).toBe(false);
  });

  it('is read alike and verified by OpenSSL, Java and GnuTLS', async () => {
    const { der } = await requestWith(id);
    const openssl = printed('openssl', 'req -in r.pem -verify -noout -text -nameopt utf8 -utf8', der);
    expect(openssl).toMatch(/verify OK/u);
    for (const words of [
      /Subject: O\s?=\s?Grüne Wiese, CN\s?=\s?svc\.example\.com/u,
      'DNS:svc.example.com, DNS:xn--bcher-kva.example, IP Address:10.0.0.5, IP Address:2001:DB8:0:0:0:0:0:1, email:admin@example.com, URI:https://example.com/x',
      'TLS Web Server Authentication, TLS Web Client Authentication',
      /Key Usage: critical\s+Digital Signature/u,
    ])
      expect(openssl).toMatch(words);
    expect(openssl).not.toContain('Basic Constraints');

    const keytool = printed('keytool', '-printcertreq -file r.pem', der);
    for (const words of ['CN=svc.example.com', 'DNSName: xn--bcher-kva.example', 'IPAddress: 10.0.0.5', 'serverAuth'])
      expect(keytool).toContain(words);

    const certtool = printed('certtool', '--crq-info --infile r.pem', der);
    for (const words of ['Self signature: verified', 'DNSname: svc.example.com', 'IPAddress: 2001:db8::1'])
      expect(certtool).toContain(words);
  });

  it('is read alike and verified by both certificate libraries', async () => {
    const { der, spki, extensions } = await requestWith(id);
    for (const judge of judges) {
      expect(judge.request(der), judge.name).toEqual({
        subject: toHex(subject),
        spki: toHex(spki),
        extensions: extensionFacts(extensions),
      });
      if (judge.without.includes(id)) await expect(judge.isRequestSigned(der)).rejects.toThrow('Unsupported');
      else expect(await judge.isRequestSigned(der), judge.name).toBe(true);
    }
  });
});

describe('A request', () => {
  it('without extensions has no attribute', async () => {
    const der = await signRequest({ subject, key: await keyFor('holder'), extensions: [] });
    expect(parseRequest(der)).toMatchObject({ extensions: [], sans: [], attributes: [] });
    expect(printed('openssl', 'req -in r.pem -verify -noout -text', der)).toMatch(/Attributes:\s+\(?none|a0:00/u);
  });

  it('with an empty subject is taken, and its SAN is critical', async () => {
    const key = await keyFor('holder');
    const asked = requestExtensions({ spki: key.spki, purposes: ['server'], sans, emptySubject: true });
    const der = await signRequest({ subject: encodeName([]), key, extensions: asked });
    expect(printed('openssl', 'req -in r.pem -verify -noout -text', der)).toMatch(/Alternative Name: critical/u);
  });

  it('leaves what is the CA’s to say to the CA, and a certificate of OpenSSL made of it has key and names', async () => {
    const { der, spki } = await requestWith('p-256');
    const key = ask('openssl', ['genpkey', '-algorithm', 'ED25519']).text;
    const ca = ask('openssl', ['req', '-x509', '-key', 'k.pem', '-subj', '/CN=CA'], { 'k.pem': key }).text;
    const files = { 'r.pem': encodePem('NEW CERTIFICATE REQUEST', der), 'k.pem': key, 'ca.pem': ca };
    const args = 'x509 -req -in r.pem -CA ca.pem -CAkey k.pem -copy_extensions copy -set_serial 7';
    const block = parsePem(ask('openssl', args.split(' '), files).text).at(-1)!;
    const certificate = parseCertificate(block.der);
    expect(certificate).toMatchObject({ subjectAltNames: sans, serialNumber: '07' });
    expect(certificate.basicConstraints).toBeUndefined();
    expect(certificate.subject.der).toEqual(subject);
    expect(await publicKeyFingerprint(certificate.spki)).toBe(await publicKeyFingerprint(spki));
  });
});

describe('The fingerprint of a public key', () => {
  it('is the SHA-256 of its SubjectPublicKeyInfo, as OpenSSL writes it', async () => {
    const { der, spki } = await requestWith('rsa-2048');
    const files = { 'r.pem': encodePem('CERTIFICATE REQUEST', der) };
    const [block] = parsePem(ask('openssl', 'req -in r.pem -noout -pubkey'.split(' '), files).text);
    const expected = createHash('sha256').update(block!.der).digest('hex');
    expect(await publicKeyFingerprint(spki)).toBe(expected);
  });
});

describe('A request of another writer is read:', () => {
  it('OpenSSL’s, with attributes of other kinds', async () => {
    const config =
      '[req]\ndistinguished_name=dn\nattributes=more\nreq_extensions=x\nprompt=no\n[dn]\nO=Lab\nCN=old.example.com\n[more]\nunstructuredName=Somebody\nchallengePassword=abcd\n[x]\nsubjectAltName=DNS:a.example,IP:10.0.0.7\nbasicConstraints=CA:false\n';
    const args = 'req -new -newkey rsa:2048 -nodes -keyout /dev/null -config c.cnf'.split(' ');
    const [block] = parsePem(ask('openssl', args, { 'c.cnf': config }).text).slice(-1);
    expect(block?.label).toBe('CERTIFICATE REQUEST');
    const read = parseRequest(block!.der);
    expect(await verifyRequest(block!.der)).toBe(true);
    expect(read.sans).toEqual([
      { kind: 'dns', value: 'a.example' },
      { kind: 'ip', value: '10.0.0.7' },
    ]);
    expect(read.extensions.map(({ oid }) => oid).sort()).toEqual(['2.5.29.17', '2.5.29.19']);
    expect(read.keyAlgorithm?.id).toBe('rsa-2048');
    const oids = read.attributes.map(({ oid }) => oid).sort();
    expect(oids).toEqual(['1.2.840.113549.1.9.2', '1.2.840.113549.1.9.7']);
    expect(Buffer.from(read.attributes.flatMap(({ values }) => [...values[0]!])).toString('latin1')).toContain('abcd');
  });

  it('keytool’s, under its older label', async () => {
    const self = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout - -subj /CN=java.example.com';
    const files = { 'k.pem': ask('openssl', self.split(' ')).text };
    const store = ask('openssl', 'pkcs12 -export -in k.pem -name a -passout pass:changeit'.split(' '), files).bytes;
    const args = '-certreq -ext san=dns:java.example.com -keystore k.p12 -storepass changeit -alias a';
    const { text } = ask('keytool', args.split(' '), { 'k.p12': store });
    const block = parsePem(text).at(-1)!;
    expect(block.label).toBe('NEW CERTIFICATE REQUEST');
    const read = parseRequest(block.der);
    expect(read).toMatchObject({ sans: [{ kind: 'dns', value: 'java.example.com' }], keyAlgorithm: { id: 'p-384' } });
    expect(await verifyRequest(block.der)).toBe(true);
  });

  it('GnuTLS’s', async () => {
    const key = ask('certtool', ['--generate-privkey', '--key-type=ed25519', '--no-text']).text;
    const template = 'cn = "gnutls.example.com"\ndns_name = "gnutls.example.com"\ntls_www_server\nsigning_key\n';
    const args = '--generate-request --load-privkey k.pem --template t.cfg --no-text'.split(' ');
    const { text } = ask('certtool', args, { 'k.pem': key, 't.cfg': template });
    const block = parsePem(text).at(-1)!;
    expect(parseRequest(block.der).sans).toEqual([{ kind: 'dns', value: 'gnutls.example.com' }]);
    expect(await verifyRequest(block.der)).toBe(true);
  });

  it('one whose extensions stand under the number that Windows used, or that has no field for attributes', async () => {
    const key = await keyFor('holder');
    const asked = encodeExtensions([subjectAltName(sans, false)]);
    const windows = sequence(objectIdentifier('1.3.6.1.4.1.311.2.1.14'), element(0x31, asked));
    const before = [smallInteger(0), subject, key.spki];
    const der = await signed(sequence(...before, contextConstructed(0, windows)), key);
    expect(parseRequest(der)).toMatchObject({ sans, attributes: [] });
    const bare = await signed(sequence(...before), key);
    expect(parseRequest(bare)).toMatchObject({ extensions: [], attributes: [] });
    expect(await verifyRequest(bare)).toBe(true);
  });
});

describe('What is no request is refused as damaged, never by another exception:', () => {
  const damaged = expect.objectContaining({ code: 'file-damaged' }) as Error;

  it('cut off at any octet, or with something after its end', async () => {
    const { der } = await requestWith('p-256');
    for (let length = 0; length < der.length; length++)
      expect(() => parseRequest(der.slice(0, length))).toThrow(damaged);
    expect(() => parseRequest(Uint8Array.from([...der, 0]))).toThrow(damaged);
  });

  it('with any octet changed: it is refused, or does not verify', async () => {
    const { der } = await requestWith('p-256');
    let refused = 0;
    for (let at = 0; at < der.length; at++) {
      const changed = der.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x20;
      const verified = await verifyRequest(changed).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'PkiError', code: 'file-damaged' });
        refused++;
        return false;
      });
      expect(verified).toBe(false);
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('of another version, or asking for extensions twice', async () => {
    const key = await keyFor('holder');
    const asked = sequence(
      objectIdentifier('1.2.840.113549.1.9.14'),
      element(0x31, encodeExtensions([subjectAltName(sans, false)])),
    );
    const newer = await signed(sequence(smallInteger(1), subject, key.spki, contextConstructed(0)), key);
    const twice = await signed(sequence(smallInteger(0), subject, key.spki, contextConstructed(0, asked, asked)), key);
    for (const der of [newer, twice]) expect(() => parseRequest(der)).toThrow(damaged);
  });

  it('a certificate, a key, nothing', async () => {
    const key = await keyFor('holder');
    for (const bytes of [key.pkcs8, key.spki, octets('30 00'), new Uint8Array()])
      expect(() => parseRequest(bytes)).toThrow(damaged);
  });
});
