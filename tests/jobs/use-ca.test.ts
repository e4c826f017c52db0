import { describe, expect, it } from 'vitest';
import { planBundle } from '../../src/bundle/plan';
import type { Authority } from '../../src/issuance/authority';
import { checkMaterial } from '../../src/jobs/check-material';
import type { MaterialFile } from '../../src/jobs/types';
import { utf8 } from '../../src/pki/bytes';
import { encodePem } from '../../src/pki/pem';
import type { Recipe } from '../../src/recipes/types';
import { createFor } from '../support/bundle';
import { keyFor, rootWith } from '../support/issuing';
import { host, recipe } from '../support/make';

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
    expect(warnings.map(({ message }) => message)).toEqual([`The CA ends on ${end}; nothing it issues lasts longer.`]);
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
