import { beforeAll, describe, expect, it, vi } from 'vitest';
import { storedZip } from '../../src/bundle/stored-zip';
import type { Bundle } from '../../src/bundle/types';
import { inspect } from '../../src/jobs/inspect';
import { utf8 } from '../../src/pki/bytes';
import { PkiError } from '../../src/pki/errors';
import { findRecipe } from '../../src/recipes/catalogue';
import { createFor } from '../support/bundle';
import { changes, neverHangs, pause, runsAtMost } from '../support/changed-files';
import { earlierFrom, renewed } from '../support/renewing';
import fc from '../support/seeded';

vi.setConfig({ testTimeout: 300_000 });

const RUNS = runsAtMost(250);
const passphrase = 'correct horse';
let bundles: readonly Bundle[];
beforeAll(async () => {
  const hosts = { hosts: 'a.example.com', key: 'p-256' };
  bundles = [
    await createFor('graphex', hosts),
    await createFor('qlik-sse', { ...hosts, plugin: 'sales' }),
    await createFor('tls-server', { ...hosts, keystore: 'pkcs12' }, { secrets: { password: passphrase } }),
  ];
});

/** A JSON of the same members, one of which has another value. */
const edits = fc
  .tuple(fc.nat(), fc.constantFrom('null', '[]', '{}', '-1', '""', '"../x"', '{"__proto__":1}', '1e999', '"\u202e"'))
  .map(([where, value]) => (text: string): string => {
    const values = [...text.matchAll(/: (?:"[^"\n]*"|\d+|true|false)/gu)];
    const chosen = values[where % values.length];
    return chosen === undefined
      ? text
      : `${text.slice(0, chosen.index)}: ${value}${text.slice(chosen.index + chosen[0].length)}`;
  });

describe('An earlier zip with a changed file in it', () => {
  it('is inspected, and renewed or refused in a sentence, and never hangs', async () => {
    let [refused, made] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.boolean(), edits, changes, async (which, file, json, edit, chain) => {
        const bundle = bundles[which % bundles.length]!;
        const at = file % bundle.entries.length;
        const entries = bundle.entries.map((entry, index) => {
          if (json && entry.path === 'certwright.json')
            return { ...entry, bytes: utf8(edit(new TextDecoder().decode(entry.bytes))) };
          return json || index !== at
            ? entry
            : { ...entry, bytes: chain.reduce((all, change) => change(all), entry.bytes) };
        });
        const zip = { name: 'earlier.zip', bytes: storedZip(entries, bundle.created) };
        await neverHangs(bundle.plan.archiveName, async () => {
          const { report } = await inspect([zip], { passwords: [], findRecipe, now: new Date(), pause });
          expect(report.files.length).toBeGreaterThan(0);
          try {
            const { bundle: again } = await renewed(await earlierFrom([zip]));
            expect(again.checks.every(({ passed }) => passed)).toBe(true);
            made++;
          } catch (error) {
            if (!(error instanceof PkiError)) throw error;
            expect(error.code, error.message).not.toMatch(/^(?:defect|self-check-failed)$/u);
            expect(error.message).toMatch(/[.)]$/u);
            refused++;
          }
        });
      }),
      RUNS,
    );
    expect(Math.min(refused, made)).toBeGreaterThan(RUNS.numRuns / 10);
  });
});
