// npm start: installs, builds and serves the page on this computer only.
import { ensureInstalled } from './install.mjs';
import { root, run } from './run.mjs';
import { serveLoopback } from './serve.mjs';

const wanted = Number(process.env['PORT'] ?? 8080);
if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535) {
  console.error(`PORT is ${process.env['PORT']}; it must be a number from 0 to 65535.`);
  process.exit(2);
}

await ensureInstalled();
const built = await run(process.execPath, [`${root}tools/build.mjs`]);
if (built !== 0) process.exit(built);

const site = await serveLoopback(`${root}dist/site`, wanted);
if (site === undefined) {
  console.error(`No free port from ${wanted} on. Set PORT to another one.`);
  process.exit(1);
}

const stop = () => void site.close().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);

// npm hands a signal to its shell, which ends without handing it on; then this process has lost its parent.
const parent = process.ppid;
if (process.env['npm_lifecycle_event'] !== undefined) setInterval(() => process.ppid === parent || stop(), 500).unref();

const { port } = site;
if (wanted !== 0 && port !== wanted) console.log(`Port ${wanted} is taken, so this is another one; PORT chooses it.`);
console.log(`Certwright is at http://localhost:${port}/ (Ctrl+C stops it)`);
