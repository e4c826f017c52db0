import { beforeEach, describe, expect, test } from 'vitest';
import { Session } from '../../src/app/session.svelte';
import type { Task } from '../../src/app/task.svelte';
import { PkiError } from '../../src/pki/errors';
import { fakePage } from '../support/fake-page';
import type { FakePage } from '../support/fake-page';

let page: FakePage;
let session: Session;

beforeEach(async () => {
  page = fakePage();
  session = new Session(page.host);
  await session.engine.start();
  await session.open('qlik-sse');
});

function task(): Task {
  if (session.task === undefined) throw new Error('No task is open.');
  return session.task;
}

/** Lets everything that was started come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function created(): Promise<void> {
  expect(task().create()).toBe(true);
  await settled();
}

const allZero = (bytes: Uint8Array): boolean => bytes.every((octet) => octet === 0);

describe('Keys made ahead', () => {
  test('are not made before the first input, then as many as the plan needs', () => {
    expect(page.log).toEqual([]);
    task().form.answer('plugin', 'sales');
    expect(page.log).toEqual(['warm rsa-2048 3']);
  });

  test('follow a change of algorithm, and are dropped where the browser lacks the new one', () => {
    task().form.answer('key', 'p-256');
    task().form.answer('key', 'ed25519');
    expect(page.log).toEqual(['warm p-256 3', 'clear']);
  });

  test('are not made for somebody who only opened a link', async () => {
    await session.readLink('#/qlik-sse?plugin=sales');
    expect(task().form.answers['plugin']).toBe('sales');
    expect(page.log).toEqual([]);
  });

  test('are made once everything has loaded, when the user was quicker', async () => {
    const early = new Session(page.host);
    await early.open('qlik-sse');
    early.task?.form.answer('plugin', 'sales');
    expect(page.log).toEqual([]);
    await early.engine.start();
    expect(page.log).toEqual(['warm rsa-2048 3']);
  });

  test('go into the bundle, and are dropped by Forget', async () => {
    await created();
    expect(page.log).toContain('take rsa-2048');
    session.forget();
    expect(page.log).toContain('clear');
  });
});

describe('A finished bundle', () => {
  test('is offered, and keeps the page asking until every secret was taken', async () => {
    await created();
    const { taking } = task();
    expect(session.mustAsk).toBe(true);
    for (const { id } of task().form.plan.audiences) await taking?.takeFor(id);
    expect(session.mustAsk).toBe(false);
  });

  test('is overwritten with zeros when an answer changes, with a sentence', async () => {
    await created();
    task().form.answer('plugin', 'other');
    const [bundle] = page.bundles;
    expect(task().taking).toBeUndefined();
    expect(task().notice).toContain('wiped');
    expect(bundle && allZero(bundle.archive) && bundle.entries.every(({ bytes }) => allZero(bytes))).toBe(true);
    expect(task().form.answers).toEqual({ plugin: 'other' });
  });

  test('is overwritten with zeros by Forget, with the answers and passwords', async () => {
    task().form.answer('ca-key', 'protected');
    const [[, password] = []] = task().form.passwords;
    const before = password?.text;
    await created();
    session.forget();
    const [bundle] = page.bundles;
    expect(bundle && allZero(bundle.archive)).toBe(true);
    expect(task().form.answers).toEqual({});
    expect(password?.text).not.toBe(before);
    expect(page.log).toContain('revoke');
  });

  test('survives a look at the catalogue', async () => {
    await created();
    session.close();
    expect(session.mustAsk).toBe(true);
    await session.open('qlik-sse');
    expect(task().taking).toBeDefined();
  });
});

describe('A job that does not succeed', () => {
  test('offers nothing when the self-check failed, and hands on each reason', async () => {
    const failed = [{ id: 'key-matches', subject: 'a/key.pem', passed: false, message: 'the key is another' }];
    page.refusal = new PkiError('self-check-failed', 'The finished files did not pass.', { cause: failed });
    await created();
    expect(task().taking).toBeUndefined();
    expect(task().making.stage).toMatchObject({ kind: 'refused', failed });
  });

  test('stands at its field until an answer changes, and may be tried again as it is', async () => {
    page.refusal = new PkiError('days-invalid', 'The validity ends after the CA.', { field: 'days' });
    await created();
    expect(task().form.problemAt('days')?.message).toContain('after the CA');
    page.refusal = undefined;
    await created();
    expect(task().taking).toBeDefined();
  });

  test('shows no foreign error text when something broke', async () => {
    page.refusal = new Error('secret detail');
    await created();
    expect(JSON.stringify(task().making.stage)).not.toContain('secret detail');
    expect(task().form.homeless.problems).toHaveLength(1);
  });

  test('is wiped when it was cancelled but finished all the same', async () => {
    let open = (): void => undefined;
    page.gate = new Promise((resolve) => (open = resolve));
    task().create();
    task().cancel();
    open();
    await settled();
    expect(task().taking).toBeUndefined();
    expect(task().making.stage.kind).toBe('idle');
  });
});

describe('Answers', () => {
  test('with a problem are not made, and stay as typed', () => {
    task().form.answer('plugin', '../x');
    expect(task().create()).toBe(false);
    expect(task().form.answers).toEqual({ plugin: '../x' });
    expect(task().making.stage.kind).toBe('idle');
  });

  test('of another way in are kept while they do not apply', () => {
    task().form.answer('ca-name', 'My CA');
    task().form.choose('use-ca');
    expect(task().form.answers).toEqual({});
    task().form.choose('new');
    expect(task().form.answers).toEqual({ 'ca-name': 'My CA' });
  });
});

describe('The clock', () => {
  test('before the release is wrong', () => {
    expect(session.clockIsWrong).toBe(false);
    page.now = new Date('2020-01-01T00:00:00Z');
    session.tick();
    expect(session.clockIsWrong).toBe(true);
  });
});

describe('The desk', () => {
  const way = { mode: 'use-ca', slot: 'ca', label: 'Use my CA', answers: {} };

  test('is one, keeps its files while the user is elsewhere, and stands in the address', async () => {
    const visited: (string | undefined)[] = [];
    const roaming = new Session({ ...page.host, visit: (place) => visited.push(place) });
    await roaming.open('qlik-sse');
    const desk = await roaming.openDesk();
    await desk.paste('pem');
    expect([roaming.desk, roaming.task, roaming.place]).toEqual([desk, undefined, desk]);
    await roaming.open('qlik-sse');
    expect([roaming.desk, roaming.task?.recipe.id]).toEqual([undefined, 'qlik-sse']);
    await roaming.open('files');
    expect(roaming.desk?.files).toHaveLength(1);
    roaming.close();
    await roaming.readLink('#/files?ca=secret');
    expect(roaming.desk).toBe(desk);
    expect(roaming.linkMessages).toEqual(['A link brings no files, so its values were ignored.']);
    expect(visited).toEqual(['qlik-sse', 'files', 'qlik-sse', 'files', undefined, 'files']);
  });

  test('is wiped by Forget, wherever the user is', async () => {
    const desk = await session.openDesk();
    await desk.paste('pem');
    const [file] = desk.files;
    await session.open('qlik-sse');
    session.forget();
    expect(desk.files).toEqual([]);
    expect(file && allZero(file.bytes)).toBe(true);
  });

  test('hands its files over to a recipe, as copies and with the password that was typed', async () => {
    const desk = await session.openDesk();
    await desk.paste('pem');
    await desk.unlock('pasted text', 'secret');
    await session.handOver('qlik-sse', way);
    const [slot] = task().form.slots;
    expect(task().form.modeId).toBe('use-ca');
    expect([slot?.files.map(({ name }) => name), slot?.password]).toEqual([['pasted text'], 'secret']);
    expect(page.log).toContainEqual(expect.stringMatching(/^check with "secret"/u));
    desk.clear();
    expect(slot?.files[0] && allZero(slot.files[0].bytes)).toBe(false);
  });

  test('does not take the place of a bundle whose secrets were not saved', async () => {
    await created();
    const desk = await session.openDesk();
    await desk.paste('pem');
    await session.handOver('qlik-sse', way);
    expect(task().taking).toBeDefined();
    expect(task().form.modeId).toBe('new');
    expect(session.linkMessages).toHaveLength(1);
  });
});
