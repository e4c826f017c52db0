import { STATUS_CODES } from 'node:http';
import { createServer } from 'node:https';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { npmFolder } from '../../../tools/consumers/places.mjs';
import { peerCertificate } from './tls';

/** What a Qlik server is given, as PEM. */
export interface ServerFiles {
  readonly certificate: string | Buffer;
  readonly key: string | Buffer;
  /** Clients must show a certificate below this root. */
  readonly root: string | Buffer;
}

/** A request that got through the TLS handshake. */
export interface Visit {
  readonly path: string;
  /** Header `X-Qlik-User` as it came. */
  readonly user: string | undefined;
  /** Common name of the client's certificate. */
  readonly client: string;
}

/**
 * What clients say when a server refused their certificate: with TLS 1.3 the handshake is over for the client by then, and
 * the connection just ends, sooner or later than its first request.
 */
export const endedByServer = /hang up|reset|Empty reply|RemoteDisconnected|was lost|Broken pipe|certificate required/iu;

/** A server in the place of a Qlik service, on 127.0.0.1. */
export interface QlikServer {
  readonly port: number;
  readonly visits: readonly Visit[];
  /** Why handshakes failed, as OpenSSL puts it. */
  readonly refusals: readonly string[];
  readonly stop: () => Promise<void>;
}

function visit(request: IncomingMessage): Visit {
  const { url = '', headers, socket } = request;
  const client = peerCertificate(socket).subject.CN;
  return { path: url, user: headers['x-qlik-user'] as string | undefined, client: String(client) };
}

async function serve(
  { certificate, key, root }: ServerFiles,
  visits: Visit[],
  listener: RequestListener,
  prepare: (server: Server) => void = () => undefined,
): Promise<QlikServer> {
  const server = createServer(
    { cert: certificate, key, ca: root, requestCert: true, rejectUnauthorized: true },
    listener,
  );
  const refusals: string[] = [];
  server.on('tlsClientError', ({ message }) => refusals.push(message));
  prepare(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, visits, refusals, stop };
}

const about = {
  buildVersion: '31.48.4.0',
  buildDate: '9/20/2013 10:09:00 AM',
  databaseProvider: 'Devart.Data.PostgreSql',
  nodeType: 1,
  sharedPersistence: true,
  requiresBootstrap: false,
  singleNodeOnly: false,
  schemaPath: 'About',
};

/**
 * The repository service's `/qrs/about`: a client certificate, 16 characters of `xrfkey` in query and header alike, and a user.
 *
 * @see https://help.qlik.com/en-US/sense-developer/May2024/Subsystems/RepositoryServiceAPI/Content/Sense_RepositoryServiceAPI/RepositoryServiceAPI-Connect-API-Xrfkey-Headers.htm
 */
export function startRepository(files: ServerFiles): Promise<QlikServer> {
  const visits: Visit[] = [];
  return serve(files, visits, (request, response) => {
    visits.push(visit(request));
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://qlik.example.com');
    const key = searchParams.get('xrfkey') ?? '';
    const user = /^UserDirectory=[^;=]+; ?UserId=[^;=]+$/u.test(String(request.headers['x-qlik-user']));
    const status = !/^[\da-z]{16}$/iu.test(key) || request.headers['x-qlik-xrfkey'] !== key ? 400 : user ? 200 : 403;
    // The npm package writes a slash before the question mark.
    const found = /^\/qrs\/about\/?$/u.test(pathname);
    response.writeHead(found ? status : 404, { 'Content-Type': 'application/json' });
    response.end(found && status === 200 ? JSON.stringify(about) : STATUS_CODES[found ? status : 404]);
  });
}

interface Socket {
  send(text: string): void;
  on(event: 'message', listener: (data: Buffer) => void): void;
}

type UpgradeListener = (request: IncomingMessage, ...rest: unknown[]) => void;

interface WebSocketLibrary {
  WebSocketServer: new (options: { noServer: true }) => {
    handleUpgrade(...args: [...Parameters<UpgradeListener>, (socket: Socket) => void]): void;
  };
}

/** Answers of the engine's global object by method. */
const results: Readonly<Record<string, unknown>> = {
  EngineVersion: { qVersion: { qComponentVersion: '12.2015.0' } },
  GetDocList: {
    qDocList: [{ qDocName: 'Sales.qvf', qDocId: 'a7f3c9d2-0000-4000-8000-000000000001', qTitle: 'Sales' }],
  },
};

/**
 * The engine's JSON-RPC over WebSocket: a client certificate and a user, then `OnConnected` and one answer for each call.
 *
 * @see https://help.qlik.com/en-US/sense-developer/May2024/Subsystems/EngineAPI/Content/Sense_EngineAPI/introducing-engine-API.htm
 */
export function startEngine(files: ServerFiles): Promise<QlikServer> {
  const { WebSocketServer } = createRequire(npmFolder)('ws') as WebSocketLibrary;
  const sockets = new WebSocketServer({ noServer: true });
  const visits: Visit[] = [];
  const upgrade: UpgradeListener = (request, ...rest) => {
    visits.push(visit(request));
    sockets.handleUpgrade(request, ...rest, (socket) => {
      const say = (message: object): void => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
      say({ method: 'OnConnected', params: { qSessionState: 'SESSION_CREATED' } });
      socket.on('message', (data) => {
        const { id, method } = JSON.parse(data.toString()) as { id: number; method: string };
        const result = results[method];
        say(result === undefined ? { id, error: { code: -32601, message: `No ${method} here` } } : { id, result });
      });
    });
  };
  return serve(
    files,
    visits,
    (_, response) => response.writeHead(426).end(),
    (server) => server.on('upgrade', upgrade),
  );
}
