import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serve } from '../../tools/serve.mjs';

const folder = fileURLToPath(new URL('../../dist/site/', import.meta.url));

/** The built page on the server of `npm start`. */
export interface Site {
  readonly url: string;
  readonly port: number;
  /** Paths asked for so far. */
  readonly requests: string[];
  readonly close: () => Promise<void>;
}

/** Serves dist/site on 127.0.0.1. `npm test` builds it first. */
export async function serveSite(): Promise<Site> {
  if (!existsSync(`${folder}index.html`)) throw new Error('dist/site is not there: run npm run build first.');
  const requests: string[] = [];
  const onRequest = (target: string): void => {
    requests.push(new URL(target, 'http://site.example').pathname);
  };
  const { port, close } = await serve(folder, { host: '127.0.0.1', port: 0, onRequest });
  return { url: `http://127.0.0.1:${String(port)}/`, port, requests, close };
}
