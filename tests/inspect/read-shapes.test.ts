import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { JsonWebKeyInput } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { FoundObject } from '../../src/inspect/found-object';
import { readFiles } from '../../src/inspect/read-files';
import { toHex } from '../../src/pki/bytes';
import { formatName } from '../../src/pki/distinguished-name';
import type { Bytes } from '../../src/pki/types';
import { run } from '../support/foreign-keystores';
import { PASSWORD, makeShapes } from '../support/shapes';
import type { Shape, Shapes } from '../support/shapes';
import { requireTool } from '../support/tools';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let shapes: Shapes;
/** SubjectPublicKeyInfo of the material's key, as OpenSSL says. */
let spki: string;
beforeAll(async () => {
  if (!requireTool('openssl')) return;
  shapes = await makeShapes();
  spki = run('openssl', ['pkey', '-in', shapes.material.at('key.pem'), '-pubout', '-outform', 'DER']).toString('hex');
});

const read = (bytes: Bytes, ...passwords: string[]): Promise<FoundObject[]> =>
  readFiles([{ name: 'file', bytes }], passwords);

/** Whether a public key is one that the file holds, as OpenSSL or Node says. */
function isKeyOf(found: Bytes, file: Bytes): boolean {
  if (toHex(found) === spki) return true;
  const text = new TextDecoder().decode(file);
  if (text.startsWith('{')) {
    const { keys } = JSON.parse(text) as { keys: [JsonWebKeyInput['key']] };
    const publicKey = createPublicKey(createPrivateKey({ key: keys[0], format: 'jwk' }));
    return publicKey.export({ type: 'spki', format: 'der' }).equals(found);
  }
  writeFileSync(shapes.material.at('asked'), file);
  const args = ['-in', shapes.material.at('asked'), '-passin', `pass:${PASSWORD}`];
  const command = text.includes('REQUEST') ? ['req', '-pubkey', '-noout'] : ['pkey', '-pubout'];
  const pem = run('openssl', [...command, ...args]).toString();
  return createPublicKey(pem).export({ type: 'spki', format: 'der' }).equals(found);
}

/** Certificates and keys that are those of the material, or of the file in the eyes of another reader. */
function assertTrue(objects: readonly FoundObject[], file: Bytes, foreign: boolean): void {
  const chain = shapes.material.chain.map(toHex);
  for (const object of objects) {
    if (object.type === 'certificate' && !foreign) expect(chain).toContain(toHex(object.certificate.der));
    if (object.type === 'private-key' && !foreign) expect(isKeyOf(object.key.spki, file)).toBe(true);
    if (object.type === 'public-key') expect(isKeyOf(object.spki, file)).toBe(true);
    if (object.type === 'request') expect(isKeyOf(object.request.spki, file)).toBe(true);
    if (object.type === 'crl') expect(object.crl.revoked).toMatchObject([{ serialNumber: 'f31c8fe56f4b79a0' }]);
  }
}

/** The shapes are made from the material, which must be there first. */
async function forEach(list: readonly Shape[], judge: (shape: Shape, file: Bytes) => Promise<void>): Promise<void> {
  for (const shape of list) {
    requireTool(...shape.tools);
    await expect(judge(shape, shape.make()), shape.title).resolves.toBeUndefined();
  }
}

describe('What is read', () => {
  it('in every shape, is what is in it', async () => {
    requireTool('openssl');
    await forEach(shapes.open, async ({ title, types }, file) => {
      const objects = await read(file);
      expect([title, ...objects.map(({ type }) => type)]).toEqual([title, ...types]);
      assertTrue(objects, file, false);
    });
  });

  it('with its password, in every protection', async () => {
    requireTool('openssl');
    await forEach(shapes.locked, async ({ title, types }, file) => {
      const objects = await read(file, 'another', PASSWORD);
      expect([title, ...objects.map(({ type }) => type)]).toEqual([title, ...types]);
      for (const object of objects) if (object.type === 'private-key') expect(object.encrypted).toBe(true);
      assertTrue(objects, file, title.includes('secret key'));
    });
  });

  it('without its password or with another one, is said to be locked', async () => {
    requireTool('openssl');
    await forEach(shapes.locked, async ({ title, types }, file) => {
      const holds = types[0] === 'keystore' ? 'keystore' : 'private-key';
      const locked = { type: 'locked-key', source: 'file', holds };
      const told = (members: object): unknown => expect.objectContaining(members);
      expect([title, ...(await read(file))]).toEqual([title, told({ ...locked, reason: 'password-required' })]);
      expect([title, ...(await read(file, 'x', 'y'))]).toEqual([title, told({ ...locked, reason: 'password-wrong' })]);
    });
  });

  it('is what OpenSSL says of a certificate', async () => {
    requireTool('openssl');
    const { at, chain } = shapes.material;
    const [object] = await read(chain[0]!);
    if (object?.type !== 'certificate') throw new Error('no certificate');
    const { subject, issuer, serialNumber, validity } = object.certificate;
    const args = ['-noout', '-serial', '-subject', '-issuer', '-startdate', '-enddate', '-nameopt', 'RFC2253'];
    const said = run('openssl', ['x509', '-in', at('leaf.pem'), ...args])
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.slice(line.indexOf('=') + 1));
    const [serial, subjectName, issuerName, from, until] = said;
    expect(serialNumber.toUpperCase()).toBe(serial);
    expect(formatName(subject)).toBe(subjectName);
    expect(formatName(issuer)).toBe(issuerName);
    expect(validity.notBefore.getTime()).toBe(Date.parse(from ?? ''));
    expect(validity.notAfter.getTime()).toBe(Date.parse(until ?? ''));
  });

  it('has the aliases of the keystore, that of a secret key too', async () => {
    requireTool('openssl', 'keytool');
    const shape = shapes.locked.find(({ title }) => title === 'PKCS#12 with a secret key')!;
    const objects = await read(shape.make(), PASSWORD);
    const aliases = objects.flatMap((object) => ('alias' in object ? [[object.type, object.alias]] : []));
    expect(aliases.sort()).toEqual([
      ['certificate', 'mine'],
      ['certificate', 'root'],
      ['private-key', 'mine'],
      ['secret-key', 'secret'],
    ]);
    expect(objects).toContainEqual({ type: 'secret-key', source: 'file', what: 'secret key', alias: 'secret' });
  });
});
