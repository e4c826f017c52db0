import { beforeAll, describe, expect, it, vi } from 'vitest';
import { zip } from '../../src/bundle/archive';
import { readEachFile } from '../../src/inspect/read-files';
import type { ReadFile } from '../../src/inspect/read-files';
import { inspectFiles } from '../../src/inspect/inspect-files';
import { conversionsFor, convert } from '../../src/jobs/convert';
import { PkiError } from '../../src/pki/errors';
import type { Bytes } from '../../src/pki/types';
import { changes, neverHangs, pause, runsAtMost } from '../support/changed-files';
import { host } from '../support/make';
import { PASSWORD, makeShapes } from '../support/shapes';
import type { Shape } from '../support/shapes';
import { requireTool } from '../support/tools';
import fc from '../support/seeded';

const RUNS = runsAtMost(2500);
/** Everything that is done with a file, which takes longer than to read it. */
const USES = runsAtMost(400);

vi.setConfig({ testTimeout: 300_000 + RUNS.numRuns * 100, hookTimeout: 120_000 });

let files: readonly { readonly title: string; readonly bytes: Bytes }[];
beforeAll(async () => {
  if (!requireTool('openssl', 'keytool', 'certtool', 'certutil')) return;
  const { open, locked } = await makeShapes();
  const made = ({ title, make }: Shape): { title: string; bytes: Bytes } => ({ title, bytes: make() });
  // GnuTLS and keytool derive keys with hundreds of thousands of rounds, which is not what is to be found out here.
  const quick = locked.filter(({ title, tools }) => tools.length === 1 || title === 'JKS');
  const single = [...open, ...quick].map(made);
  const entries = single.map(({ bytes }, index) => ({ path: `file-${String(index)}`, bytes, mode: 0o644 }));
  files = [...single, { title: 'a zip of all', bytes: zip(entries, new Date('2026-11-21T03:04:05Z')) }];
});

describe('A changed file of any shape', () => {
  it('is read or refused in a sentence that begins with its name, and never hangs', async () => {
    requireTool('openssl', 'keytool', 'certtool', 'certutil');
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), changes, async (index, chain) => {
        const { title, bytes } = files[index % files.length]!;
        const changed = chain.reduce((file, change) => change(file), bytes);
        let rows: readonly ReadFile[] = [];
        await neverHangs(title, async () => {
          // Anything but a PkiError would be thrown.
          rows = await readEachFile([{ name: 'changed.file', bytes: changed }], { passwords: [PASSWORD], pause });
        });
        expect(rows.length).toBeGreaterThan(0);
        for (const { name, objects, error } of rows) {
          expect(objects.length > 0 || error !== undefined).toBe(true);
          const errors = objects.flatMap((object) => (object.type === 'damaged' ? [object.error] : (error ?? [])));
          for (const { code, message } of errors) {
            refused++;
            expect(code).not.toBe('defect');
            expect(message.startsWith('changed.file'), `${name}: ${message}`).toBe(true);
            expect(message).toMatch(/\.$|NEW$/u);
            expect(message).not.toMatch(/\p{Cc}/u);
          }
        }
      }),
      RUNS,
    );
    expect(refused).toBeGreaterThan(RUNS.numRuns / 10);
  });

  it('is inspected with all findings, and converted or refused', async () => {
    requireTool('openssl', 'keytool', 'certtool', 'certutil');
    const now = new Date();
    let converted = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), changes, async (index, other, chain) => {
        const [{ title, bytes }, beside] = [files[index % files.length]!, files[other % files.length]!];
        const given = [
          { name: 'changed.file', bytes: chain.reduce((file, change) => change(file), bytes) },
          { name: 'beside', bytes: beside.bytes },
        ];
        await neverHangs(title, async () => {
          const { files: found, report } = await inspectFiles(given, { passwords: [PASSWORD], now, pause });
          for (const { message } of report.findings) expect(message).not.toMatch(/\p{Cc}/u);
          const objects = found.flatMap((file) => file.objects);
          const [format, ...more] = (await conversionsFor(objects, now, pause))
            .filter(({ problem }) => problem === undefined)
            .map((possible) => possible.format);
          for (const each of format === undefined ? [] : [format, more[other % more.length] ?? format]) {
            const options = each.password === undefined ? {} : { password: PASSWORD };
            converted += await refusedAsPki(() => convert({ objects, format: each, options }, host));
          }
        });
      }),
      USES,
    );
    expect(converted).toBeGreaterThan(USES.numRuns / 10);
  });
});

/** How many files come of it; anything but a PkiError is thrown on, and a defect counts as thrown. */
async function refusedAsPki(work: () => Promise<readonly unknown[]>): Promise<number> {
  try {
    return (await work()).length;
  } catch (error) {
    if (!(error instanceof PkiError) || error.code === 'defect' || error.code === 'self-check-failed') throw error;
    return 0;
  }
}
