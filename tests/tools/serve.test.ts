import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve, serveLoopback } from '../../tools/serve.mjs';

let folder = '';
let site = '';
let port = 0;
let close: () => Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certwright-serve-'));
  site = join(folder, 'site');
  mkdirSync(join(site, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  mkdirSync(join(folder, 'site-of-others'));
  writeFileSync(join(folder, 'site-of-others/secret.txt'), 'secret');
  writeFileSync(join(site, 'index.html'), '<p>page</p>');
  writeFileSync(join(site, 'assets/page.js'), 'void 0');
  symlinkSync(join(folder, 'secret.txt'), join(site, 'link.txt'));
  ({ port, close } = await serve(site, { host: '127.0.0.1', port: 0 }));
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

/** Sends the path as it is, which fetch would tidy up first. */
function ask(path: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, type: response.headers['content-type'], body });
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('The local server', () => {
  test('gives the page and its script with the types that modules need', async () => {
    expect(await ask('/')).toEqual({ status: 200, type: 'text/html; charset=utf-8', body: '<p>page</p>' });
    expect(await ask('/index.html?a=b')).toMatchObject({ status: 200, body: '<p>page</p>' });
    expect(await ask('/assets/page.js')).toMatchObject({ status: 200, type: 'text/javascript; charset=utf-8' });
    expect(await ask('/', 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  const outside = [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/../site-of-others/secret.txt',
    '/%2e%2e%2fsite-of-others/secret.txt',
    '/link.txt',
    '//etc/passwd',
    '/%00',
    '/%',
    '/assets',
    '/missing.js',
    'http://[',
  ];
  test.for(outside)('gives nothing for %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  test('takes nothing', async () => {
    expect(await ask('/', 'POST')).toMatchObject({ status: 405 });
  });

  test('moves on to the next port when the wanted one is taken', async () => {
    const server = await serveLoopback(site, port);
    expect(server?.port).toBeGreaterThan(port);
    await server?.close();
  });
});
