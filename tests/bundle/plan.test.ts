import { describe, expect, it } from 'vitest';
import { machinesWithFiles } from '../../src/bundle/machines';
import { planBundle } from '../../src/bundle/plan';
import type { BundlePlan, PlannedAuthority, PlannedEntity, PlannedLeaf } from '../../src/bundle/types';
import type { Recipe } from '../../src/recipes/types';
import { packagesReached } from '../support/imports';
import { recipeFiles } from '../support/recipes';

function recipe(id: string): Recipe {
  return recipeFiles.find(({ name }) => name === id)!.recipe;
}

function plan(id: string, answers: Record<string, string> = {}, mode = 'new'): BundlePlan {
  return planBundle(recipe(id), mode, answers);
}

const entity = <Kind extends PlannedEntity['kind']>({ entities }: BundlePlan, id: string, kind: Kind) =>
  entities.find((each) => each.id === id && each.kind === kind) as Extract<PlannedEntity, { kind: Kind }>;
const authority = (from: BundlePlan, id: string): PlannedAuthority => entity(from, id, 'authority');
const leaf = (from: BundlePlan, id: string): PlannedLeaf => entity(from, id, 'leaf');
const paths = ({ entries }: BundlePlan): string[] => entries.map(({ path }) => path);
const namesOf = (names: readonly { kind: string; value: string }[] = []): string[] =>
  names.map(({ kind, value }) => `${kind}:${value}`);
const noticesAt = ({ notices }: BundlePlan, field: string): string[] =>
  notices.filter((notice) => notice.field === field).map(({ message }) => message);

describe('Planning', () => {
  it('reaches no library, because it runs before any has arrived', () => {
    expect([...packagesReached('src/bundle/plan.ts').keys()]).toEqual([]);
    expect([...packagesReached('src/recipes/catalogue.ts').keys()]).toEqual([]);
  });

  it('says the same to the same answers', () => {
    expect(plan('qlik-sse', { plugin: 'sales' })).toEqual(plan('qlik-sse', { plugin: 'sales' }));
  });

  it('begins each archive with the five texts, of which one can be run', () => {
    for (const { recipe: each } of recipeFiles) {
      const first = planBundle(each, each.modes[0].id, {}).entries.slice(0, 5);
      expect(first.map(({ path, mode }) => `${path} ${mode.toString(8)}`)).toEqual([
        'README.txt 644',
        'verify.sh 755',
        'verify.ps1 644',
        'certwright.json 644',
        'renew-by.ics 644',
      ]);
      expect(first.every(({ audience, secret }) => audience === undefined && !secret)).toBe(true);
    }
  });

  it('answers an unknown mode with a problem and the first mode', () => {
    const { problems, mode } = plan('qlik-sse', {}, 'sign');
    expect(problems.map(({ field, code }) => [field, code])).toEqual([['mode', 'mode-unknown']]);
    expect(mode.id).toBe('new');
  });
});

describe('The plan of a Qlik SSE bundle', () => {
  const folder = 'sse_sales_generated_certs/sse_sales_';

  it('has the tree of the contract', () => {
    const sales = plan('qlik-sse', { plugin: 'sales', 'java-key': 'true' });
    expect(sales.archiveName).toBe('sse_sales_generated_certs.zip');
    expect(paths(sales).slice(5)).toEqual([
      `${folder}server_certs/root_cert.pem`,
      `${folder}server_certs/sse_server_cert.pem`,
      `${folder}server_certs/sse_server_key.pem`,
      `${folder}server_certs/sse_server_key.pk8`,
      `${folder}client_certs_used_by_qlik/root_cert.pem`,
      `${folder}client_certs_used_by_qlik/sse_client_cert.pem`,
      `${folder}client_certs_used_by_qlik/sse_client_key.pem`,
      `${folder}store_at_safe_location/root_key.pem`,
      `${folder}store_at_safe_location/root_cert.pem`,
    ]);
  });

  it.each([
    ['the CA key is discarded', 'new', { 'ca-key': 'discard' }],
    ['the user brings the CA', 'use-ca', {}],
  ])('has no folder to keep safe when %s', (_, mode, answers) => {
    const without = plan('qlik-sse', { plugin: 'sales', ...answers }, mode);
    expect(without.problems).toEqual([]);
    expect(without.authorityKey).toBe('discard');
    expect(paths(without).slice(5)).toHaveLength(6);
    expect(paths(without).join()).not.toContain('safe');
    const hosts = 'sse.example.com';
    const apart = plan('qlik-sse', { plugin: 'sales', hosts, ...answers }, mode);
    expect(apart.audiences.map(({ id }) => id)).toEqual(['plugin', 'qlik']);
  });

  it('leaves a brought CA as it is', () => {
    const { entities, slots } = plan('qlik-sse', {}, 'use-ca');
    expect(slots.map(({ id }) => id)).toEqual(['ca']);
    expect(entities.map(({ id, broughtBy }) => [id, broughtBy])).toEqual([
      ['root', 'ca'],
      ['server', undefined],
      ['client', undefined],
    ]);
  });

  it('gives each plugin subjects of its own', () => {
    const sales = plan('qlik-sse', { plugin: 'sales' });
    expect(authority(sales, 'root').subject).toEqual([{ type: 'CN', value: 'SSE root for sales' }]);
    expect(leaf(sales, 'server').subject).toEqual([{ type: 'CN', value: 'sse_server sales' }]);
    expect(leaf(sales, 'client').subject).toEqual([{ type: 'CN', value: 'sse_client sales' }]);
  });

  it('stays within 64 characters for the longest plugin name', () => {
    expect(plan('qlik-sse', { plugin: 'a'.repeat(40) }).problems).toEqual([]);
  });

  it('writes addresses as addresses, and as DNS names too only on demand', () => {
    const hosts = 'sse.example.com, 10.0.0.5';
    expect(namesOf(leaf(plan('qlik-sse', { hosts }), 'server').sans)).toEqual(['dns:sse.example.com', 'ip:10.0.0.5']);
    expect(namesOf(leaf(plan('qlik-sse', { hosts, 'ips-as-dns': 'true' }), 'server').sans)).toEqual([
      'dns:sse.example.com',
      'ip:10.0.0.5',
      'dns:10.0.0.5',
    ]);
  });

  it('fills in host, port and folder wherever Qlik asks for them', () => {
    const { audiences, endpoints, checks } = plan('qlik-sse', {
      plugin: 'sales',
      hosts: '*.example.com 2001:db8::5',
      port: '50051',
    });
    const qlik = audiences.find(({ id }) => id === 'qlik')!;
    expect(qlik.values.map(({ label, text }) => [label, text])).toEqual([
      ['Name', 'sales'],
      ['Host', '2001:db8::5'],
      ['Port', '50051'],
      ['Certificate file path', 'C:\\sse\\sse_sales_client_certs_used_by_qlik'],
    ]);
    const [, line, file] = qlik.steps.flatMap(({ parts = [] }) => parts.flatMap(({ code }) => code));
    expect(line?.text).toBe('SSEPlugin=sales,[2001:db8::5]:50051,C:\\sse\\sse_sales_client_certs_used_by_qlik\n\n');
    expect(file?.text).toBe(`[Settings 7]\n${line?.text ?? ''}`);
    expect(endpoints.map(({ port }) => port)).toEqual([50051]);
    expect(checks[0]!.command).toContain(`${folder}server_certs/sse_server_cert.pem`);
  });

  it('is one machine with one download where Qlik and the plugin are on the same computer', () => {
    const [one, safe, ...more] = plan('qlik-sse', { plugin: 'sales' }).audiences;
    expect(more).toEqual([]);
    expect([one?.label, one?.os, one?.takesAll]).toEqual(['The computer with the plugin and Qlik', 'windows', true]);
    expect(safe?.id).toBe('safe');
    expect(one?.entries).toHaveLength(6);
    const titles = one?.steps.map(({ kind, title }) => `${kind}: ${title}`) ?? [];
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.filter((title) => /^(?:backup|place|rollback|renew):/u.test(title))).toHaveLength(4);
    expect(one?.steps.flatMap(({ code }) => code.map(({ text }) => text)).join('\n')).not.toContain('-plugin.zip');
    expect(machinesWithFiles(plan('qlik-sse', { plugin: 'sales' }))).toEqual([one]);
    const apart = plan('qlik-sse', { plugin: 'sales', hosts: 'sse.example.com' });
    expect(apart.audiences.map(({ id, os, takesAll }) => [id, os, takesAll])).toEqual([
      ['plugin', undefined, undefined],
      ['qlik', 'windows', undefined],
      ['safe', undefined, undefined],
    ]);
    expect(machinesWithFiles(apart)).toHaveLength(3);
  });

  it.each([
    ['enterprise', 4, /QMC/u, /Restart-Service QlikSenseEngineService/u, /Documents/u],
    [
      'desktop',
      0,
      /GetFolderPath\('MyDocuments'\)\)\\Qlik\\Sense\\Settings\.ini/u,
      /Open Qlik Sense Desktop/u,
      /Service|QMC/u,
    ],
    ['qlikview', 0, /QlikViewServer\\Settings\.ini/u, /restart its service/u, /QlikSenseEngineService|QMC/u],
  ])('has the settings of %s alone', (qlik, values, settings, restart, foreign) => {
    for (const hosts of ['localhost', 'sse.example.com']) {
      const { audiences } = plan('qlik-sse', { plugin: 'sales', hosts, qlik });
      const steps = audiences.flatMap(({ steps: own }) => own);
      const said = (kind: string): string =>
        JSON.stringify(steps.filter((step) => step.kind === kind)).replaceAll('\\\\', '\\');
      expect(audiences.flatMap((audience) => audience.values)).toHaveLength(values);
      expect(said('configure')).toMatch(settings);
      expect(said('start')).toMatch(restart);
      for (const kind of ['backup', 'place', 'configure', 'start', 'rollback']) expect(said(kind)).not.toMatch(foreign);
    }
  });

  it('says beside the hosts when only this computer is named', () => {
    expect(noticesAt(plan('qlik-sse'), 'hosts').join()).toContain('this computer itself');
    expect(plan('qlik-sse').notices[0]?.topic).toBe('only-this-computer');
    expect(noticesAt(plan('qlik-sse', { hosts: 'localhost, sse.example.com' }), 'hosts')).toEqual([]);
    expect(noticesAt(plan('qlik-sse', { hosts: '10.0.0.5' }), 'hosts').join()).toContain(
      'connect to exactly this address',
    );
    expect(noticesAt(plan('qlik-sse', { hosts: '10.0.0.5', 'ips-as-dns': 'true' }), 'hosts')).toHaveLength(1);
    expect(noticesAt(plan('qlik-sse', { hosts: '10.0.0.5, sse.example.com' }), 'hosts')).toEqual([]);
    expect(noticesAt(plan('qlik-sse', { hosts: 'sse_1.example.com' }), 'hosts').join()).toContain('underscore');
    expect(noticesAt(plan('qlik-qrs', { machine: 'localhost' }), 'machine')).toEqual([]);
  });

  it('says what is possible but surprises', () => {
    expect(noticesAt(plan('qlik-sse', { days: '826' }), 'days').join()).toContain('825');
    expect(noticesAt(plan('qlik-sse', { days: '400', 'ca-days': '300' }), 'days').join()).toContain('end with the CA');
    expect(noticesAt(plan('qlik-sse'), 'days')).toEqual([]);
    expect(noticesAt(plan('qlik-sse', { key: 'ed25519' }), 'key').join()).toContain('Ed25519');
    expect(noticesAt(plan('qlik-sse', { 'limit-ca': 'true' }), 'limit-ca').join()).toContain('Java');
  });

  it.each([65, 300])('points at the field of a common name of %i characters', (length) => {
    const { problems } = plan('qlik-sse', { 'ca-name': 'x'.repeat(length) });
    expect(problems.map(({ field, code }) => [field, code])).toEqual([['ca-name', 'common-name-too-long']]);
  });
});

describe('A limited CA', () => {
  it('is bounded by the listed names, kind by kind', () => {
    const limited = plan('qlik-sse', { hosts: 'sse.example.com 10.0.0.5', 'limit-ca': 'true', 'ips-as-dns': 'true' });
    expect(namesOf(authority(limited, 'root').limitTo)).toEqual(['dns:sse.example.com', 'ip:10.0.0.5', 'dns:10.0.0.5']);
    expect(authority(plan('qlik-sse'), 'root').limitTo).toBeUndefined();
  });

  it('covers clients whose common name looks like a host name', () => {
    const limited = plan('cockroachdb', { hosts: 'db.example.com', users: 'root, java.app', 'limit-ca': 'true' });
    expect(namesOf(authority(limited, 'ca').limitTo)).toEqual(['dns:db.example.com', 'dns:java.app']);
  });
});

describe('Loops', () => {
  it('make an instance of entity and file for each item, which find each other', () => {
    const users = plan('cockroachdb', { users: 'root, app' });
    expect(users.entities.map(({ id }) => id)).toEqual(['ca', 'node', 'client[root]', 'client[app]']);
    const app = users.entries.find(({ id }) => id === 'client-key[app]')!;
    expect(app).toMatchObject({
      path: 'app/certs/client.app.key',
      title: 'key of app',
      content: { entity: 'client[app]' },
    });
    expect(users.checks.map(({ title }) => title)).toEqual([
      'the certificate of root leads to the CA',
      'the certificate of app leads to the CA',
    ]);
    const [, code] = users.audiences.find(({ id }) => id === 'users')!.steps[0]!.code[0]!.text.split('\n');
    expect(code).toBe('cockroach sql --certs-dir=root/certs --user=root --host=localhost');
  });

  it('over hosts give each instance its own name only', () => {
    const members = plan('mongodb', { members: 'a.example.com, ::1' });
    expect(namesOf(leaf(members, 'member[a.example.com]').sans)).toEqual(['dns:a.example.com']);
    expect(namesOf(leaf(members, 'member[::1]').sans)).toEqual(['ip:::1']);
    expect(noticesAt(members, 'members').join()).toContain('Windows forbids');
  });

  it('refuse items that one folder cannot hold', () => {
    const { problems } = plan('mongodb', { users: 'reader, Reader' });
    expect(problems.map(({ field, code }) => [field, code])).toEqual([['users', 'path-clash']]);
  });
});

describe('A plan', () => {
  it('gives entities only keys that their consumer takes, and says so', () => {
    const unifi = plan('unifi', { key: 'p-256' });
    expect(unifi.entities.map(({ id, key }) => [id, key])).toEqual([
      ['root', 'p-256'],
      ['server', 'rsa-2048'],
    ]);
    expect(noticesAt(unifi, 'key').join()).toContain('RSA 2048');
  });

  it('leaves secrets and contents to production, at their place', () => {
    const actian = plan('actian-integration-manager', { port: '8443' });
    const { content, secret, mode } = actian.entries.find(({ id }) => id === 'properties')!;
    expect([secret, mode]).toEqual([true, 0o600]);
    const text = content.as === 'text' ? (content.text as string) : '';
    expect(text).toContain('server.ssl.key-store=${sharedDataPath}/conf/ssl/keystore.p12\n');
    expect(text).toContain('server.ssl.key-store-password={secret:password}\n');
    expect(text).toContain('im.base-url=https://im.example.com:8443\n');
    const kubeconfig = plan('kubeadm').entries.find(({ id }) => id === 'kubeconfig')!.content;
    expect(kubeconfig.as === 'text' && kubeconfig.text).toContain('client-key-data: {base64:admin-key}\n');
  });

  it('quotes subjects as the consumer compares them', () => {
    const opensearch = plan('opensearch', { organisation: 'Example, "Inc."', nodes: 'n1' });
    const { content } = opensearch.entries.find(({ id }) => id === 'settings')!;
    expect(content.as === 'text' && content.text).toContain(String.raw`  - 'CN=n1,OU=nodes,O=Example\, \"Inc.\",C=SE'`);
    expect(content.as === 'text' && content.text).toContain(String.raw`  - "CN=admin,O=Example\\, \\\"Inc.\\\""`);
  });

  it('names the place on the machine where no archive path can', () => {
    const docker = plan('docker-registry', { host: 'r.example.com' });
    expect(docker.entries.find(({ id }) => id === 'ca')).toMatchObject({
      path: 'certs.d/r.example.com-5000/ca.crt',
      target: '/etc/docker/certs.d/r.example.com:5000/ca.crt',
    });
  });

  it('without an archive name of its own is called after recipe and slug', () => {
    expect(plan('docker-registry', { host: '[::1]' }).archiveName).toBe('certwright-docker-registry---1.zip');
    expect(plan('actian-integration-manager', { host: '10.0.0.5' }).archiveName).toBe(
      'certwright-actian-integration-manager-10.0.0.5.zip',
    );
  });

  it('keeps a bare key pair, three CAs and an intermediate apart', () => {
    const kubeadm = plan('kubeadm');
    expect(kubeadm.entities.filter(({ kind }) => kind === 'authority').map(({ id }) => id)).toEqual([
      'ca',
      'etcd-ca',
      'front-proxy-ca',
    ]);
    expect(kubeadm.entities.find(({ id }) => id === 'sa')).toEqual({
      id: 'sa',
      entity: 'sa',
      kind: 'key-pair',
      title: 'Service account key',
      key: 'rsa-2048',
    });
    expect(authority(plan('istio'), 'intermediate')).toMatchObject({ issuer: 'root', pathLength: 0, days: 730 });
  });

  it('says which names of a request no public CA signs, unless there are no others', () => {
    const noticed = (hosts: string, mode = 'request'): string[] =>
      planBundle(recipe('tls-server'), mode, { hosts }).notices.map(({ message }) => message);
    expect(noticed('www.example.com, im, 10.0.0.5, a.local')).toContainEqual(
      expect.stringContaining('refuses a request with im, 10.0.0.5, a.local.'),
    );
    expect(noticed('www.example.com, example.org').join()).not.toContain('public CA');
    expect(noticed('im, 10.0.0.5').join()).not.toContain('public CA');
    expect(noticed('www.example.com, im', 'new').join()).not.toContain('public CA');
  });
});
