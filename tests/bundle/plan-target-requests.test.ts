import { describe, expect, it } from 'vitest';
import { planBundle } from '../../src/bundle/plan';
import type { BundlePlan, PlannedStep } from '../../src/bundle/types';
import { catalogue } from '../../src/recipes/catalogue';
import { createFor } from '../support/bundle';
import { recipe } from '../support/make';

const TITLE = 'Make the key on the machine itself instead';

/** The steps that make a key on a machine, by the machine. */
function stepsOf({ audiences }: BundlePlan): readonly (readonly [string, PlannedStep])[] {
  return audiences.flatMap(({ id, steps }) =>
    steps.filter(({ title }) => title === TITLE).map((step) => [id, step] as const),
  );
}

describe('The lines that make a request on its own machine', () => {
  it('stand on the machine of each requested key, and nowhere else', () => {
    const machines = (id: string, answers: Record<string, string> = {}): string[] =>
      stepsOf(planBundle(recipe(id), 'request', answers)).map(([machine]) => machine);
    expect(machines('graphex')).toEqual(['server']);
    expect(machines('tls-server')).toEqual(['server']);
    expect(machines('qlik-sse')).toEqual(['plugin', 'qlik']);
    expect(machines('mtls', { clients: 'one, two' })).toEqual(['server', 'client[one]', 'client[two]']);
    expect(machines('actian-integration-manager')).toHaveLength(1);
    for (const { modes, id } of catalogue)
      for (const mode of modes.filter(({ requests }) => requests === undefined))
        expect(stepsOf(planBundle(recipe(id), mode.id, {})), `${id} ${mode.id}`).toEqual([]);
  });

  it('name the files and the alias that the recipe has', () => {
    const [, step] = stepsOf(planBundle(recipe('actian-integration-manager'), 'request', { alias: 'mine' }))[0] ?? [];
    const text = JSON.stringify(step);
    expect(step?.parts?.map(({ title }) => title)).toEqual(['OpenSSL', 'Java keytool', 'Windows certreq']);
    expect(text).toContain("-alias 'mine' -keystore 'keystore.p12'");
    expect(text).toContain('-out certificate-signing-request.txt');
    const [, graphex] = stepsOf(planBundle(recipe('graphex'), 'request', {}))[0] ?? [];
    expect(JSON.stringify(graphex)).toContain('-key key.pem');
  });

  it('stand in the README as well', async () => {
    const { entries } = await createFor('graphex', { hosts: 'a.example.com', key: 'p-256' }, { mode: 'request' });
    const readme = new TextDecoder().decode(entries.find(({ path }) => path === 'README.txt')?.bytes);
    expect(readme).toContain(TITLE);
    expect(readme).toContain('DNS.1 = a.example.com');
    expect(readme).toContain("-dname 'CN=a.example.com'");
    expect(readme).toContain('_continue_ = "dns=a.example.com&"');
  });
});
