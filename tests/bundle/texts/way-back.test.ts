import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/recipes/types';
import { scratchFolder } from '../../support/bundle';
import { recipe } from '../../support/make';
import { textContext } from '../../support/text-context';

const [server, client] = ['sse_sales_server_certs', 'sse_sales_client_certs_used_by_qlik'];

/** Runs the sh lines of the plugin's step of this kind as printed for these hosts, in a folder that stands for /etc/sse. */
function run(kind: Step['kind'], hosts: string, at: string): string {
  const { plan } = textContext(recipe('qlik-sse'), { plugin: 'sales', hosts });
  const steps = plan.audiences.find(({ id }) => id === 'plugin')?.steps ?? [];
  const lines = steps.find((step) => step.kind === kind)?.code.find(({ language }) => language === 'sh')?.text ?? '';
  const script = `sudo() { "$@"; }\n${lines.replaceAll('/etc/sse', at)}`;
  return spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).stdout;
}

describe('The way back of the SSE plugin', () => {
  it.each([
    ['sse.example.com', [server]],
    ['localhost', [server, client]],
  ])('keeps the files in use, puts those back, and never mixes the files of two changes: %s', (hosts, folders) => {
    const at = scratchFolder();
    const use = (text: string): void => {
      for (const folder of folders) {
        mkdirSync(join(at, folder), { recursive: true });
        writeFileSync(join(at, folder, 'root_cert.pem'), text);
      }
    };
    const used = (suffix: string): string[] =>
      folders.map((folder) => readFileSync(join(at, folder + suffix, 'root_cert.pem'), 'utf8'));
    const all = (text: string): string[] => folders.map(() => text);
    use('first');
    expect(run('backup', hosts, at)).toBe('');
    use('second');
    expect(run('backup', hosts, at)).toContain('left from an earlier change');
    for (const folder of folders) expect(readdirSync(join(at, `${folder}.before`))).toEqual(['root_cert.pem']);
    expect(run('rollback', hosts, at)).toBe('');
    expect([used(''), used('.failed')]).toEqual([all('first'), all('second')]);
    run('backup', hosts, at);
    use('third');
    expect(run('rollback', hosts, at)).toContain('Not done');
    expect([used(''), used('.failed')]).toEqual([all('third'), all('second')]);
    for (const folder of folders) expect(readdirSync(join(at, folder))).toEqual(['root_cert.pem']);
  });
});
