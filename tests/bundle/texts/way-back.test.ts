import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/recipes/types';
import { scratchFolder } from '../../support/bundle';
import { recipe } from '../../support/make';
import { textContext } from '../../support/text-context';

const folder = 'sse_sales_server_certs';
const { plan } = textContext(recipe('qlik-sse'), { plugin: 'sales' });

/** Runs the sh lines of the plugin's step of this kind as printed, in a folder that stands for /etc/sse. */
function run(kind: Step['kind'], at: string): string {
  const steps = plan.audiences.find(({ id }) => id === 'plugin')?.steps ?? [];
  const lines = steps.find((step) => step.kind === kind)?.code.find(({ language }) => language === 'sh')?.text ?? '';
  const script = `sudo() { "$@"; }\n${lines.replaceAll('/etc/sse', at)}`;
  return spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).stdout;
}

describe('The way back of the SSE plugin', () => {
  it('keeps the files in use, puts those back, and never mixes the files of two changes', () => {
    const at = scratchFolder();
    const use = (text: string): void => {
      mkdirSync(join(at, folder), { recursive: true });
      writeFileSync(join(at, folder, 'root_cert.pem'), text);
    };
    const used = (name: string): string => readFileSync(join(at, name, 'root_cert.pem'), 'utf8');
    use('first');
    expect(run('backup', at)).toBe('');
    use('second');
    expect(run('backup', at)).toContain('left from an earlier change');
    expect(readdirSync(join(at, `${folder}.before`))).toEqual(['root_cert.pem']);
    expect(run('rollback', at)).toBe('');
    expect([used(folder), used(`${folder}.failed`)]).toEqual(['first', 'second']);
    run('backup', at);
    use('third');
    expect(run('rollback', at)).toContain('Not done');
    expect([used(folder), used(`${folder}.failed`)]).toEqual(['third', 'second']);
    expect(readdirSync(join(at, folder))).toEqual(['root_cert.pem']);
  });
});
