import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Authority } from '../../src/issuance/authority';
import { issueAuthority } from '../../src/issuance/issue';
import { checkFitness } from '../../src/jobs/fitness';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { utf8 } from '../../src/pki/bytes';
import { formatName } from '../../src/pki/distinguished-name';
import { encryptPkcs8 } from '../../src/pki/key-formats';
import { generateKeyPair, importPrivateKey } from '../../src/pki/keys';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { encodePem, parsePem } from '../../src/pki/pem';
import { catalogue } from '../../src/recipes/catalogue';
import { faultsOf, filesOf, fitnessOf, keyPem, pathIn, pemOf, put } from '../support/fitness';
import type { Files } from '../support/fitness';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { recipe } from '../support/make';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const text = new TextDecoder();

/** The CA of a bundle whose key it holds. */
async function caOf(files: Files): Promise<Authority> {
  const [certificate] = parsePem(text.decode(files.get(pathIn(files, 'safe_location/root_cert.pem'))));
  const [key] = parsePem(text.decode(files.get(pathIn(files, 'root_key.pem'))));
  const { der } = certificate!;
  return { certificate: parseCertificate(der), key: await importPrivateKey(key!.der), chain: [der], anchor: der };
}

describe('A set for mutual TLS', () => {
  let made: Files;
  let files: Files;
  const sse = { plugin: 'sales', hosts: 'sse.example.com', key: 'p-256' };
  const faults = async (answers = {}, now = new Date()): Promise<string[]> =>
    faultsOf(await fitnessOf(files, 'qlik-sse', { answers, now }));

  beforeAll(async () => {
    made = await filesOf('qlik-sse', { ...sse, 'ca-key': 'plain' });
  });

  test('is fit, and says of each thing why', async () => {
    const { passed, rows, mode } = await fitnessOf(made, 'qlik-sse');
    expect(rows.filter((row) => row.passed !== 'yes')).toEqual([]);
    expect([passed, mode]).toEqual(['yes', 'new']);
    const checks = new Set(rows.map(({ check }) => check));
    for (const check of ['key', 'purpose', 'dates', 'names', 'chain', 'roots', 'form', 'file-name'])
      expect([...checks]).toContain(check);
  });

  test('whose keys were swapped', async () => {
    files = new Map(made);
    put(files, 'sse_server_key.pem', made.get(pathIn(made, 'sse_client_key.pem'))!);
    put(files, 'sse_client_key.pem', made.get(pathIn(made, 'sse_server_key.pem'))!);
    expect((await faults()).join('\n')).toMatch(
      /file-name: .*sse_server_key\.pem does not hold the plugin's private key/u,
    );
  });

  test('whose server key is another one', async () => {
    files = new Map(made);
    put(files, 'sse_server_key.pem', keyPem(await generateKeyPair('p-256')));
    expect((await faults()).join('\n')).toMatch(
      /key: The certificate in sse_sales_server_certs\/sse_server_cert\.pem does not belong to the key in .*sse_server_key\.pem/u,
    );
  });

  test('that lacks the host that is dialled', async () => {
    files = new Map(made);
    expect(await faults({ hosts: 'sse.example.com, 10.0.0.9' })).toEqual([
      expect.stringMatching(/^names: .*sse_server_cert\.pem is for DNS:sse\.example\.com, not for IP:10\.0\.0\.9\.$/u),
    ]);
  });

  test('whose client certificate is one for servers', async () => {
    files = new Map(made);
    const key = await keyFor('client');
    const { certificate } = await leafWith(await caOf(made), {
      key,
      purposes: ['server'],
      sans: [{ kind: 'dns', value: 'x.example.com' }],
    });
    put(files, 'sse_client_cert.pem', pemOf(certificate));
    put(files, 'sse_client_key.pem', keyPem(key));
    expect(await faults()).toEqual([
      expect.stringMatching(/^purpose: .*sse_client_cert\.pem may not be used as a client certificate/u),
    ]);
  });

  test('that has expired', async () => {
    files = new Map(made);
    const found = await faults({}, new Date(Date.now() + 900 * 86_400_000));
    expect(found).toHaveLength(2);
    for (const fault of found) expect(fault).toMatch(/^dates: .*_cert\.pem expired on 20\d\d-\d\d-\d\d\.$/u);
  });

  test('that another CA issued than the one that the other side trusts', async () => {
    files = new Map(made);
    const name = formatName((await caOf(made)).certificate.subject).replace('CN=', '');
    const other = await rootWith({ subject: [{ type: 'CN', value: name }] });
    put(files, 'server_certs/root_cert.pem', pemOf(other.certificate));
    expect(await faults()).toEqual([
      expect.stringMatching(
        /^roots: .*server_certs\/root_cert\.pem holds CN=.*, but .*sse_client_cert\.pem \(Client certificate.*\) .* same name and another key/u,
      ),
    ]);
  });

  test('that is renamed', async () => {
    files = new Map(made);
    const path = pathIn(files, 'sse_server_cert.pem');
    files.set(path.replace('sse_server_cert.pem', 'server.crt'), files.get(path)!);
    files.delete(path);
    const { rows } = await fitnessOf(files, 'qlik-sse');
    const row = rows.find(({ check, passed }) => check === 'file-name' && passed === 'no');
    expect(row?.why).toMatch(/server\.crt: .*\. The system opens only a file named sse_server_cert\.pem/u);
    expect(row?.remedy).toMatch(/Rename it to sse_server_cert\.pem, or let convert/u);
  });

  test('whose key has a password that the plugin cannot be told', async () => {
    files = new Map(made);
    const [key] = parsePem(text.decode(files.get(pathIn(files, 'sse_server_key.pem'))));
    const locked = await encryptPkcs8(key!.der, 'a password', { random, iterations: 1000 });
    put(files, 'sse_server_key.pem', utf8(encodePem('ENCRYPTED PRIVATE KEY', locked)));
    const closed = await fitnessOf(files, 'qlik-sse');
    expect(closed.rows.filter(({ passed }) => passed === 'unknown').map(({ check }) => check)).toContain('key');
    const open = await fitnessOf(files, 'qlik-sse', { passwords: ['a password'] });
    expect(faultsOf(open)).toEqual([
      expect.stringMatching(/^form: .*a file with a password; a key file without a password is wanted/u),
    ]);
  });

  test('of which only one machine was brought', async () => {
    files = new Map([...made].filter(([path]) => path.includes('_server_certs/')));
    const { passed, rows } = await fitnessOf(files, 'qlik-sse', { answers: { hosts: 'sse.example.com' } });
    expect(passed).toBe('unknown');
    expect(rows.filter((row) => row.passed !== 'yes').map(({ check, what }) => `${check} ${what}`)).toEqual([
      'certificate Client certificate of Qlik: among these files',
    ]);
  });
});

describe('A keystore', () => {
  const password = 'correct horse battery';
  const job = { alias: 'integration-manager', host: 'im.example.com', hosts: 'im.example.com', key: 'p-256' };
  let made: Files;

  beforeAll(async () => {
    made = await filesOf('actian-integration-manager', job, { secrets: { password } });
  });

  test('is fit', async () => {
    const { passed } = await fitnessOf(made, 'actian-integration-manager', { passwords: [password, 'changeit'] });
    expect(passed).toBe('yes');
  });

  test('under another alias than the one in the settings', async () => {
    const answers = { alias: 'tomcat' };
    const fitness = await fitnessOf(made, 'actian-integration-manager', { answers, passwords: [password, 'changeit'] });
    expect(faultsOf(fitness)).toEqual([
      'alias: ssl/keystore.p12 has the key under integration-manager, not under the alias tomcat.',
    ]);
  });

  test('without the password', async () => {
    const { passed, rows } = await fitnessOf(
      new Map([['keystore.p12', made.get(pathIn(made, 'keystore.p12'))!]]),
      'actian-integration-manager',
    );
    expect(passed).toBe('unknown');
    expect(rows.map(({ remedy }) => remedy).join()).toMatch(/Give (?:its|the) password/u);
  });

  test('where a keystore is wanted, and a key file was brought', async () => {
    const root = await rootWith();
    const { certificate } = await leafWith(root, { sans: [{ kind: 'dns', value: 'im_1.example.com' }] });
    const files: Files = new Map([
      ['im.pem', pemOf(certificate)],
      ['im.key', keyPem(await keyFor('leaf'))],
      ['root.pem', pemOf(root.certificate)],
    ]);
    expect(faultsOf(await fitnessOf(files, 'actian-integration-manager'))).toEqual([
      'form: The key is in im.key, a file without a password; a keystore is wanted.',
      'java-names: im.pem is for im_1.example.com. Java refuses certificates with an underscore in a name.',
    ]);
  });
});

describe('A server certificate below an intermediate CA', () => {
  const names: Files = new Map();
  let intermediate: Authority;

  beforeAll(async () => {
    const root = await rootWith();
    const key = await keyFor('intermediate');
    const certificate = await issueAuthority({
      subject: [{ type: 'CN', value: 'Intermediate CA' }],
      key,
      days: 1000,
      issuer: root,
      now: new Date(),
      random,
    });
    intermediate = certificate;
    const leaf = await leafWith(intermediate, {
      sans: [
        { kind: 'dns', value: '10.0.0.5' },
        { kind: 'dns', value: 'www.example.com' },
      ],
    });
    names.set('cert.pem', pemOf(leaf.certificate));
    names.set('key.pem', keyPem(await keyFor('leaf')));
    names.set('root.pem', pemOf(root.certificate));
    names.set('chain.pem', pemOf(intermediate.certificate));
  });
  const faults = async (change: (files: Files) => void, answers = {}): Promise<string[]> => {
    const files = new Map(names);
    change(files);
    return faultsOf(await fitnessOf(files, 'tls-server', { answers: { 'signed-by': 'internal', ...answers } }));
  };

  test('that lies in a file of its own must be sent with it', async () => {
    expect(await faults(() => undefined)).toEqual([
      'chain-file: cert.pem holds the certificate without its issuer CN=Intermediate CA, so whoever connects cannot follow it to the root.',
    ]);
  });

  test('that is missing is named', async () => {
    expect(await faults((files) => files.delete('chain.pem'))).toEqual([
      'chain: CN=Test leaf in cert.pem was issued by CN=Intermediate CA, whose certificate is not in these files.',
    ]);
  });

  test('that is another one of the same name is told apart', async () => {
    const other = await issueAuthority({
      subject: [{ type: 'CN', value: 'Intermediate CA' }],
      key: await keyFor('other'),
      days: 1000,
      issuer: await rootWith(),
      now: new Date(),
      random,
    });
    expect(await faults((files) => files.set('chain.pem', pemOf(other.certificate)))).toEqual([
      expect.stringMatching(
        /^chain: .*The certificate of that name in chain\.pem has another key and did not issue it\.$/u,
      ),
    ]);
  });

  test('and bears an address where nobody looks', async () => {
    const found = await faults(() => undefined, { hosts: 'www.example.com, 10.0.0.5' });
    expect(found[0]).toBe(
      'names: cert.pem is for DNS:10.0.0.5, DNS:www.example.com, not for IP:10.0.0.5. 10.0.0.5 is in it as a DNS name, where no client looks.',
    );
  });

  test('in a keystore that sends its issuer is fit', async () => {
    const key = await keyFor('leaf');
    const chain = [...names.entries()]
      .filter(([name]) => ['cert.pem', 'chain.pem'].includes(name))
      .flatMap(([, bytes]) => parsePem(text.decode(bytes)).map(({ der }) => der));
    const root = parsePem(text.decode(names.get('root.pem')))[0]!.der;
    const store = await writePkcs12(
      [{ kind: 'private-key', friendlyName: 'web', pkcs8: key.pkcs8, chain: [...chain, root] }],
      { password: 'changeit', profile: 'modern', random },
    );
    const answers = { keystore: 'pkcs12', alias: 'web', 'signed-by': 'internal', hosts: 'www.example.com' };
    const fitness = await fitnessOf(new Map([['web.p12', store]]), 'tls-server', { answers, passwords: ['changeit'] });
    expect(faultsOf(fitness)).toEqual([]);
  });
});

describe('Whatever is brought', () => {
  test.for(catalogue.map(({ id }) => [id] as const))(
    '%s can be asked about nothing, and about files that are none',
    async ([id]) => {
      const nothing = await fitnessOf(new Map(), id);
      expect(nothing.passed).toBe('no');
      expect(nothing.rows.map(({ check }) => check)).toContain('certificate');
      const noise = await fitnessOf(new Map([['notes.txt', utf8('hello')]]), id);
      expect(noise.passed).toBe('no');
    },
  );

  test.for<[string, Record<string, string>, { code: string; field: string }]>([
    ['a field that it does not ask', { plugin: 'x' }, { code: 'field-unknown', field: 'plugin' }],
    ['a secret', { password: 'secret' }, { code: 'field-unknown', field: 'password' }],
    ['no host', { hosts: 'not a host!' }, { code: 'host-invalid', field: 'hosts' }],
    ['a mode that there is not', { mode: 'magic' }, { code: 'mode-unknown', field: 'mode' }],
  ])('%s is refused at its field', async ([, answers, refusal]) => {
    const asked = checkFitness([], { recipe: recipe('tls-server'), answers, now: new Date() });
    await expect(asked).rejects.toMatchObject(refusal);
  });
});
