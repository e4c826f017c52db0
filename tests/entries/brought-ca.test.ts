import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { basic, makeCa, refused } from '../support/brought-ca';
import { scratchFolder } from '../support/bundle';
import { runCli } from './command-line';

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 });

test.for(refused)('a CA that %s is refused with a sentence, and nothing is written', async ([, ca, sentence]) => {
  const authority = makeCa(ca);
  const folder = scratchFolder();
  const files = ['ca.pem', ...(ca.belowRoot === true ? ['root.pem'] : [])].flatMap((name) => [
    '--ca',
    join(authority, name),
  ]);
  const answers = ['mode=use-ca', 'key=p-256', 'hosts=sse.example.com'].flatMap((one) => ['--set', one]);
  const { code, stdout, stderr } = await runCli(
    folder,
    'make',
    'qlik-sse',
    ...answers,
    ...files,
    '--ca-key',
    join(authority, 'ca.key'),
    '--out',
    'a.zip',
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^certwright: ca: The CA CN=Company/mu);
  expect(stderr).toMatch(sentence);
  expect(readdirSync(folder)).toEqual([]);
});

test('a CA of OpenSSL whose limits hold the hosts is taken', async () => {
  const authority = makeCa({ extensions: [basic, 'nameConstraints=critical,permitted;DNS:example.com'] });
  const answers = ['mode=use-ca', 'key=p-256', 'hosts=sse.example.com'].flatMap((one) => ['--set', one]);
  const files = ['--ca', join(authority, 'ca.pem'), '--ca-key', join(authority, 'ca.key')];
  expect(await runCli(scratchFolder(), 'make', 'qlik-sse', ...answers, ...files)).toMatchObject({ code: 0 });
});
