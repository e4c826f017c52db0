import { describe, expect, it, vi } from 'vitest';
import { reviewRequest } from '../../src/issuance/review-request';
import { formatName } from '../../src/pki/distinguished-name';
import { formatGeneralName } from '../../src/pki/general-names';
import { contextConstructed, sequence, smallInteger } from '../../src/pki/der-writer';
import { encodeName } from '../../src/pki/name-der';
import { parseRequest } from '../../src/pki/request';
import { signed } from '../../src/pki/signed';
import { foreignRequest, keytoolRequest, readRequest } from '../support/foreign-requests';
import type { ForeignRequest } from '../support/foreign-requests';
import { keyFor } from '../support/issuing';

// OpenSSL makes an RSA key for most of these.
vi.setConfig({ testTimeout: 60_000 });

const ec = 'ec -pkeyopt ec_paramgen_curve:P-256';
const review = (wish: ForeignRequest): ReturnType<typeof reviewRequest> =>
  reviewRequest(foreignRequest({ key: ec, ...wish }));

describe('What a request asks for', () => {
  it('is who, for which names and purposes, with which key', async () => {
    const extensions = [
      'subjectAltName=DNS:Svc.Example.COM,DNS:xn--bcher-kva.example,IP:10.0.0.5,IP:2001:DB8::1,email:a@example.com,URI:https://example.com/x',
      'extendedKeyUsage=serverAuth,clientAuth',
    ];
    const found = await review({ subject: '/C=SE/O=Grüne Wiese/CN=svc.example.com', extensions });
    expect(formatName(found.subject)).toBe('CN=svc.example.com,O=Grüne Wiese,C=SE');
    expect(found.names.map(formatGeneralName)).toEqual([
      'DNS:svc.example.com',
      'DNS:xn--bcher-kva.example',
      'IP:10.0.0.5',
      'IP:2001:db8::1',
      'email:a@example.com',
      'URI:https://example.com/x',
    ]);
    expect(found).toMatchObject({ purposes: ['server', 'client'], keyType: 'ECDSA P-256', verified: true });
    expect(found).toMatchObject({ notes: [], refusals: [] });
  });

  it('is read of a request by keytool too, whose label is the older one', async () => {
    const pem = keytoolRequest(['-ext', 'SAN=dns:im.example.com,ip:10.0.0.5']);
    expect(pem).toContain('BEGIN NEW CERTIFICATE REQUEST');
    const found = await reviewRequest(readRequest(pem));
    expect(found).toMatchObject({ verified: true, refusals: [], notes: [], keyType: 'RSA 2048' });
    expect(found.names.map(formatGeneralName)).toEqual(['DNS:im.example.com', 'IP:10.0.0.5']);
  });

  it.each([
    [['extendedKeyUsage=clientAuth'], ['client']],
    [['extendedKeyUsage=codeSigning'], ['server']],
    [[], ['server']],
  ])('for %j means %j', async (extensions, purposes) => {
    expect(await review({ extensions })).toMatchObject({ purposes });
  });
});

describe('What clients make nothing of is told', () => {
  it('a common name that no name covers, of a server only', async () => {
    const extensions = ['subjectAltName=DNS:other.example.com'];
    expect((await review({ extensions })).notes).toEqual([
      'The common name svc.example.com is not among the names. Clients look only at those (RFC 9525 §6.4.1).',
    ]);
    expect((await review({ extensions: ['subjectAltName=DNS:*.example.com'] })).notes).toEqual([]);
    expect((await review({ extensions: [...extensions, 'extendedKeyUsage=clientAuth'] })).notes).toEqual([]);
    const wildcard = await review({
      subject: '/CN=*.com',
      extensions: ['subjectAltName=DNS:*.com,DNS:svc.example.com'],
    });
    expect(wildcard.names).toEqual([{ kind: 'dns', value: 'svc.example.com' }]);
    expect(wildcard.notes.join('\n')).toMatch(
      /Not copied from its names: dns:\*\.com\..*\nThe common name \*\.com is not among/u,
    );
  });
});

describe('A request without names', () => {
  it('of a server has its common name taken, when that is a host', async () => {
    const { names, notes } = await review({});
    expect(names).toEqual([{ kind: 'dns', value: 'svc.example.com' }]);
    expect(notes.join()).toContain('its common name svc.example.com is taken');
    expect((await review({ subject: '/CN=10.0.0.5' })).names).toEqual([{ kind: 'ip', value: '10.0.0.5' }]);
  });

  it.each(['/CN=Build server', '/CN=server1', '/O=Example', '/CN=a..example'])('but not of %s', async (subject) => {
    const { names, notes } = await review({ subject });
    expect(names).toEqual([]);
    expect(notes).toEqual(['It asks for no names. Enter those that clients connect to.']);
  });

  it('of a client has none', async () => {
    expect(await review({ extensions: ['extendedKeyUsage=clientAuth'] })).toMatchObject({ names: [], notes: [] });
  });
});

describe('What is not copied is said', () => {
  it.each<[string, ForeignRequest, RegExp]>([
    ['CA:TRUE', { extensions: ['basicConstraints=critical,CA:TRUE'] }, /asks to be a CA/u],
    [
      'keyCertSign',
      { extensions: ['keyUsage=keyCertSign,digitalSignature,cRLSign'] },
      /key usages: keyCertSign, cRLSign\./u,
    ],
    [
      'other purposes',
      { extensions: ['extendedKeyUsage=serverAuth,codeSigning,1.2.3'] },
      /purposes: codeSigning \(1\.3\.6\.1\.5\.5\.7\.3\.3\), 1\.2\.3\./u,
    ],
    [
      'unknown extensions',
      { extensions: ['1.2.3.4=DER:0500', 'tlsfeature=status_request'] },
      /extensions: 1\.2\.3\.4, tlsFeature, must-staple/u,
    ],
    [
      'the challenge password',
      { attributes: ['challengePassword = a password'] },
      /attributes: challengePassword \(1\.2\.840\.113549\.1\.9\.7\)\.$/u,
    ],
    [
      'names of other kinds',
      { extensions: ['subjectAltName=DNS:a.example.com,otherName:1.2.3;UTF8:x,RID:1.2.3'] },
      /2 of its names, of a kind/u,
    ],
    [
      'names that are none',
      { extensions: ['subjectAltName=DNS:a_b..example.com,DNS:a.example.com'] },
      /from its names: dns:a_b\.\.example\.com\./u,
    ],
    ['parts of its name', { subject: '/CN=svc.example.com/title=Dr/postalCode=1' }, /from its name: title=Dr\./u],
  ])('%s', async (_, wish, words) => {
    const found = await review(wish);
    expect(found.notes.join('\n')).toMatch(words);
    expect(found.notes.join('\n')).not.toContain('a password');
    expect(found.refusals).toEqual([]);
  });

  it('with nothing in it that reorders or hides text', async () => {
    const { notes } = await review({ subject: '/CN=svc.example.com/title=a\u202eb' });
    expect(notes.join()).toContain('title=a');
    expect(notes.join()).not.toContain('\u202e');
  });
});

describe('What must not be signed is refused by name', () => {
  it.each<[string, string, RegExp]>([
    ['a short RSA key', 'rsa:1024', /RSA 1024, which is too short/u],
    ['an odd RSA size that is too short', 'rsa:2047', /RSA 2047, which is too short/u],
    ['RSASSA-PSS', 'rsa-pss -pkeyopt rsa_keygen_bits:2048', /of type RSASSA-PSS/u],
    ['secp256k1', 'ec -pkeyopt ec_paramgen_curve:secp256k1', /of type EC secp256k1/u],
    ['Ed448', 'ed448', /of type Ed448/u],
  ])('%s', async (_, key, words) => {
    const { refusals } = await review({ key });
    expect(refusals[0]).toMatchObject({ code: 'algorithm-not-allowed', field: 'request' });
    expect(refusals[0]?.message).toMatch(words);
  });

  it('a signature that does not verify', async () => {
    const { der } = foreignRequest({ key: ec });
    const changed = der.slice();
    // The last letter of the common name.
    const at = changed.findLastIndex((octet, index) => octet === 0x6d && changed[index - 1] === 0x6f);
    changed[at] = 0x6e;
    const { verified, refusals } = await reviewRequest(parseRequest(changed));
    expect(verified).toBe(false);
    expect(refusals).toMatchObject([{ code: 'file-damaged', field: 'request' }]);
    expect(refusals[0]?.message).toContain('does not verify');
  });

  it('a signature by an algorithm that cannot be verified', async () => {
    const { refusals } = await review({ key: 'rsa:2048', more: ['-md5'] });
    expect(refusals[0]?.message).toContain('RSA with MD5');
  });

  it('an RSA key with the exponent 1, for which anybody can sign', async () => {
    const real = await keyFor('holder', 'rsa-2048');
    // The last INTEGER of the key: 65537 becomes 1.
    const spki = real.spki.slice();
    spki.set([0, 0, 1], spki.length - 3);
    const request = sequence(smallInteger(0), encodeName([]), spki, contextConstructed(0));
    const { refusals } = await reviewRequest(parseRequest(await signed(request, real)));
    expect(refusals[0]?.message).toContain('public exponent');
  });

  it.each([
    'rsa:2048',
    'rsa:3000',
    ec,
    'ec -pkeyopt ec_paramgen_curve:P-384',
    'ec -pkeyopt ec_paramgen_curve:P-521',
    'ed25519',
  ])('and not %s', async (key) => {
    expect(await review({ key })).toMatchObject({ verified: true, refusals: [] });
  });
});
