// npm start: installs, builds and serves the page on this computer only.
import { ensureInstalled } from './install.mjs';
import { root, run } from './run.mjs';
import { serve } from './serve.mjs';

const wanted = Number(process.env['PORT'] ?? 8080);
if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535) {
  console.error(`PORT is ${process.env['PORT']}; it must be a number from 0 to 65535.`);
  process.exit(2);
}

await ensureInstalled();
const built = await run(process.execPath, [`${root}tools/build.mjs`]);
if (built !== 0) process.exit(built);

/** @typedef {Awaited<ReturnType<typeof serve>>} Server */

/**
 * Serves on 127.0.0.1 and, where the computer has it, on ::1, under one port.
 *
 * @param {number} port
 * @returns {Promise<Server[] | undefined>} undefined when the port is taken
 */
async function serveLoopback(port) {
  const folder = `${root}dist/site`;
  /** @type {Server[]} */
  const servers = [];
  try {
    servers.push(await serve(folder, { host: '127.0.0.1', port }));
    servers.push(await serve(folder, { host: '::1', port: servers[0]?.port ?? port }));
    return servers;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (servers.length > 0 && code !== 'EADDRINUSE') return servers;
    await Promise.all(servers.map((server) => server.close()));
    if (code === 'EADDRINUSE' || code === 'EACCES') return undefined;
    throw error;
  }
}

/** @type {Server[] | undefined} */
let servers;
for (let port = wanted; servers === undefined && port < wanted + 100 && port <= 65535; port += 1) {
  servers = await serveLoopback(port);
}
if (servers === undefined) {
  console.error(`No free port from ${wanted} on. Set PORT to another one.`);
  process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    void Promise.all((servers ?? []).map((server) => server.close())).then(() => process.exit(0));
  });
}
console.log(`Certwright is at http://localhost:${servers[0]?.port}/ (Ctrl+C stops it)`);
