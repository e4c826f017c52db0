import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

/** @type {Readonly<Record<string, string>>} */
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Resolves what a request asks for to a file inside the folder, or to undefined. Decoded dots, backslashes, drive letters
 * and links that lead out of the folder find nothing.
 *
 * @param {string} folder real path of the served folder
 * @param {string} url request target
 */
async function fileFor(folder, url) {
  try {
    const pathname = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    if (/[\\\0:]/.test(pathname) || pathname.split('/').includes('..')) return undefined;
    const path = await realpath(join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname));
    if (!path.startsWith(folder + sep)) return undefined;
    const { size } = await stat(path).then((found) => (found.isFile() ? found : Promise.reject(new Error('folder'))));
    return { path, size };
  } catch {
    return undefined;
  }
}

/** @typedef {{ port: number, close: () => Promise<void> }} Server */

/**
 * Serves a folder of static files on one address. Only GET and HEAD; what is cached is asked for again, so a rebuilt page shows at once.
 *
 * @param {string} folder
 * @param {{ host: string, port: number, onRequest?: (target: string) => void }} address port 0: any free one; onRequest
 *   hears each request's target as it came
 * @returns {Promise<Server>} rejects with EADDRINUSE when the port is taken
 */
export async function serve(folder, { host, port, onRequest }) {
  const base = await realpath(folder);
  const server = createServer(async (request, response) => {
    onRequest?.(request.url ?? '/');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const file = await fileFor(base, request.url ?? '/');
    if (file === undefined) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[extname(file.path)] ?? 'application/octet-stream',
      'Content-Length': file.size,
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(file.path)
        .on('error', () => response.destroy())
        .pipe(response);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(undefined));
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** How many ports are tried from the wanted one on. */
const TRIES = 100;

/**
 * Serves on 127.0.0.1 and, where the computer has it, on ::1, under the first port from the wanted one on that is free.
 *
 * @param {string} folder
 * @param {number} wanted 0: any free one
 * @returns {Promise<Server | undefined>} undefined when none of 100 ports is free
 */
export async function serveLoopback(folder, wanted) {
  for (let tried = 0; tried < TRIES && wanted + tried <= 65535; tried += 1) {
    const server = await serveBoth(folder, wanted === 0 ? 0 : wanted + tried);
    if (server !== undefined) return server;
  }
  return undefined;
}

/**
 * @param {string} folder
 * @param {number} port
 * @returns {Promise<Server | undefined>} undefined when the port is taken on either address
 */
async function serveBoth(folder, port) {
  const ipv4 = await unlessTaken(serve(folder, { host: '127.0.0.1', port }));
  if (ipv4 === undefined) return undefined;
  try {
    const ipv6 = await unlessTaken(serve(folder, { host: '::1', port: ipv4.port }));
    if (ipv6 !== undefined)
      return { port: ipv4.port, close: async () => void (await Promise.all([ipv4.close(), ipv6.close()])) };
  } catch {
    // This computer has no IPv6.
    return ipv4;
  }
  await ipv4.close();
  return undefined;
}

/** @param {Promise<Server>} server */
async function unlessTaken(server) {
  try {
    return await server;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE' || code === 'EACCES') return undefined;
    throw error;
  }
}
