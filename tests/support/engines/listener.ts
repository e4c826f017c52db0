import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Somebody who would like to hear from the page. */
export interface Listener {
  readonly port: number;
  /** `METHOD target` of everything that arrived by HTTP, also what a proxy would have passed on; `UDP` for each packet. */
  readonly heard: string[];
  readonly close: () => Promise<void>;
}

/** Browsers ask their makers for updates, and for advice on the shape of forms. The page knows none of these names. */
export const ofTheBrowser =
  /^[A-Z]+ (?:https?:\/\/)?(?:[\w-]+\.)+(?:google|googleapis|gvt1|mozilla|firefox)\.(?:com|net|org)[:/]/u;

/** Listens on one port of 127.0.0.1 for HTTP, WebSocket and proxy requests (TCP) and for UDP, and answers what needs an answer. */
export async function listen(): Promise<Listener> {
  const heard: string[] = [];
  const note = ({ method = '', url = '' }: IncomingMessage): unknown => heard.push(`${method} ${url}`);
  const server = createServer((request, response) => {
    note(request);
    request.resume();
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' }).end();
  });
  const refuse = (request: IncomingMessage, socket: Socket): void => {
    note(request);
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  };
  server.on('upgrade', refuse);
  server.on('connect', refuse);
  const packets = createSocket('udp4');
  packets.on('message', () => heard.push('UDP'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    packets.bind(port, '127.0.0.1', resolve);
  });
  return {
    port,
    heard,
    close: () =>
      new Promise((resolve) => {
        packets.close();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
