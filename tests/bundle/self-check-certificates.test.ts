import { describe, expect, it } from 'vitest';
import { issueAuthority, issueLeaf } from '../../src/issuance/issue';
import { generateKeyPair } from '../../src/pki/keys';
import { nameConstraints } from '../../src/pki/name-constraints';
import * as oids from '../../src/pki/oids';
import type { Random } from '../../src/pki/platform';
import type { Extension } from '../../src/pki/types';
import { created, random } from '../support/make';
import type { Tampering } from '../support/make';
import { requireTool } from '../support/tools';

import { failures, reissue, entity, rootOf, resigned, serverRequest, oneSetCertificate } from '../support/faults';

describe('The self-check of certificates and keys', () => {
  it('refuses a key that belongs to another certificate', async () => {
    const swapped: Tampering = {
      made: async (made) => {
        made.set('server', { ...entity(made, 'server'), key: await generateKeyPair('p-256') });
      },
    };
    expect(await failures(swapped)).toEqual(['key-matches']);
  });

  it('refuses a dropped name', async () => {
    expect(await failures(reissue({ sans: [{ kind: 'dns', value: 'sse.example.com' }] }))).toEqual(['names']);
  });

  it('refuses a wrong purpose', async () => {
    expect(await failures(reissue({ purposes: ['client'] }))).toEqual(['purpose']);
    expect(await failures(reissue({ purposes: ['server', 'client'] }))).toEqual(['purpose']);
  });

  it('refuses another subject', async () => {
    expect(await failures(reissue({ subject: [{ type: 'CN', value: 'somebody else' }] }))).toEqual([
      'subject-as-planned',
    ]);
  });

  it('refuses a longer validity than asked', async () => {
    expect(await failures(reissue({ days: 900 }))).toEqual(['validity']);
  });

  it('refuses another key type than asked', async () => {
    const other: Tampering = {
      made: async (made) => {
        const key = await generateKeyPair('p-384');
        const { certificate } = await issueLeaf({
          subject: [{ type: 'CN', value: 'sse_client sales' }],
          key,
          issuer: rootOf(made),
          purposes: ['client'],
          sans: [],
          days: 825,
          extensions: [],
          now: created,
          random,
        });
        made.set('client', { ...entity(made, 'client'), key, certificate, chain: [certificate.der] });
      },
    };
    expect(await failures(other)).toEqual(['key-algorithm']);
  });

  it('refuses a server certificate of another CA', async () => {
    const foreign: Tampering = {
      made: async (made) => {
        const root = rootOf(made);
        const other = await issueAuthority({
          subject: [{ type: 'CN', value: 'Other root' }],
          key: await generateKeyPair('p-256'),
          days: 3650,
          now: created,
          random,
        });
        made.set('root', {
          ...root,
          certificate: other.certificate,
          anchor: other.anchor,
          chain: other.chain,
          key: other.key,
        });
      },
    };
    expect(await failures(foreign)).toContain('chain-verifies');
  });

  it('refuses an issuer that was not planned, and a missing intermediate', async () => {
    const underIntermediate = (send: boolean): Tampering => ({
      made: async (made) => {
        const root = rootOf(made);
        const intermediate = await issueAuthority({
          subject: [{ type: 'CN', value: 'Issuing CA' }],
          key: await generateKeyPair('p-256'),
          issuer: root,
          pathLength: 0,
          days: 1000,
          now: created,
          random,
        });
        const server = entity(made, 'server');
        const { certificate } = await issueLeaf({
          subject: [{ type: 'CN', value: 'sse_server sales' }],
          key: server.key,
          issuer: intermediate,
          purposes: ['server'],
          sans: [
            { kind: 'dns', value: 'sse.example.com' },
            { kind: 'ip', value: '10.0.0.5' },
          ],
          days: 825,
          extensions: [],
          now: created,
          random,
        });
        const chain = send ? [certificate.der, intermediate.certificate.der] : [certificate.der];
        made.set('server', { ...server, certificate, chain });
      },
    });
    // Not the planned issuer, with its certificate or without.
    expect(await failures(underIntermediate(true))).toContain('chain-verifies');
    expect(await failures(underIntermediate(false))).toContain('chain-verifies');
  });

  it('refuses a name whose attributes share one SET', async () => {
    requireTool('openssl');
    const certificate = oneSetCertificate();
    expect(certificate.subject.rdns.some((rdn) => rdn.length > 1)).toBe(true);
    const oneSet: Tampering = {
      made: (made) => {
        made.set('client', { ...entity(made, 'client'), certificate, chain: [certificate.der] });
      },
    };
    expect(await failures(oneSet)).toContain('one-attribute-per-rdn');
  });

  it('refuses one key, or one serial number, in two certificates', async () => {
    for (const twin of ['root', 'client']) {
      const shared: Tampering = {
        made: async (made) => {
          const { key } = entity(made, twin);
          const { certificate } = await issueLeaf({ ...serverRequest(made), key });
          made.set('server', { ...entity(made, 'server'), key, certificate, chain: [certificate.der] });
        },
      };
      expect(await failures(shared)).toContain('keys-differ');
    }
    const serial: Tampering = {
      made: async (made) => {
        const octets = Buffer.from(entity(made, 'client').certificate.serialNumber, 'hex');
        const random: Random = (bytes) => {
          bytes.set(octets);
          return bytes;
        };
        const { certificate } = await issueLeaf({ ...serverRequest(made), random });
        made.set('server', { ...entity(made, 'server'), certificate, chain: [certificate.der] });
      },
    };
    expect(await failures(serial)).toEqual(['keys-differ']);
  });

  it('refuses a profile that differs in any octet of any extension', async () => {
    const unknown = { oid: '1.3.6.1.4.1.99999.1', critical: true, value: new Uint8Array([5, 0]) };
    const changes: [string, (extensions: Extension[]) => Extension[]][] = [
      ['extensions', (list) => [...list, unknown]],
      ['purpose', (list) => list.filter(({ oid }) => oid !== oids.id_ce_basicConstraints)],
      [
        'purpose',
        (list) => list.map((each) => (each.oid === oids.id_ce_keyUsage ? { ...each, critical: false } : each)),
      ],
      [
        'names',
        (list) => list.map((each) => (each.oid === oids.id_ce_subjectAltName ? { ...each, critical: true } : each)),
      ],
      [
        'key-identifiers',
        (list) =>
          list.map((each) =>
            each.oid === oids.id_ce_subjectKeyIdentifier
              ? { ...each, value: new Uint8Array([4, 20, ...new Uint8Array(20)]) }
              : each,
          ),
      ],
      ['key-identifiers', (list) => list.filter(({ oid }) => oid !== oids.id_ce_authorityKeyIdentifier)],
    ];
    for (const [id, change] of changes)
      expect(await failures(resigned('server', { extensions: change }))).toEqual([id]);
  });

  it('refuses a serial number that is short, and a validity of another time', async () => {
    expect(await failures(resigned('server', { serialNumber: new Uint8Array([1, 2, 3]) }))).toEqual(['serial-number']);
    const hour = 3_600_000;
    for (const [from, to] of [
      [-40 * 24 * hour, -10 * 24 * hour],
      [-24 * hour, -23 * hour],
      [9000 * 24 * hour, 9825 * 24 * hour],
    ] as const) {
      const [notBefore, notAfter] = [from, to].map((offset) => new Date(Date.now() + offset)) as [Date, Date];
      expect(await failures(resigned('server', { validity: { notBefore, notAfter } }))).toEqual(['validity']);
    }
  });

  it('refuses name constraints other than the planned ones', async () => {
    const limited = { 'limit-ca': 'true' };
    const constrain = (change: (value: Extension) => Extension[]): Tampering =>
      resigned('root', {
        extensions: (list) => list.flatMap((each) => (each.oid === oids.id_ce_nameConstraints ? change(each) : [each])),
      });
    expect(
      await failures(
        constrain(() => []),
        limited,
      ),
    ).toContain('name-constraints');
    expect(
      await failures(
        constrain((each) => [{ ...each, critical: false }]),
        limited,
      ),
    ).toContain('name-constraints');
    const others = nameConstraints([{ kind: 'dns', value: 'other.example' }]);
    expect(
      await failures(
        constrain(() => [others]),
        limited,
      ),
    ).toContain('name-constraints');
  });
});
