import { beforeEach, describe, expect, test } from 'vitest';
import { Engine } from '../../src/app/engine.svelte';
import { systemIn } from '../../src/app/environment';
import { inTheWay, offeredModes } from '../../src/app/field-view';
import { Systems } from '../../src/app/systems.svelte';
import { Task } from '../../src/app/task.svelte';
import type { PlannedCode } from '../../src/bundle/types';
import { PkiError } from '../../src/pki/errors';
import { catalogue } from '../../src/recipes/catalogue';
import { fakePage } from '../support/fake-page';
import type { FakePage } from '../support/fake-page';
import { formRecipe as recipe } from '../support/form-recipe';

let page: FakePage;
let engine: Engine;
let task: Task;

beforeEach(async () => {
  page = fakePage();
  engine = new Engine(page.host);
  await engine.start();
  task = new Task(recipe, page.host, engine);
});

/** The slot of the mode; the fixture has one at most. */
function slot() {
  const [only] = task.form.slots;
  if (only === undefined) throw new Error('This mode brings nothing.');
  return only;
}

const passwordIds = (): string[] => task.form.passwords.map(([id]) => id);

describe('Ways in', () => {
  test('begin with the proposed one, which also stands first; the one for links then stands last', () => {
    expect(task.form.modeId).toBe('convert');
    expect(offeredModes(recipe).map(({ value }) => value)).toEqual(['convert', 'ask', 'use-ca', 'new']);
    const plain = { ...recipe, proposes: 'new' };
    expect(offeredModes(plain).map(({ value }) => value)).toEqual(recipe.modes.map(({ id }) => id));
  });

  test('of a link that names none are the first, and Forget leads back to the proposed one', () => {
    task.form.fill(undefined, { host: 'a.example.com' });
    expect(task.form.modeId).toBe('new');
    task.form.fill('use-ca', {});
    expect(task.form.modeId).toBe('use-ca');
    task.forget();
    expect(task.form.modeId).toBe('convert');
  });
});

describe('A mode that only guides', () => {
  test('makes nothing when Create is asked for, and no keys ahead', () => {
    task.form.choose('ask');
    task.form.answer('alias', 'im');
    expect(task.guideOnly).toBe(true);
    expect(task.create()).toBe(true);
    expect(task.making.stage.kind).toBe('idle');
    expect(page.log.filter((line) => line.startsWith('warm'))).toEqual([]);
    expect(page.bundles).toEqual([]);
  });
});

describe('What was brought', () => {
  test('fills the fields that nobody typed, and is then held against them', async () => {
    page.found = { title: 'x', lines: [], warnings: [], answers: { alias: 'tomcat', port: '8443', password: 'x' } };
    task.form.answer('port', '9443');
    await slot().paste('pem');
    expect(task.form.answers).toEqual({ alias: 'tomcat', port: '9443' });
    expect(task.form.plan.answers['alias']).toBe('tomcat');
    expect(page.log.filter((line) => line.startsWith('check')).at(-1)).toContain('"alias":"tomcat"');
    expect(slot().facts?.title).toBe('x');

    task.form.answer('alias', 'mine');
    expect(task.form.answers['alias']).toBe('mine');
  });

  test('takes its answers away with it, but nothing that was typed', async () => {
    page.found = { title: 'x', lines: [], warnings: [], answers: { alias: 'tomcat' } };
    task.form.answer('port', '9443');
    await slot().paste('pem');
    slot().remove();
    expect(task.form.answers).toEqual({ port: '9443' });
  });

  test('stays in its own mode, though another calls its slot the same', async () => {
    await slot().paste('pem');
    task.form.choose('use-ca');
    expect(slot().files).toEqual([]);
    expect(slot().slot.kind).toBe('authority');
    task.form.choose('convert');
    expect(slot().files).toHaveLength(1);
  });

  test('that is refused leaves every answer and file as it was', async () => {
    page.found = new PkiError('password-wrong', 'The password does not open client.pfx.', { field: 'own' });
    task.form.answer('alias', 'mine');
    await slot().paste('pem');
    await slot().unlock('guess');
    expect(task.create()).toBe(false);
    expect(task.form.problemAt('own')?.message).toContain('client.pfx');
    expect(task.form.answers).toEqual({ alias: 'mine' });
    expect(slot().files).toHaveLength(1);
  });
});

describe('A port pasted with a host', () => {
  const notices = (): string[] =>
    task.form.noticesAt('host').flatMap(({ message }) => (message.startsWith('Port') ? [message] : []));
  const port = () => task.form.plan.answers['port'];

  test('is taken over into the field that asks for it, and goes with the host', () => {
    task.form.answer('host', 'https://im.example.com:8443/');
    expect(port()).toBe('8443');
    expect(notices()).toEqual(['Port 8443 was taken over into Port.']);
    task.form.answer('host', 'im.example.com');
    expect(port()).toBe('443');
    expect(notices()).toEqual([]);
  });

  test('yields to one that was typed, and says nothing where it is the same', () => {
    task.form.answer('host', 'im.example.com:443');
    expect(notices()).toEqual([]);
    task.form.answer('port', '9443');
    expect(port()).toBe('9443');
    expect(notices()).toEqual(['Port 443 was left out: a certificate is for every port.']);
    task.form.answer('host', '[2001:db8::5]:9443');
    expect(notices()).toEqual([]);
  });
});

describe('A warning that was answered', () => {
  const topics = (form: Task['form']): (string | undefined)[] => form.notices.flatMap(({ topic }) => topic ?? []);

  test('stays away until the answer is taken back or forgotten', () => {
    const sse = catalogue.find(({ id }) => id === 'qlik-sse');
    if (sse === undefined) throw new Error('qlik-sse is not in the catalogue');
    const { form } = new Task(sse, page.host, engine);
    expect(topics(form)).toEqual(['only-this-computer']);
    form.meanHere('hosts', true);
    expect([topics(form), form.noticesAt('hosts')]).toEqual([[], []]);
    form.answer('plugin', 'sales');
    expect(topics(form)).toEqual([]);
    form.meanHere('hosts', false);
    expect(topics(form)).toEqual(['only-this-computer']);
    form.meanHere('hosts', true);
    form.forget();
    expect(topics(form)).toEqual(['only-this-computer']);
  });
});

describe('Passwords', () => {
  test('that a brought keystore keeps are not made here, nor asked for before it is opened', async () => {
    const asked = (): boolean => task.form.fields.some(({ id }) => id === 'password');
    expect(passwordIds()).toEqual([]);
    expect(asked()).toBe(false);
    page.found = { title: 'x', lines: [], warnings: [], keepsPassword: 'password' };
    await slot().paste('pem');
    await slot().unlock('the old one');
    expect(passwordIds()).toEqual([]);
    expect(asked()).toBe(false);
    expect(task.form.secrets).toEqual({ 'own-password': 'the old one', 'trust-password': 'changeit' });

    page.found = { title: 'PEM, which has no password', lines: [], warnings: [] };
    await slot().paste('pem');
    expect(passwordIds()).toEqual(['password']);
    expect(asked()).toBe(true);
  });

  test('that stand in a file of the bundle do not keep the page asking; the CA key’s does', () => {
    task.form.choose('new');
    task.form.answer('ca-key', 'protected');
    expect(passwordIds()).toEqual(['password', 'ca-key-password']);
    expect(task.unwritten.map(([id]) => id)).toEqual(['ca-key-password']);
  });

  test('whose field does not apply protect nothing', () => {
    task.form.choose('new');
    expect(passwordIds()).toEqual(['password']);
    task.form.answer('again', 'true');
    expect(passwordIds()).toEqual(['password', 'second-password']);
  });

  test('that were typed are judged as what they protect asks for', () => {
    task.form.choose('new');
    const password = task.form.password('password');
    password?.type('grün5678');
    expect(task.form.problemAt('password')?.message).toMatch(/./u);
    password?.type('tr0ub4dor&3');
    expect(task.form.problemAt('password')).toBeUndefined();
  });
});

describe('What is in the way', () => {
  test('stands in the order of the page, each answer once, with its first sentence', () => {
    task.form.choose('use-ca');
    task.form.answer('host', '*.com, 10.0.0.256');
    task.form.answer('days', '0');
    task.form.answer('ca-key', 'protected');
    expect(inTheWay(task.form).map(({ id }) => id)).toEqual(['host', 'days']);
    task.form.attempt();
    const [ca, host] = inTheWay(task.form);
    expect(ca).toEqual({ id: 'own', label: 'Your CA', message: 'Choose or drop the files first.' });
    expect(host?.message).toMatch(/^[^\n]*\*\.com[^\n]*$/u);
    expect(task.form.problemAt('host')?.message).toContain('\n');
  });

  test.each(catalogue.map((each) => [each.id, each] as const))('is all that has a place on the page: %s', (_, each) => {
    const { form } = new Task(each, page.host, engine);
    for (const { id: mode } of each.modes) {
      form.choose(mode);
      for (const { id, kind } of form.fields) if (kind !== 'choice' && kind !== 'switch') form.answer(id, '\u0000');
      form.answer('ca-key', 'protected');
      form.password('ca-key-password')?.type('short');
      form.attempt();
      const homeless = form.homeless.problems;
      const shown = form.shown.filter((problem) => !homeless.includes(problem)).map(({ field }) => field);
      expect(
        inTheWay(form)
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...new Set(shown)].sort());
    }
  });
});

describe('Commands', () => {
  const block = (os: PlannedCode['os']): PlannedCode => ({ label: 'x', language: 'sh', text: 'x', ...(os && { os }) });
  const pair = [block('linux'), block('windows'), block(undefined)];

  test('for another system than the chosen one are folded, where there are some for the chosen one', () => {
    const folded = (systems: Systems, blocks: readonly PlannedCode[]): boolean[] =>
      blocks.map((each) => systems.folds(each, blocks));
    expect(folded(new Systems('linux'), pair)).toEqual([false, true, false]);
    expect(folded(new Systems('macos'), pair)).toEqual([false, false, false]);
    expect(folded(new Systems(undefined), pair)).toEqual([false, false, false]);
    expect(folded(new Systems('linux'), [block('windows')])).toEqual([false]);
  });

  test('of several platforms begin with the first that is only for the chosen one', () => {
    const parts = [[block('windows')], pair, [], [block('linux')], [block('linux')]].map((code) => ({
      title: 'x',
      text: '',
      code,
    }));
    expect(new Systems('linux').firstOf(parts)).toBe(3);
    expect(new Systems('macos').firstOf(parts)).toBe(-1);
    expect(new Systems(undefined).firstOf(parts)).toBe(-1);
  });

  test.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15', 'macos'],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', 'linux'],
    ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36', undefined],
  ])('are for the system of %s', (userAgent, system) => {
    expect(systemIn(userAgent)).toBe(system);
  });
});
