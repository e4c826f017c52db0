import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { climb } from '../../src/inspect/climb';
import { inspectFiles } from '../../src/inspect/inspect-files';
import type { Certificate } from '../../src/pki/types';
import { createFor } from '../support/bundle';
import { filesIn, openssl } from '../support/company-ca';
import { convertedFile, found } from '../support/converting';
import { crossSigned, rolledOver } from '../support/cross-signed';
import { requireTool, toolCommand } from '../support/tools';

// OpenSSL makes and judges each set.
vi.setConfig({ testTimeout: 120_000 });

const cases = {
  'an intermediate CA that two roots signed': {
    make: crossSigned,
    given: ['cross.pem', 'int.pem', 'root.pem'],
    between: 'int.pem',
    root: 'root.pem',
  },
  'a CA that took a new key under its old name': {
    make: rolledOver,
    given: ['rolled.pem', 'old.pem'],
    between: 'rolled.pem',
    root: 'old.pem',
  },
} as const;

async function read(folder: string, ...names: readonly string[]): Promise<Certificate[]> {
  const objects = await found(filesIn(folder, ...names));
  return objects.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : []));
}

/** What OpenSSL says of the first certificate of a file, with the rest of it on the way and a root. */
function verified(folder: string, fullchain: Uint8Array, root: string): string {
  writeFileSync(join(folder, 'fullchain.pem'), fullchain);
  return openssl(folder, 'verify', '-CAfile', root, '-untrusted', 'fullchain.pem', 'fullchain.pem');
}

describe.each(Object.entries(cases))('Below %s', (_, { make, given, between, root }) => {
  const folder = make();
  const leafAnd = ['leaf.pem', ...given];

  test('the way that reaches the root is found, however the files lie', async () => {
    const [leaf, ...others] = await read(folder, ...leafAnd);
    const wanted = await read(folder, between, root);
    for (const order of [others, [...others].reverse()]) {
      const way = await climb(leaf as Certificate, order, new Date());
      expect([...way.chain.slice(1), way.root].map((each) => each?.der)).toEqual(wanted.map(({ der }) => der));
    }
  });

  test('inspect reports the chain as complete, up to the root', async () => {
    const { report } = await inspectFiles(filesIn(folder, ...leafAnd), { now: new Date(), passwords: [] });
    const chain = report.chains.find(({ certificates: [first] }) => first?.file === 'leaf.pem');
    expect(chain).toMatchObject({ complete: true });
    expect(chain?.certificates.map(({ file }) => file)).toEqual(['leaf.pem', between, root]);
    expect(report.findings.filter(({ rule }) => rule.startsWith('e_'))).toEqual([]);
  });

  test('fullchain, root and p7b are what OpenSSL follows', async () => {
    const files = filesIn(folder, ...leafAnd);
    const choose = { choose: ['Leaf'] };
    const [{ bytes: fullchain }, { bytes: rootPem }, { bytes: p7b }] = [
      await convertedFile(files, 'fullchain-pem', choose),
      await convertedFile(files, 'root-pem', choose),
      await convertedFile(files, 'p7b-pem', choose),
    ];
    writeFileSync(join(folder, 'written-root.pem'), rootPem);
    expect(verified(folder, fullchain, 'written-root.pem')).toBe('fullchain.pem: OK\n');
    writeFileSync(join(folder, 'p7b.pem'), p7b);
    const inside = openssl(folder, 'pkcs7', '-in', 'p7b.pem', '-print_certs');
    writeFileSync(join(folder, 'inside.pem'), inside);
    expect(await read(folder, 'inside.pem')).toHaveLength(3);
  });
});

describe('A set is issued under', () => {
  test.each([
    [
      'a CA below a cross-signed one',
      crossSigned,
      ['cross.pem', 'int.pem', 'root.pem', 'sub.pem', 'sub.key'],
      'root.pem',
    ],
    ['a CA with a new key', rolledOver, ['old.pem', 'rolled.pem', 'rolled.key'], 'old.pem'],
  ] as const)('%s, and OpenSSL follows it to the root', async (_, make, given, root) => {
    const folder = make();
    const materials = { ca: { files: filesIn(folder, ...given) } };
    const answers = { hosts: 'svc.example.com', key: 'p-256' };
    const { archive } = await createFor('tls-server', answers, { mode: 'use-ca', materials });
    const objects = await found([{ name: 'made.zip', bytes: archive }]);
    const issued = objects.filter((object) => object.type === 'certificate' && object.source.endsWith('fullchain.pem'));
    expect(issued.length).toBeGreaterThan(1);
    const pem = await convertedFile([{ name: 'made.zip', bytes: archive }], 'fullchain-pem', {
      choose: ['svc.example.com'],
    });
    expect(verified(folder, pem.bytes, root)).toBe('fullchain.pem: OK\n');
  });
});

describe('The certificate by which a CA took a new key is no root', () => {
  const folder = rolledOver();

  test('in a truststore, which keytool lists', async () => {
    requireTool('keytool');
    const files = filesIn(folder, 'old.pem', 'rolled.pem');
    const { bytes } = await convertedFile(files, 'truststore-pkcs12', { password: 'changeit' });
    writeFileSync(join(folder, 'trust.p12'), bytes);
    const list = ['-list', '-keystore', join(folder, 'trust.p12'), '-storepass', 'changeit', '-J-Duser.language=en'];
    const text = execFileSync(toolCommand('keytool'), list, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const old = openssl(folder, 'x509', '-in', 'old.pem', '-noout', '-fingerprint', '-sha256').split('=')[1] ?? '';
    expect(text).toContain('contains 1 entry');
    expect(text).toContain(old.trim());
  });

  test('at the end of a chain file, and in a keystore, where its issuer follows', async () => {
    const chain = ['leaf.pem', 'rolled.pem'].map((name) => readFileSync(join(folder, name), 'utf8')).join('');
    writeFileSync(join(folder, 'chain.pem'), chain);
    const given = filesIn(folder, 'chain.pem', 'old.pem');
    const { report } = await inspectFiles(given, { now: new Date(), passwords: [] });
    expect(report.findings.map(({ rule }) => rule)).not.toContain('n_root_in_chain_file');
    writeFileSync(
      join(folder, 'issuers.pem'),
      ['rolled.pem', 'old.pem'].map((name) => readFileSync(join(folder, name), 'utf8')).join(''),
    );
    const key = ['-inkey', 'leaf.key', '-in', 'leaf.pem', '-certfile', 'issuers.pem', '-passout', 'pass:changeit'];
    openssl(folder, 'pkcs12', '-export', ...key, '-out', 'leaf.p12');
    const objects = await found(filesIn(folder, 'leaf.p12'), ['changeit']);
    const chains = objects.flatMap((object) =>
      object.type === 'keystore'
        ? object.keystore.entries.flatMap((entry) => (entry.kind === 'private-key' ? [entry.chain] : []))
        : [],
    );
    const wanted = await read(folder, 'leaf.pem', 'rolled.pem', 'old.pem');
    expect(chains).toEqual([wanted.map(({ der }) => der)]);
  });
});
