import { describe, expect, it } from 'vitest';
import { readFragment } from '../../../src/app/fragment';
import { writeReadme } from '../../../src/bundle/texts/readme';
import { writeReminder } from '../../../src/bundle/texts/reminder';
import { linkOf } from '../../../src/bundle/link';
import { catalogue } from '../../../src/recipes/catalogue';
import { hostileRecipe } from '../../support/hostile-recipe';
import { recipe } from '../../support/make';
import { textContext } from '../../support/text-context';

const everyMode = catalogue.flatMap((each) =>
  each.modes.map((mode) => ({ each, mode: mode.id, name: `${each.id} ${mode.id}` })),
);

describe('README.txt', () => {
  it.each(everyMode)('tells the whole of $name in plain lines', ({ each, mode }) => {
    const context = textContext(each, {}, { mode });
    const text = writeReadme(context);
    expect(text).toMatch(/^\P{Cc}[^\r\u001b]*\n$/u);
    for (const { path } of context.plan.entries) expect(text).toContain(path.split('/').at(-1));
    for (const { label, entries, steps } of context.plan.audiences) {
      if (entries.length + steps.length > 0) expect(text).toContain(`. ${label}\n---`);
      for (const step of steps) expect(text).toContain(step.title);
    }
    for (const { message } of context.plan.knownErrors) expect(text).toContain(message.split(' ')[0]);
    expect(text).not.toMatch(/\{(?:file|dir|name|target|dn|first|list|content|escaped|base64|secret):/u);
    expect(text).not.toContain('undefined');
  });

  it('wraps prose at about 100 columns and leaves code alone', () => {
    const context = textContext(recipe('qlik-sse'), {
      hosts: Array.from({ length: 60 }, (_, at) => `host${at}.example.com`).join(' '),
    });
    const lines = writeReadme(context).split('\n');
    const code = new Set(
      context.plan.audiences.flatMap(({ steps }) =>
        steps.flatMap((step) => step.code.flatMap(({ text }) => text.split('\n'))),
      ),
    );
    const commands = new Set(context.plan.checks.map(({ command }) => command));
    for (const line of lines.filter((each) => each.length > 100)) {
      const known = code.has(line.slice(6)) || commands.has(line.slice(4)) || line.includes('#/qlik-sse?');
      const unbreakable = /^\S+$/u.test(line.trim().replace(/^(?:-|\d+\.) /u, ''));
      const row = /SHA-256|SECRET| {2,}/u.test(line);
      expect({ line, fits: known || unbreakable || row }).toEqual({ line, fits: true });
    }
    expect(lines.some((line) => line.includes('host59.example.com'))).toBe(true);
  });

  it('puts the machines in the order in which they are visited, each in a chapter of its own', () => {
    const context = textContext(recipe('qlik-sse'));
    const chapters = [...writeReadme(context).matchAll(/^\d+\. (.+)\n-+$/gmu)].map(([, title]) => title);
    const machines = context.plan.audiences.filter(({ entries }) => entries.length > 0).map(({ label }) => label);
    expect(chapters.slice(1, 1 + machines.length)).toEqual(machines);
    expect(chapters.slice(1 + machines.length)).toContain('Renewal');
  });

  it('numbers only the steps that everybody takes', () => {
    const text = writeReadme(textContext(recipe('qlik-sse'), { hosts: 'sse.example.com' }));
    const [, chapter = ''] = text.split(/^\d+\. The plugin's computer\n-+$/mu);
    const heads = [...chapter.split(/^\d+\. The Qlik server/mu, 1)].join('').match(/^(?:-|\d+\.) \S+ \S+/gmu);
    expect(heads).toEqual(['- Only if', '1. Put the', '- Only if', '2. Start the', '- To be', '- If it']);
  });

  it('and the calendar say what follows on a request, not how to renew what only stands in', () => {
    const context = textContext(recipe('actian-integration-manager'), {}, { mode: 'request' });
    const next = 'choose "The CA has replied", and give it this zip and the reply';
    const renewal = writeReadme(context).split('. Renewal\n')[1]?.replaceAll(/\s+/gu, ' ');
    expect(renewal).toContain(next);
    expect(renewal).not.toMatch(/The CA has no key|The CA is valid/u);
    expect(writeReminder(context).replaceAll(/\r\n |\\/gu, '')).toContain(next);
  });

  it('promise a second visit only where a way in takes the reply, and a date only of the placeholder', () => {
    for (const { each, mode } of everyMode) {
      const context = textContext(each, {}, { mode });
      if (context.plan.mode.requests === undefined) continue;
      const takesReply = each.modes.some(({ brings }) => brings?.some(({ kind }) => kind === 'reply'));
      const text = writeReadme(context).replaceAll(/\s+/gu, ' ');
      expect(text.includes('give it this zip and the reply')).toBe(takesReply);
      expect(text).not.toMatch(/Valid until [\d-]+ \(renew-by/u);
    }
    const actian = textContext(recipe('actian-integration-manager'), {}, { mode: 'request' });
    expect(writeReadme(actian)).toMatch(
      /Valid until +[\d-]+ \(the placeholder; you do not have the certificate yet\)/u,
    );
  });

  it('says of a value to paste which file it is the content of, of a secret one too', () => {
    const values = (release: string): string =>
      writeReadme(textContext(recipe('openmetadata-qlik-sense'), { release }, { mode: 'convert' }));
    expect(values('current')).toContain('- SSL Key: <content of client_key.pem>\n');
    expect(values('before-1.4')).toContain('- Client Certificate Value: <content of client.pem in one line>\n');
  });

  it('tells what a way in has: errors of keystores with a keystore, what to revoke where a CA signed', () => {
    const text = (id: string, mode: string, answers = {}): string =>
      writeReadme(textContext(recipe(id), answers, { mode })).replaceAll(/\s+/gu, ' ');
    expect(text('tls-server', 'new')).not.toContain('passwords.txt');
    expect(text('tls-server', 'new', { keystore: 'pkcs12' })).toContain('the one in passwords.txt');
    for (const id of ['graphex', 'tls-server', 'mtls']) {
      const leaked = (mode: string) => text(id, mode).split('If others may know')[1];
      expect(leaked('request')).toContain('Have the CA revoke what it signed, and make a new request.');
      expect(leaked('request')).not.toContain('new CA');
      expect(leaked('new')).not.toContain('revoke');
    }
    for (const id of ['qlik-qrs', 'openmetadata-qlik-sense']) {
      for (const mode of ['convert', 'sign']) expect(text(id, mode)).not.toContain('Make a new lab set');
      expect(text(id, 'lab')).not.toContain('any user of the site');
    }
  });

  it('names the secret files, the fingerprints and the commands that check', () => {
    const context = textContext(recipe('qlik-sse'), { hosts: 'sse.example.com' });
    const text = writeReadme(context);
    for (const { path, secret } of context.plan.entries)
      if (secret) expect(text).toMatch(new RegExp(`^  ${path.split('/').at(-1) ?? ''} +SECRET `, 'mu'));
    for (const { sha256 } of context.certificates)
      expect(text).toContain((sha256.match(/../gu) ?? []).join(':').toUpperCase());
    expect(text).toContain('sh verify.sh --connect sse.example.com:');
    expect(text).toContain(String.raw`powershell -ExecutionPolicy Bypass -File .\verify.ps1`);
  });

  it('says that nothing can be renewed once the CA key is gone', () => {
    expect(writeReadme(textContext(recipe('qlik-sse'), { 'ca-key': 'discard' }))).toContain(
      'key of the CA was not kept',
    );
    expect(writeReadme(textContext(recipe('qlik-sse')))).not.toContain('key of the CA was not kept');
  });

  it('says where the password of a protected CA key is, and claims none otherwise', () => {
    const hint = /root_key\.pem is protected by a password that is not in this zip/u;
    const unwrapped = (answers: Record<string, string>): string[] =>
      writeReadme(textContext(recipe('qlik-sse'), answers))
        .split(/^\d+\. (?=[^\n]+\n---)/mu)
        .map((chapter) => chapter.replaceAll(/\n +|\n(?=\S)/gu, ' '));
    const told = unwrapped({ 'ca-key': 'protected' }).filter((chapter) => hint.test(chapter));
    expect(told.map((chapter) => chapter.split(' -')[0])).toEqual([
      'A safe place, away from all servers',
      'Renewal',
      'If others may know a key',
    ]);
    for (const kept of ['plain', 'discard'])
      expect(unwrapped({ 'ca-key': kept }).join('\n')).not.toContain('is protected by a password');
  });

  it('asks for the CA’s key again wherever a brought one is not in the archive', () => {
    const flat = (mode: string): string =>
      writeReadme(textContext(recipe('qlik-sse'), {}, { mode })).replaceAll(/\n +|\n(?=\S)/gu, ' ');
    expect(flat('use-ca')).toContain('give it this zip and the key of your CA');
    const [withKey, without] = [
      'come back with this zip and choose "Renew"',
      'come back with this zip and with the key of',
    ];
    expect(flat('use-ca')).toContain(`${without} your CA, which is not in it, and choose "Renew"`);
    expect(flat('use-ca')).not.toContain(withKey);
    expect(flat('new')).toContain(withKey);
    expect(flat('new')).not.toContain(without);
  });

  it('connects to a name that exists, also where only a wildcard and this computer are listed', () => {
    const text = (hosts: string): string => writeReadme(textContext(recipe('qlik-sse'), { hosts }));
    expect(text('*.example.com')).toContain('--connect host.example.com:50052');
    expect(text('*.example.com, localhost')).toContain('--connect localhost:50052');
    expect(text('*.example.com, 2001:db8::5')).toContain('--connect [2001:db8::5]:50052');
    expect(text('*.example.com')).not.toMatch(/(?:connect|scp|Host:|SSEPlugin).*\*\.example/iu);
    const notices = textContext(recipe('qlik-sse'), { hosts: '*.example.com' }).plan.notices;
    expect(notices.map(({ message }) => message).join('\n')).toContain('host.example.com is used in settings');
    expect(textContext(recipe('qlik-sse'), { hosts: '*.example.com, a.example' }).plan.notices).toEqual([]);
  });

  it('carries a link that the page reads back into the same answers', () => {
    const answers = { plugin: 'sales', hosts: 'sse.example.com, 10.0.0.5, ::1', key: 'p-256' };
    const { plan } = textContext(recipe('qlik-sse'), answers);
    const link = linkOf(plan);
    expect(link).toMatch(/^#\/qlik-sse\?plugin=sales&hosts=[^&]+&key=p-256$/u);
    const read = readFragment(link);
    expect(read?.messages).toEqual([]);
    expect(textContext(recipe('qlik-sse'), { ...read?.answers }).plan.answers).toEqual(plan.answers);
    expect(linkOf(textContext(recipe('qlik-sse')).plan)).toBe('#/qlik-sse');
  });

  it('passes on nothing that drives a terminal, and no password', () => {
    const text = writeReadme(textContext(hostileRecipe));
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
