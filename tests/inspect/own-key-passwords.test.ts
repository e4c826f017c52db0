import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { unlockFiles } from '../../src/entries/cli/unlock-files';
import { inspectFiles } from '../../src/inspect/inspect-files';
import type { Inspection } from '../../src/inspect/inspect-files';
import { inSafes, protectionLike } from '../../src/keystores/edit-pkcs12';
import { readPkcs12 } from '../../src/keystores/read-pkcs12';
import { writePfx } from '../../src/keystores/write-pfx';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import type { Bytes } from '../../src/pki/types';
import { scratchFolder } from '../support/bundle';
import { converted } from '../support/converting';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { requireTool, toolCommand } from '../support/tools';

// Java starts for every keystore.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const [storePassword, keyPassword] = ['Summer2024', 'Winter2023'];
const name = 'server.keystore';
const now = new Date('2026-11-21');

/** A keystore of keytool with a key `server` under a password of its own. */
function keytoolStore(format: string): Bytes {
  const file = join(scratchFolder(), 'store');
  const store = ['-keystore', file, '-storetype', format, '-storepass', storePassword];
  const key = ['-genkeypair', '-keyalg', 'EC', '-dname', 'CN=own.example', '-alias', 'server', '-keypass', keyPassword];
  const quick = '-J-Djdk.jceks.iterationCount=10000';
  execFileSync(toolCommand('keytool'), [quick, ...key, ...store], { stdio: 'ignore' });
  return new Uint8Array(readFileSync(file));
}

/** keytool writes none whose key has a password of its own: MAC and certificates are put anew around the key. */
async function pkcs12(): Promise<Bytes> {
  const { certificate } = await leafWith(await rootWith());
  const { pkcs8 } = await keyFor('leaf');
  const entry = { kind: 'private-key', friendlyName: 'server', pkcs8, chain: [certificate.der] } as const;
  const inner = await writePkcs12([entry], { password: keyPassword, profile: 'modern', random });
  const read = await readPkcs12(inner, keyPassword);
  const bags = read.bags.map(({ bag }) => bag);
  return writePfx(inSafes(read, bags), protectionLike(read, { password: storePassword, random }));
}

const look = (bytes: Bytes, ...passwords: string[]): Promise<Inspection> =>
  inspectFiles([{ name, bytes }], { passwords, now });

describe.each(['JKS', 'JCEKS', 'PKCS12'])('A key of %s under a password of its own', (format) => {
  let bytes: Bytes;
  beforeAll(async () => {
    if (format === 'PKCS12') bytes = await pkcs12();
    else if (requireTool('keytool')) bytes = keytoolStore(format);
  });

  it('opens when both passwords are given, in either order', async () => {
    requireTool('keytool');
    for (const given of [
      [storePassword, keyPassword],
      [keyPassword, storePassword],
    ]) {
      const { report } = await look(bytes, ...given);
      expect(report.files[0]?.error).toBeUndefined();
      expect(report.files[0]?.objects).toMatchObject([
        { type: 'keystore', entries: [{ alias: 'server', kind: 'private-key' }] },
        { type: 'private-key', encrypted: true, alias: 'server' },
        { type: 'certificate', alias: 'server' },
      ]);
      expect(report.matches).toHaveLength(1);
    }
  });

  it('is a locked private key under its alias when its password is not among them', async () => {
    requireTool('keytool');
    const cases = [
      [[storePassword], 'password-required'],
      [[storePassword, 'Spring2020'], 'password-wrong'],
    ] as const;
    for (const [given, code] of cases) {
      const { report } = await look(bytes, ...given);
      const [, key, certificate] = report.files[0]?.objects ?? [];
      expect(key).toMatchObject({ type: 'private-key', encrypted: true, alias: 'server', error: { code } });
      expect(key?.error?.message).toMatch(/^The key under the alias server in .* has a password of its own/u);
      expect(certificate).toMatchObject({ type: 'certificate', alias: 'server' });
      expect(report.files[0]?.error?.code).toBe(code);
      expect(JSON.stringify(report)).not.toMatch(/no private key|Remove it|Summer2024|Winter2023/u);
    }
  });

  it('is converted with both passwords, and asked for with one', async () => {
    requireTool('keytool');
    const file = { name, bytes };
    const [made] = await converted([file], 'combined-pem', {}, [storePassword, keyPassword]);
    expect(made?.secret).toBe(true);
    await expect(converted([file], 'combined-pem', {}, [storePassword])).rejects.toMatchObject({
      code: 'password-required',
      message: expect.stringContaining('alias server') as string,
    });
  });

  it('is asked for on a terminal after the password of the keystore', async () => {
    requireTool('keytool');
    const asked: string[] = [];
    const answers = ['Spring2020', storePassword, keyPassword];
    const terminal = {
      say: () => undefined,
      ask: (question: string) => {
        asked.push(question);
        return Promise.resolve(answers.shift() ?? '');
      },
    };
    const files = [{ name, bytes }];
    const again = (some: typeof files, passwords: readonly string[]) => inspectFiles(some, { passwords, now });
    const { report } = await unlockFiles(files, [], again as Parameters<typeof unlockFiles>[2], terminal);
    expect(report.files[0]?.error).toBeUndefined();
    expect(asked).toHaveLength(3);
    expect(asked[2]).toContain('the key server');
  });
});

describe.each(['JKS', 'JCEKS'])('Without its password, a keystore of %s', (format) => {
  it('shows its aliases, which stand in the clear', async () => {
    requireTool('keytool');
    const bytes = keytoolStore(format);
    for (const given of [[], ['Spring2020']]) {
      const { report } = await look(bytes, ...given);
      expect(report.files[0]?.objects).toMatchObject([
        { type: 'keystore', encrypted: true, format, entries: [{ alias: 'server', kind: 'private-key' }] },
      ]);
      expect(report.files[0]?.error?.code).toMatch(/^password-/u);
    }
  });
});

it('What keytool can bring along is not said to be removed', async () => {
  requireTool('keytool');
  const file = { name, bytes: keytoolStore('JKS') };
  await expect(converted([file], 'keystore-pkcs12', {}, [storePassword])).rejects.toMatchObject({
    message: expect.stringContaining('-srckeypass') as string,
  });
});
