import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { manifestFacts } from '../../src/app/desk-manifest';
import { createFor, unpack } from '../support/bundle';

test('The card of certwright.json names the system, when it was made and its ends, and leads to Renew', async () => {
  const { archive } = await createFor('mtls', { clients: 'alice', key: 'p-256', days: '100' });
  const text = readFileSync((await unpack(archive)).at('certwright.json'), 'utf8');
  const now = new Date();
  const facts = manifestFacts(text, now);
  expect(facts[0]).toEqual({ label: 'System', value: 'Mutual TLS (any)' });
  expect(facts[1]).toEqual({ label: 'Made', value: expect.stringMatching(/^\d{4}-\d\d-\d\d$/u) as string });
  expect(facts.filter(({ value }) => /, 9\d days left$/u.test(value))).toHaveLength(2);
  expect(facts.at(-1)?.value).toMatch(/^Renew/u);
  const late = manifestFacts(text, new Date(now.getTime() + 200 * 86_400_000));
  expect(late.filter(({ bad }) => bad)).toHaveLength(2);
  expect(manifestFacts('{"schema": 1}', now)).toEqual([]);
});
