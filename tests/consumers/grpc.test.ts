import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeBundle, scratchFolder } from '../support/bundle';
import type { UnpackedBundle } from '../support/bundle';
import { launchChromium, openPage } from '../support/chromium';
import { chooseSse, create, downloadAll, downloaded, hosts, openSse, plugin } from '../support/page';
import { serveSite } from '../support/site';
import { hasIpv6, startSseServer } from '../support/sse-server';
import { requireTool, toolCommand } from '../support/tools';

// RSA keys take their time on a busy computer.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Call {
  readonly target: string;
  readonly root: string;
  readonly certificate: string | null;
  readonly key: string | null;
}

/** What became of each call, made by the gRPC client in the role of the Qlik engine. */
function call(...calls: readonly Call[]): string[] {
  const client = join(import.meta.dirname, 'sse_client.py');
  const { stdout, stderr } = spawnSync(toolCommand('python-grpc'), [client], {
    input: JSON.stringify(calls),
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

/** The three files that Qlik is pointed at. */
function qlikFiles({ at }: Pick<UnpackedBundle, 'at'>, plugin: string): Omit<Call, 'target'> {
  const folder = `sse_${plugin}_generated_certs/sse_${plugin}_client_certs_used_by_qlik`;
  const file = (name: string): string => at(`${folder}/${name}`);
  return { root: file('root_cert.pem'), certificate: file('sse_client_cert.pem'), key: file('sse_client_key.pem') };
}

function pluginFolder({ at }: Pick<UnpackedBundle, 'at'>, plugin: string): string {
  return at(`sse_${plugin}_generated_certs/sse_${plugin}_server_certs`);
}

/** The archive as each face of the product gives it to the user, unpacked by Info-ZIP. */
const sources: readonly (readonly [string, string, (key: string) => Promise<Uint8Array>])[] = [
  ['the page', 'rsa-2048', fromPage],
  ['the page', 'p-256', fromPage],
  ['the command line', 'rsa-2048', fromCommandLine],
  ['the command line', 'p-256', fromCommandLine],
];

/** Types, clicks and catches the download, in a real browser. */
async function fromPage(key: string): Promise<Uint8Array> {
  const [site, browser] = await Promise.all([serveSite(), launchChromium()]);
  try {
    const { page } = await openPage(browser, site.url);
    if (key === 'p-256') await openSse(page);
    else await chooseSse(page);
    await plugin(page).fill('sales');
    await hosts(page).fill('localhost, 127.0.0.1, ::1, sse.example.com');
    await create(page);
    return (await downloaded(page, () => downloadAll(page).click())).bytes;
  } finally {
    await browser.close();
    await site.close();
  }
}

function fromCommandLine(key: string): Promise<Uint8Array> {
  const out = join(scratchFolder(), 'sales.zip');
  const cli = join(import.meta.dirname, '../../dist/cli.js');
  const set = [`plugin=sales`, 'hosts=localhost,127.0.0.1,::1,sse.example.com', `key=${key}`];
  execFileSync(process.execPath, [cli, 'make', 'qlik-sse', ...set.flatMap((each) => ['--set', each]), '--out', out]);
  return Promise.resolve(readFileSync(out));
}

function unzipped(archive: Uint8Array): Pick<UnpackedBundle, 'at' | 'folder'> {
  const folder = scratchFolder();
  const zip = join(scratchFolder(), 'archive.zip');
  writeFileSync(zip, archive);
  execFileSync(toolCommand('unzip'), ['-q', zip, '-d', folder]);
  return { folder, at: (path) => join(folder, path) };
}

const contract = `README.txt
certwright.json
renew-by.ics
sse_sales_generated_certs/sse_sales_client_certs_used_by_qlik/root_cert.pem
sse_sales_generated_certs/sse_sales_client_certs_used_by_qlik/sse_client_cert.pem
sse_sales_generated_certs/sse_sales_client_certs_used_by_qlik/sse_client_key.pem
sse_sales_generated_certs/sse_sales_server_certs/root_cert.pem
sse_sales_generated_certs/sse_sales_server_certs/sse_server_cert.pem
sse_sales_generated_certs/sse_sales_server_certs/sse_server_key.pem
sse_sales_generated_certs/sse_sales_store_at_safe_location/root_cert.pem
sse_sales_generated_certs/sse_sales_store_at_safe_location/root_key.pem
verify.ps1
verify.sh`.split('\n');

describe.skipIf(!requireTool('python-grpc', 'unzip', 'openssl')).each(sources)(
  'The bundle from %s, %s, in a gRPC server with client check',
  (_, key, obtain) => {
    let sales: Pick<UnpackedBundle, 'at' | 'folder'>;
    let port: string;
    let stop: (() => void) | undefined;
    beforeAll(async () => {
      sales = unzipped(await obtain(key));
      ({ port, stop } = await startSseServer(pluginFolder(sales, 'sales')));
    });
    afterAll(() => stop?.());

    it('has the tree of the contract, with keys for their owner only', () => {
      const found = readdirSync(sales.folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
      expect(found.map((each) => relative(sales.folder, join(each.parentPath, each.name))).sort()).toEqual(contract);
      for (const path of contract) {
        const mode = statSync(sales.at(path)).mode & 0o777;
        expect([path, mode]).toEqual([path, path.includes('_key.') ? 0o600 : path === 'verify.sh' ? 0o755 : 0o644]);
      }
    });

    it.each(['server', 'client'])('has a %s certificate that OpenSSL verifies strictly for its purpose', (role) => {
      const folder = role === 'server' ? pluginFolder(sales, 'sales') : dirname(qlikFiles(sales, 'sales').root);
      const files = [join(folder, 'root_cert.pem'), join(folder, `sse_${role}_cert.pem`)] as const;
      const purpose = ['-x509_strict', '-purpose', `ssl${role}`, '-CAfile', ...files];
      expect(execFileSync(toolCommand('openssl'), ['verify', ...purpose], { encoding: 'utf8' })).toContain(': OK');
    });

    it('completes a call over a name and over IPv4', () => {
      const files = qlikFiles(sales, 'sales');
      const targets = [`localhost:${port}`, `127.0.0.1:${port}`];
      expect(call(...targets.map((target) => ({ ...files, target })))).toEqual(['answered', 'answered']);
    });

    it.skipIf(!hasIpv6)('completes a call over IPv6', () => {
      expect(call({ ...qlikFiles(sales, 'sales'), target: `[::1]:${port}` })).toEqual(['answered']);
    });

    it('refuses a client without certificate and one that shows the server’s files', () => {
      const files = qlikFiles(sales, 'sales');
      const target = `127.0.0.1:${port}`;
      const folder = pluginFolder(sales, 'sales');
      const serverPair = { certificate: join(folder, 'sse_server_cert.pem'), key: join(folder, 'sse_server_key.pem') };
      expect(
        call(
          { ...files, target, certificate: null, key: null },
          { ...files, target, ...serverPair },
          { ...files, target },
        ),
      ).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'answered']);
    });

    it('refuses a client of another CA, which in turn refuses the server', async () => {
      const other = qlikFiles(await makeBundle('qlik-sse', { plugin: 'other', key }), 'other');
      const own = qlikFiles(sales, 'sales');
      const target = `127.0.0.1:${port}`;
      const foreignPair = { ...own, certificate: other.certificate, key: other.key };
      const foreignRoot = { ...own, root: other.root };
      expect(call({ ...foreignPair, target }, { ...foreignRoot, target })).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    });

    it('is refused by a client that dials a host its certificate does not name', async () => {
      const elsewhere = await makeBundle('qlik-sse', { plugin: 'far', hosts: 'sse.example.com', key });
      const far = await startSseServer(pluginFolder(elsewhere, 'far'));
      onTestFinished(far.stop);
      const files = qlikFiles(elsewhere, 'far');
      expect(
        call({ ...files, target: `127.0.0.1:${far.port}` }, { ...files, target: `localhost:${far.port}` }),
      ).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    });
  },
);
