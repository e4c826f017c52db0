import { describe, expect, it } from 'vitest';
import { planBundle } from '../../src/bundle/plan';
import type { BundlePlan, PlannedStep } from '../../src/bundle/types';
import { trustPlatforms } from '../../src/recipes/trust-steps';
import type { Recipe } from '../../src/recipes/types';
import { createFor } from '../support/bundle';
import { recipe } from '../support/make';

const graphex = recipe('graphex');

function trustSteps(plan: BundlePlan): readonly PlannedStep[] {
  return plan.audiences.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'trust'));
}

function partsOf(from: Recipe, answers: Record<string, string>): readonly { title: string; whole: string }[] {
  const [step] = trustSteps(planBundle(from, 'new', answers));
  return (step?.parts ?? []).map(({ title, text, code }) => ({
    title,
    whole: [text, ...code.map((block) => `${block.label}\n${block.text}`)].join('\n'),
  }));
}

/** GraphEx with its root in DER, and the trust step as a test wants it. */
function withDerRoot(trust: NonNullable<Recipe['trust']>): Recipe {
  const artifacts = graphex.artifacts.map((artifact) =>
    artifact.id === 'root'
      ? { ...artifact, path: 'trust_this_root/root.cer', encoding: { as: 'certificate-der', entity: 'root' } as const }
      : artifact,
  );
  return { ...graphex, artifacts: artifacts as unknown as Recipe['artifacts'], trust };
}

describe('The trust step', () => {
  it('stands once, with the machine that has the root, and begins by comparing fingerprints', () => {
    const plan = planBundle(graphex, 'new', {});
    const steps = trustSteps(plan);
    expect(steps.map(({ audience, title }) => [audience, title])).toEqual([
      ['clients', 'Trust the root certificate root.pem'],
    ]);
    expect(steps[0]?.text).toMatch(/^First compare: /u);
    expect(steps[0]?.code[0]?.text).toBe('openssl x509 -inform PEM -in root.pem -noout -fingerprint -sha256');
  });

  it('comes after one on giving it out, where all platforms follow', () => {
    const titles = (from: Recipe, answers: Record<string, string>): readonly string[] =>
      planBundle(from, 'new', answers)
        .audiences.flatMap(({ steps }) => steps.map(({ title }) => title))
        .filter((title) => /^(?:Give people|Trust the root)/u.test(title));
    expect(titles(graphex, {})).toEqual(['Give people root.pem', 'Trust the root certificate root.pem']);
    expect(titles(recipe('mtls'), { pkcs12: 'true' })).toEqual(['Trust the root certificate root.pem']);
    const [give] = planBundle(graphex, 'new', {}).audiences.find(({ id }) => id === 'clients')?.steps ?? [];
    expect(give?.text).toContain('README.txt');
    expect(give?.code[0]?.text).toContain('before it opens https://localhost:8080/');
  });

  it('has a part for every platform, each saying how to see that it works and how to remove it', () => {
    const parts = partsOf(graphex, {});
    expect(parts.length).toBe(trustPlatforms.length);
    expect(trustPlatforms.map(({ id }) => id)).toEqual([
      'windows-user',
      'windows-machine',
      'macos',
      'chrome-linux',
      'firefox',
      'debian',
      'rhel',
      'ios',
      'android',
      'java',
      'python',
      'node',
      'curl',
    ]);
    for (const { title, whole } of parts) {
      expect(whole, title).toMatch(
        /check that|see that|shows whether|is then (?:in|under)|must print|it works when|Exit code/iu,
      );
      expect(whole, title).toMatch(/remove/iu);
    }
  });

  it.each(['request', 'complete', 'convert'])('is absent where no root is in the plan: %s', (mode) => {
    expect(trustSteps(planBundle(graphex, mode, {}))).toEqual([]);
  });

  it('names the root in stores after the archive, and the server by its first host and port', () => {
    const [java, , node] = partsOf(graphex, { hosts: '2001:db8::5, Graphex.example.com', port: '9000' }).filter(
      ({ title }) => ['Java', 'Python', 'Node'].includes(title),
    );
    expect(java?.whole).toContain('-alias certwright-graphex-2001-db8--5 ');
    expect(node?.whole).toContain("fetch('https://[2001:db8::5]:9000/')");
    const curl = partsOf(recipe('tls-server'), { hosts: '*.example.com' }).at(-1);
    expect(curl?.whole).toContain('--cacert root.pem https://host.example.com/');
  });

  it('asks for PEM first where the root is in DER and a program wants PEM', () => {
    const der = withDerRoot([{ audience: 'clients', artifact: 'root' }]);
    const [step] = trustSteps(planBundle(der, 'new', {}));
    expect(step?.text).toContain('root.cer is in DER form.');
    expect(step?.code.map(({ text }) => text)).toContain('openssl x509 -inform DER -in root.cer -out root.pem');
    const whole = new Map(partsOf(der, {}).map((part) => [part.title, part.whole]));
    expect(whole.get('curl')).toContain('--cacert root.pem ');
    expect(whole.get('Java')).toContain('-file root.cer');
    expect(whole.get('Debian, Ubuntu')).toContain('cp root.pem /usr/local/share/ca-certificates/');
  });

  it('takes only the platforms that a recipe asks for', () => {
    const java = withDerRoot([{ audience: 'server', artifact: 'root', platforms: ['java'] }]);
    expect(partsOf(java, {}).map(({ title }) => title)).toEqual(['Java']);
    expect(trustSteps(planBundle(java, 'new', {})).map(({ audience }) => audience)).toEqual(['server']);
  });

  it('is one step in the README, its platforms as points under it', async () => {
    const { entries } = await createFor('graphex', { key: 'p-256' });
    const readme = new TextDecoder().decode(entries.find(({ path }) => path === 'README.txt')?.bytes);
    const at = (text: string): number => readme.indexOf(`\n${text}\n`);
    expect(at('2. Trust the root certificate root.pem')).toBeGreaterThan(0);
    expect(at('   * Windows, only for yourself (no administrator)')).toBeGreaterThan(
      at('2. Trust the root certificate root.pem'),
    );
    expect(at('   * curl')).toBeGreaterThan(at('   * Java'));
    expect(readme.match(/^\s+\* /gmu)).toHaveLength(trustPlatforms.length);
  });
});

describe('A machine that is repeated', () => {
  const plan = planBundle(recipe('mtls'), 'new', { clients: 'billing, shop' });

  it('is one machine and one download for each item, with that item’s files and steps only', () => {
    const clients = plan.audiences.filter(({ id }) => id.startsWith('client['));
    expect(clients.map(({ id, label, slug }) => [id, label, slug])).toEqual([
      ['client[billing]', 'Client billing', 'client-billing'],
      ['client[shop]', 'Client shop', 'client-shop'],
    ]);
    for (const [index, name] of ['billing', 'shop'].entries()) {
      const { entries, steps } = clients[index] ?? { entries: [], steps: [] };
      expect(entries.length).toBeGreaterThan(0);
      for (const { path } of entries) expect(path).toMatch(new RegExp(`^service_clients/${name}/`, 'u'));
      expect(steps[0]?.text).toContain(`certwright-mtls-service-client-${name}.zip`);
      expect(steps[0]?.code[0]?.text).toContain(`service_clients/${name}/*`);
    }
  });

  it('lends the paths of the first item to texts outside the loop, never a content', () => {
    const programs = plan.audiences.find(({ id }) => id === 'programs');
    expect(programs?.steps[0]?.code[0]?.text).toContain('--key /etc/ssl/service/key.pem');
    const leaky = { ...recipe('mtls'), notes: [{ level: 'note', text: '{name:client-key} {content:client-key}' }] };
    const [note] = planBundle(leaky as Recipe, 'new', {}).notes;
    expect(note?.text).toBe('key.pem {content:client-key}');
  });
});
