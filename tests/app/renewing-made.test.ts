import { expect, test } from 'vitest';
import { madeOf } from '../../src/app/renewing-made';
import * as jobs from '../../src/jobs';
import { createFor } from '../support/bundle';
import { earlierFrom, renewed, zipOf } from '../support/renewing';

const key = 'p-256';

test('a renewal hands out the whole zip, and a zip for every machine with new files, under the names in its steps', async () => {
  const before = await createFor('qlik-sse', { plugin: 'sales', hosts: 'a.example.com', key });
  const earlier = await earlierFrom([zipOf(before)]);
  const named = async (request: Parameters<typeof renewed>[1]) => {
    const renewal = await renewed(earlier, request);
    return { renewal, ...madeOf(jobs, renewal) };
  };
  const whole = await named({});
  expect(whole.files.map(({ name, says }) => [name, says])).toEqual([
    ['sse_sales_generated_certs.zip', 'Everything, with the CA key: not for servers.'],
    ['sse_sales_generated_certs-plugin.zip', "Only for: The plugin's computer."],
    ['sse_sales_generated_certs-qlik.zip', 'Only for: The Qlik server (Windows, as administrator).'],
  ]);
  // Of one machine only, too: its steps begin with that zip.
  const { files, notes, renewal } = await named({
    renews: 'changed',
    answers: { hosts: 'a.example.com, b.example.com' },
  });
  expect(files.map(({ name }) => name)).toEqual([
    'sse_sales_generated_certs.zip',
    'sse_sales_generated_certs-plugin.zip',
  ]);
  expect(JSON.stringify(renewal.bundle.plan.audiences)).toContain('sse_sales_generated_certs-plugin.zip');
  expect(notes).toContain('The Qlik server (Windows, as administrator): nothing is new.');
}, 60_000);
