import { pythonOf } from '../../../tools/consumers/places.mjs';
import { startService } from './child';
import type { Service } from './child';
import { freePort, speaksTls } from './tls';

/** GraphEx's own server, answering. */
export interface GraphexServer extends Service {
  readonly url: string;
}

/**
 * Starts `python -m graphex serve` as released. It speaksTls on every interface; that cannot be configured.
 *
 * @param args what stands after `serve`: `-s DIR`, or `-c FILE` with the folder in it
 * @param cwd GraphEx keeps its graphs and logs below the folder it is started in
 * @throws Error with GraphEx's words when it does not start
 */
export async function startGraphex(args: readonly string[], cwd: string): Promise<GraphexServer> {
  const port = await freePort();
  const serve = ['-m', 'graphex', 'serve', ...args, '-p', String(port)];
  const service = await startService(pythonOf('graphex'), serve, () => speaksTls(port), {
    cwd,
    env: { PYTHONUNBUFFERED: '1' },
  });
  return { ...service, url: `https://localhost:${port}/index.html` };
}
