import { describe, expect, it } from 'vitest';
import { planBundle } from '../../src/bundle/plan';
import type { Authority } from '../../src/issuance/authority';
import { checkMaterial } from '../../src/jobs/check-material';
import type { MaterialFile } from '../../src/jobs/types';
import { utf8 } from '../../src/pki/bytes';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { encodePem } from '../../src/pki/pem';
import type { Recipe } from '../../src/recipes/types';
import { createFor } from '../support/bundle';
import { keyFor, octets, rootWith } from '../support/issuing';
import { host, recipe } from '../support/make';
import { oddAuthority } from '../support/odd-certificate';
import { earlierFrom, renewed, zipOf } from '../support/renewing';

const filesOf = ({ certificate, key }: Authority): MaterialFile[] => [
  { name: 'root.pem', bytes: utf8(encodePem('CERTIFICATE', certificate.der)) },
  { name: 'root.key', bytes: utf8(encodePem('PRIVATE KEY', key.pkcs8)) },
];

const check = (made: Recipe, authority: Authority, answers: Record<string, string> = {}) =>
  checkMaterial({ files: filesOf(authority) }, undefined, {
    plan: planBundle(made, 'use-ca', answers),
    clock: host.clock,
    slot: 'ca',
  });

describe('A brought CA', () => {
  it('is said to cut what it issues as soon as it is dropped, by the days that are asked', async () => {
    const authority = await rootWith({ days: 500 });
    const end = authority.certificate.validity.notAfter.toISOString().slice(0, 10);
    const { warnings } = await check(recipe('tls-server'), authority);
    expect(warnings.map(({ message }) => message)).toEqual([
      `The CA ends on ${end}; nothing it issues lasts longer. Renew it before then.`,
    ]);
    expect((await check(recipe('tls-server'), authority, { days: '90' })).warnings).toEqual([]);
  });

  it('is refused by name where the consumer does not take its key', async () => {
    const { entities, ...rest } = recipe('tls-server');
    const [root, ...leaves] = entities;
    const picky: Recipe = { ...rest, entities: [{ ...root, keys: ['rsa-2048', 'p-256'] }, ...leaves] };
    const authority = await rootWith({ key: await keyFor('root', 'ed25519') });
    await expect(check(picky, authority)).rejects.toMatchObject({
      code: 'algorithm-not-allowed',
      field: 'ca',
      message:
        'The CA CN=Test root has a key of type Ed25519, which TLS server (any) does not take. Use a CA with a key of type RSA 2048, ECDSA P-256.',
    });
    const rsa = await rootWith({ key: await keyFor('root', 'rsa-3072') });
    expect((await check(picky, rsa)).title).toBe('CN=Test root');
  });

  it('is warned of where everybody can download its key: when it is dropped, in the result, and when it is renewed', async () => {
    const sample = await oddAuthority({ name: 'sse_root', serial: octets('00 f31c8fe56f4b79a0') });
    const certificate = parseCertificate(sample.der);
    const authority = { certificate, key: sample.key, chain: [certificate.der], anchor: certificate.der };
    const published = expect.stringMatching(/^The private key of this CA is published.*F31C8FE56F4B79A0/u) as string;
    const { warnings } = await check(recipe('qlik-sse'), authority);
    expect(warnings.map(({ message }) => message)).toContainEqual(published);
    const materials = { ca: { files: filesOf(authority) } };
    const made = await createFor('qlik-sse', { key: 'p-256' }, { mode: 'use-ca', materials });
    expect(made.notices.map(({ message }) => message)).toContainEqual(published);
    const { bundle } = await renewed(await earlierFrom([zipOf(made)]), { authority: filesOf(authority) });
    expect(bundle.notices.map(({ message }) => message)).toContainEqual(published);
  });

  it('stands at the field whose answer it does not issue', async () => {
    const limited = await rootWith({ permitted: [{ kind: 'dns', value: 'example.com' }] });
    await expect(check(recipe('tls-server'), limited, { hosts: 'a.example.org' })).rejects.toMatchObject({
      code: 'ca-name-constraints',
      field: 'hosts',
    });
    const namesake = await rootWith({ subject: [{ type: 'CN', value: 'sales' }] });
    await expect(check(recipe('mtls'), namesake, { name: 'service', clients: 'hr, sales' })).rejects.toMatchObject({
      code: 'name-invalid',
      field: 'clients',
    });
  });

  it('is asked for the password of its key, not for that of a keystore beside it', async () => {
    const earlier = await createFor(
      'tls-server',
      { key: 'p-256', keystore: 'pkcs12', 'ca-key': 'protected' },
      { secrets: { password: 'a password here', 'ca-key-password': 'another one here' } },
    );
    const files = [{ name: 'earlier.zip', bytes: earlier.archive }];
    const plan = planBundle(recipe('tls-server'), 'use-ca', {});
    const context = { plan, clock: host.clock, slot: 'ca' };
    await expect(checkMaterial({ files }, undefined, context)).rejects.toMatchObject({
      code: 'password-required',
      message: 'root_key.pem in earlier.zip is protected. Type its password.',
    });
    expect((await checkMaterial({ files }, 'another one here', context)).title).toMatch(/^CN=/u);
  });

  it('is taken for what a broken or foreign manifest says otherwise', async () => {
    const files = [...filesOf(await rootWith()), { name: 'certwright.json', bytes: utf8('{"entities":[null,7,{}]}') }];
    const plan = planBundle(recipe('tls-server'), 'use-ca', {});
    const facts = await checkMaterial({ files }, undefined, { plan, clock: host.clock, slot: 'ca' });
    expect(facts.title).toBe('CN=Test root');
  });
});
