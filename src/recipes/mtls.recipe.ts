import type { Recipe } from './types';

const read = '2026-11-21';

const made = { mode: ['new', 'use-ca', 'complete'] } as const;
const issuedHere = { mode: ['new', 'use-ca'] } as const;
const issuedElsewhere = { mode: ['request', 'complete'] } as const;
const inPkcs12 = { field: 'pkcs12', is: 'true' } as const;
const inDer = { field: 'der', is: 'true' } as const;
const certificateFirst = { field: 'combined', is: 'certificate-first' } as const;
const keyFirst = { field: 'combined', is: 'key-first' } as const;
const eachClient = { field: 'clients', as: 'client' } as const;

const revoked = {
  when: issuedElsewhere,
  line: 'Have the CA revoke what it signed, and make a new request.',
} as const;
const serverLeaked = [
  'Whoever has it can pose as the server to its clients.',
  {
    when: issuedHere,
    line: 'Make everything new, with a new CA, first for the server.',
  },
  revoked,
] as const;
const clientLeaked = [
  'Whoever has it can log in as {client}. Take that name out of what the server allows.',
  {
    when: issuedHere,
    line: 'Or make everything new, with a new CA: first for the server, whose root.pem lets clients in.',
  },
  revoked,
] as const;

const ofServer = { audience: 'server', fixedName: false } as const;
const secretOfServer = { ...ofServer, leaked: serverLeaked } as const;
const ofClient = { audience: 'client', fixedName: false, forEach: eachClient } as const;
const secretOfClient = { ...ofClient, leaked: clientLeaked } as const;
const serverChain = { as: 'certificate-pem', entity: 'server', chain: 'full' } as const;
const serverKey = { as: 'private-key-pkcs8-pem', entity: 'server' } as const;
const clientChain = { as: 'certificate-pem', entity: 'client', chain: 'full' } as const;
const clientKey = { as: 'private-key-pkcs8-pem', entity: 'client' } as const;
const truststore = {
  as: 'truststore-pkcs12',
  entities: [{ entity: 'root', alias: 'root' }],
  password: 'trust-password',
  profile: 'profile',
} as const;

const recipe: Recipe = {
  id: 'mtls',
  version: 1,
  title: 'Mutual TLS (any)',
  summary: 'A server and its clients that know each other by certificate: any service, any number of clients.',
  aliases: [
    'mTLS',
    'client certificate',
    'two-way TLS',
    'ssl_verify_client',
    'nginx',
    'Node',
    'Python',
    'Go',
    'Java',
    'PKCS#12',
    'combined PEM',
    'fullchain.pem',
    'DER',
    'generic',
  ],
  citations: [
    {
      url: 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html',
      says: 'ssl_client_certificate names the CAs of clients, ssl_verify_client asks for a certificate.',
      read,
    },
    {
      url: 'https://nodejs.org/docs/latest-v20.x/api/tls.html',
      says: 'requestCert asks for a certificate, rejectUnauthorized turns away what ca does not know.',
      read,
    },
    {
      url: 'https://docs.spring.io/spring-boot/how-to/webserver.html',
      says: 'server.ssl.client-auth, server.ssl.trust-certificate and the keystore settings.',
      read,
    },
    {
      url: 'https://pkg.go.dev/crypto/tls',
      says: 'RequireAndVerifyClientCert with ClientCAs; Go wants extendedKeyUsage clientAuth.',
      read,
    },
  ],
  generic: true,
  proof: 'loader',
  proofNote:
    'The printed lines for Node and Python as servers, and for curl, Node, requests and Java as clients, complete calls in our tests. The other programs follow their documentation.',
  slug: '{name}',
  defaultKey: 'rsa-2048',
  caName: '{name} root',

  fields: [
    {
      id: 'name',
      kind: 'text',
      label: 'Name of the service',
      help: 'Names the folders and the CA.',
      default: 'service',
      example: 'orders',
      pattern: /[A-Za-z0-9][\w.-]{0,39}/u,
      patternHelp: 'a letter or digit, then letters, digits, _ . -, at most 40',
      inPath: true,
    },
    {
      id: 'hosts',
      kind: 'hosts',
      label: 'Host names and addresses of the server',
      help: 'What clients connect to. For a container or behind NAT: what they use, not the name or address inside.',
      sameComputer: 'Do the clients run on the same computer as the server?',
      default: 'localhost, 127.0.0.1, ::1',
      example: 'orders.example.com, 10.0.0.5',
    },
    {
      id: 'clients',
      kind: 'list',
      label: 'Clients',
      help: 'One certificate each; the server sees this name. Each gets a folder and a download of its own.',
      default: 'client',
      example: 'billing, shop',
      pattern: /[A-Za-z0-9][\w.@-]{0,39}/u,
      patternHelp: 'a letter or digit, then letters, digits, _ . @ -, at most 40',
      inPath: true,
    },
    {
      id: 'pkcs12',
      kind: 'switch',
      label: 'PKCS#12 too',
      help: 'A keystore for each machine and a truststore with the root: for Java, .NET and browsers.',
      default: 'false',
      when: made,
    },
    {
      id: 'profile',
      kind: 'choice',
      label: 'Where will they be opened?',
      default: 'modern',
      options: [
        { value: 'modern', label: 'Java 8u301, 11.0.12, Windows 10 (1709), Server 2019 or later, OpenSSL, Firefox' },
        {
          value: 'older',
          label: 'Older systems',
          help: 'Windows Server 2016, older Java, Apple and Android; weaker (3DES)',
        },
      ],
      when: inPkcs12,
    },
    { id: 'password', kind: 'secret', label: "Password of the server's keystore", minLength: 6, when: inPkcs12 },
    {
      id: 'client-password',
      kind: 'secret',
      label: "Password of the clients' keystores",
      minLength: 6,
      when: inPkcs12,
    },
    {
      id: 'trust-password',
      kind: 'secret',
      label: 'Password of the truststores, which hold nothing secret',
      minLength: 6,
      fixed: 'changeit',
      when: inPkcs12,
    },
    {
      id: 'combined',
      kind: 'choice',
      label: 'Certificate and key in one file',
      help: 'combined.pem, for programs that want it.',
      advanced: true,
      default: 'none',
      options: [
        { value: 'none', label: 'No' },
        { value: 'certificate-first', label: 'Certificate first', help: 'HAProxy, MongoDB' },
        { value: 'key-first', label: 'Key first', help: 'Hitch, Kafka' },
      ],
      when: made,
    },
    {
      id: 'der',
      kind: 'switch',
      label: 'Also in DER',
      help: 'cert.der and key.der (PKCS#8), for devices and programs that read no PEM.',
      advanced: true,
      default: 'false',
      when: made,
    },
    {
      id: 'port',
      kind: 'number',
      label: 'Port',
      help: 'Used in settings and commands only.',
      advanced: true,
      default: '8443',
      min: 1,
      max: 65535,
    },
  ],

  modes: [
    {
      id: 'new',
      label: 'Make everything new',
      help: 'A new CA, a certificate for the server and one for each client.',
    },
    {
      id: 'use-ca',
      label: 'Use my CA',
      help: 'Another client, a renewal, or a CA of your own. Everybody goes on trusting the same root.',
      brings: [
        {
          id: 'ca',
          kind: 'authority',
          label: 'Your CA',
          help: 'The zip that was made here with the CA, or the CA certificate and its key.',
          entity: 'root',
        },
      ],
    },
    {
      id: 'request',
      label: 'Have a CA sign requests',
      help: 'First visit: a key and a request (CSR) for the server and for each client. Come back with the replies.',
      requests: ['server', 'client'],
    },
    {
      id: 'complete',
      label: 'I have the CA’s replies',
      help: 'Second visit: the keys of the first one and the replies become everything that the machines need.',
      brings: [
        {
          id: 'reply',
          kind: 'reply',
          label: 'The zip of the first visit, and all replies',
          help: 'The replies in any form and order: .cer, .crt, .pem, .p7b, with the certificates of the CA. Each is put to its key.',
          entity: 'server',
          others: ['client'],
          root: 'root',
        },
      ],
    },
  ],

  audiences: [
    { id: 'ca', label: 'The CA that signs', slug: 'ca' },
    { id: 'server', label: 'The server', slug: 'server' },
    { id: 'client', label: 'Client {client}', slug: 'client-{client}', forEach: eachClient },
    { id: 'programs', label: "Every client's program", slug: 'programs' },
    { id: 'safe', label: 'A safe place, away from all servers', slug: 'keep-safe', keepSafe: true },
  ],

  entities: [
    {
      id: 'root',
      kind: 'authority',
      title: 'Root certificate',
      subject: [{ type: 'CN', value: '{ca-name}' }],
      limitTo: ['hosts'],
      when: made,
    },
    {
      id: 'server',
      kind: 'leaf',
      title: 'Server certificate',
      issuer: 'root',
      purposes: ['server'],
      subject: [{ type: 'CN', value: '{name}' }],
      sans: [{ from: 'hosts' }],
    },
    {
      id: 'client',
      kind: 'leaf',
      title: 'Certificate of client {client}',
      issuer: 'root',
      purposes: ['client'],
      subject: [{ type: 'CN', value: '{client}' }],
      sans: [],
      forEach: eachClient,
    },
  ],

  artifacts: [
    {
      id: 'server-fullchain',
      path: '{name}_server/fullchain.pem',
      encoding: serverChain,
      title: 'the certificate, then its issuers without the root: what the server sends',
      ...ofServer,
      when: made,
    },
    {
      id: 'server-cert',
      path: '{name}_server/cert.pem',
      encoding: { as: 'certificate-pem', entity: 'server', chain: 'leaf' },
      title: 'the certificate alone',
      ...ofServer,
      when: made,
    },
    {
      id: 'server-key',
      path: '{name}_server/key.pem',
      encoding: serverKey,
      title: "the server's private key",
      ...secretOfServer,
    },
    {
      id: 'server-root',
      path: '{name}_server/root.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: 'the root that clients are checked against',
      ...ofServer,
    },
    {
      id: 'server-certificate-first',
      path: '{name}_server/combined.pem',
      encoding: { as: 'concatenation', parts: [serverChain, serverKey] },
      title: 'certificate, issuers and private key',
      ...secretOfServer,
      when: certificateFirst,
    },
    {
      id: 'server-key-first',
      path: '{name}_server/combined.pem',
      encoding: { as: 'concatenation', parts: [serverKey, serverChain] },
      title: 'private key, certificate and issuers',
      ...secretOfServer,
      when: keyFirst,
    },
    {
      id: 'server-p12',
      path: '{name}_server/keystore.p12',
      encoding: { as: 'pkcs12', entity: 'server', alias: 'server', password: 'password', profile: 'profile' },
      title: 'keystore with private key, certificate and issuers, alias server',
      ...secretOfServer,
      when: inPkcs12,
    },
    {
      id: 'server-truststore',
      path: '{name}_server/truststore.p12',
      encoding: truststore,
      title: 'truststore with the root only, password changeit',
      ...ofServer,
      when: inPkcs12,
    },
    {
      id: 'server-cert-der',
      path: '{name}_server/cert.der',
      encoding: { as: 'certificate-der', entity: 'server' },
      title: 'the certificate in DER',
      ...ofServer,
      when: inDer,
    },
    {
      id: 'server-key-der',
      path: '{name}_server/key.der',
      encoding: { as: 'private-key-pkcs8-der', entity: 'server' },
      title: 'the private key in DER',
      ...secretOfServer,
      when: inDer,
    },
    {
      id: 'server-request',
      path: 'certificate_signing_requests/server.txt',
      encoding: { as: 'request-pem', entity: 'server' },
      title: 'the request of the server; it holds no secret',
      audience: 'ca',
      fixedName: false,
      when: { mode: 'request' },
    },
    {
      id: 'client-fullchain',
      path: '{name}_clients/{client}/fullchain.pem',
      encoding: clientChain,
      title: 'the certificate of {client}, then its issuers without the root',
      ...ofClient,
      when: made,
    },
    {
      id: 'client-cert',
      path: '{name}_clients/{client}/cert.pem',
      encoding: { as: 'certificate-pem', entity: 'client', chain: 'leaf' },
      title: 'the certificate alone',
      ...ofClient,
      when: made,
    },
    {
      id: 'client-key',
      path: '{name}_clients/{client}/key.pem',
      encoding: clientKey,
      title: 'the private key of {client}',
      ...secretOfClient,
    },
    {
      id: 'client-root',
      path: '{name}_clients/{client}/root.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: 'the root that the server is checked against',
      ...ofClient,
    },
    {
      id: 'client-certificate-first',
      path: '{name}_clients/{client}/combined.pem',
      encoding: { as: 'concatenation', parts: [clientChain, clientKey] },
      title: 'certificate, issuers and private key',
      ...secretOfClient,
      when: certificateFirst,
    },
    {
      id: 'client-key-first',
      path: '{name}_clients/{client}/combined.pem',
      encoding: { as: 'concatenation', parts: [clientKey, clientChain] },
      title: 'private key, certificate and issuers',
      ...secretOfClient,
      when: keyFirst,
    },
    {
      id: 'client-p12',
      path: '{name}_clients/{client}/client.p12',
      encoding: { as: 'pkcs12', entity: 'client', alias: 'client', password: 'client-password', profile: 'profile' },
      title: 'keystore with private key, certificate and issuers, alias client',
      ...secretOfClient,
      when: inPkcs12,
    },
    {
      id: 'client-truststore',
      path: '{name}_clients/{client}/truststore.p12',
      encoding: truststore,
      title: 'truststore with the root only, password changeit',
      ...ofClient,
      when: inPkcs12,
    },
    {
      id: 'client-cert-der',
      path: '{name}_clients/{client}/cert.der',
      encoding: { as: 'certificate-der', entity: 'client' },
      title: 'the certificate in DER',
      ...ofClient,
      when: inDer,
    },
    {
      id: 'client-key-der',
      path: '{name}_clients/{client}/key.der',
      encoding: { as: 'private-key-pkcs8-der', entity: 'client' },
      title: 'the private key in DER',
      ...secretOfClient,
      when: inDer,
    },
    {
      id: 'client-request',
      path: 'certificate_signing_requests/client_{client}.txt',
      encoding: { as: 'request-pem', entity: 'client' },
      title: 'the request of {client}; it holds no secret',
      audience: 'ca',
      fixedName: false,
      forEach: eachClient,
      when: { mode: 'request' },
    },
    {
      id: 'root-cert',
      path: 'ca_store_at_safe_location/root_cert.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: 'the root, beside its key',
      audience: 'safe',
      fixedName: false,
      when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
    },
    {
      id: 'root-key',
      path: 'ca_store_at_safe_location/root_key.pem',
      encoding: { as: 'authority-key-pem', entity: 'root' },
      title: "the CA's private key, needed only to renew or to add a client",
      audience: 'safe',
      fixedName: false,
      leaked:
        'Whoever has it can make certificates for the server and for any client. Make everything new with a new CA: first the server, then every client.',
    },
    {
      id: 'passwords',
      path: 'passwords_at_safe_location/passwords.txt',
      encoding: { as: 'text', language: 'text', text: ['server: {password}', 'clients: {client-password}'] },
      title: 'the passwords of the keystores',
      audience: 'safe',
      fixedName: false,
      secret: true,
      leaked: 'Whoever has it and a keystore has the private key in it: do what that keystore asks for.',
      when: inPkcs12,
    },
  ],

  steps: [
    {
      audience: 'safe',
      kind: 'prepare',
      title: 'Move the CA key away',
      text: 'Move the folder {dir:root-key} to a place that no server can read, such as a password manager, and delete it here, also where this folder is synced or backed up.',
      when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
    },
    {
      audience: 'safe',
      kind: 'prepare',
      title: 'Save the passwords of the keystores',
      text: 'Put what {file:passwords} says into your password manager, give each client its password another way than its file, then delete the file.',
      when: inPkcs12,
    },
    {
      audience: 'ca',
      kind: 'prepare',
      title: 'Send the requests, and keep this zip',
      text: [
        'Keep this zip: the certificates are useless without the keys in it. Send only the files in {dir:server-request}. Ask for a server certificate with every name in {name:server-request}, and for client certificates (extendedKeyUsage clientAuth) by the others.',
        'Come back with this zip, all replies and the certificates of the CA, its root too, and choose "I have the CA’s replies".',
        'root.pem will be the root of that CA. Everybody with a client certificate of that CA gets in: let the server look at the name too.',
      ],
      code: [
        {
          label: 'What is in a request (sh)',
          language: 'sh',
          text: 'openssl req -in {file:server-request} -noout -text -verify',
        },
      ],
      when: { mode: 'request' },
    },
    {
      audience: 'server',
      kind: 'place',
      title: 'Put the folder {folder:server-key} on the server',
      text: 'On Linux root reads the key, on Windows you do. Does another account start the server? Write its name in the line ACCOUNT=. What was there before is kept under a dated name.',
      code: [
        {
          label: 'Linux (sh), where the download lies',
          os: 'linux',
          language: 'sh',
          text: [
            'ACCOUNT=root',
            'test -e {download:server} || cd',
            'test -e {download:server} || cd ~/Downloads',
            'unzip -o {download:server} -d certificates &&',
            '  (test ! -e /etc/ssl/{folder:server-key} || sudo cp -a /etc/ssl/{folder:server-key} "/etc/ssl/{folder:server-key}.$(date +%Y%m%d-%H%M%S)") &&',
            '  sudo install -d -m 0700 -o "$ACCOUNT" /etc/ssl/{folder:server-key} &&',
            '  sudo install -m 0600 -o "$ACCOUNT" certificates/{dir:server-key}/* /etc/ssl/{folder:server-key}/',
          ],
        },
        {
          label: 'Windows (PowerShell, as administrator), where the download lies',
          os: 'windows',
          language: 'powershell',
          text: [
            '$account = "$env:USERDOMAIN\\$env:USERNAME"',
            'Set-Location "$HOME\\Downloads" # where the zip lies',
            'try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force } catch { }',
            "Expand-Archive -Force '{download:server}' certificates",
            "if (Test-Path 'C:\\ssl\\{folder:server-key}') { Rename-Item 'C:\\ssl\\{folder:server-key}' \"{folder:server-key}.$(Get-Date -Format yyyyMMdd-HHmmss)\" }",
            "New-Item -ItemType Directory -Force 'C:\\ssl\\{folder:server-key}' | Out-Null",
            '# For the account, Administrators (S-1-5-32-544) and SYSTEM (S-1-5-18) alone.',
            "icacls 'C:\\ssl\\{folder:server-key}' /inheritance:r /grant:r \"${account}:(OI)(CI)RX\" '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F'",
            "if ($LASTEXITCODE -eq 0) { Copy-Item -Force 'certificates\\{dir:server-key}\\*' 'C:\\ssl\\{folder:server-key}' }",
          ],
        },
      ],
    },
    {
      audience: 'server',
      kind: 'configure',
      title: 'Let the server ask for certificates',
      text: [
        'Take the block of your server, load it, and look for errors in its log. Whoever has a certificate under this root gets in; the name of the client is the CN of its subject.',
        { when: { field: 'pkcs12', isNot: 'true' }, line: 'Java keystores: turn on "PKCS#12 too".' },
      ],
      code: [
        {
          label: 'nginx',
          language: 'text',
          text: [
            'server {',
            '  listen {port} ssl;',
            '  ssl_certificate        "/etc/ssl/{folder:server-key}/{name:server-fullchain}";',
            '  ssl_certificate_key    "/etc/ssl/{folder:server-key}/{name:server-key}";',
            '  ssl_client_certificate "/etc/ssl/{folder:server-key}/{name:server-root}";',
            '  ssl_verify_client on;',
            '  ssl_verify_depth 3;',
            '}',
          ],
        },
        {
          label: 'Node',
          language: 'javascript',
          text: [
            "const { readFileSync } = require('node:fs');",
            "const { createServer } = require('node:https');",
            "const file = (name) => readFileSync('/etc/ssl/{folder:server-key}/' + name);",
            'createServer(',
            "  { cert: file('{name:server-fullchain}'), key: file('{name:server-key}'), ca: file('{name:server-root}'), requestCert: true, rejectUnauthorized: true },",
            '  (request, response) => response.end(request.socket.getPeerCertificate().subject.CN),',
            ').listen({port});',
          ],
        },
        {
          label: 'Python',
          language: 'python',
          text: [
            'import ssl',
            "context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile='/etc/ssl/{folder:server-key}/{name:server-root}')",
            'context.verify_mode = ssl.CERT_REQUIRED',
            "context.load_cert_chain('/etc/ssl/{folder:server-key}/{name:server-fullchain}', '/etc/ssl/{folder:server-key}/{name:server-key}')",
          ],
        },
        {
          label: 'Go',
          language: 'text',
          text: [
            'pem, _ := os.ReadFile("/etc/ssl/{folder:server-key}/{name:server-root}")',
            'roots := x509.NewCertPool()',
            'roots.AppendCertsFromPEM(pem)',
            'server := http.Server{Addr: ":{port}", TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: roots}}',
            'log.Fatal(server.ListenAndServeTLS("/etc/ssl/{folder:server-key}/{name:server-fullchain}", "/etc/ssl/{folder:server-key}/{name:server-key}"))',
          ],
        },
        {
          label: 'Spring Boot 3, application.properties; the password comes from the environment',
          language: 'properties',
          text: [
            'server.port={port}',
            'server.ssl.client-auth=need',
            'server.ssl.key-store=file:/etc/ssl/{folder:server-key}/{name:server-p12}',
            'server.ssl.key-store-password=${KEYSTORE_PASSWORD}',
            'server.ssl.key-alias=server',
            'server.ssl.trust-store=file:/etc/ssl/{folder:server-key}/{name:server-truststore}',
            'server.ssl.trust-store-password=changeit',
          ],
          when: inPkcs12,
        },
      ],
      when: made,
    },
    {
      audience: 'server',
      kind: 'verify',
      title: 'Check that it lets in only those with a certificate',
      text: 'Where the full zip is unpacked. The script connects twice: with a client certificate, and without one, which the server must refuse.',
      code: [{ label: 'sh', language: 'sh', text: 'sh verify.sh --connect {address:hosts}' }],
      when: made,
    },
    {
      audience: 'server',
      kind: 'renew',
      title: 'Renew before the certificates end',
      text: [
        {
          when: issuedElsewhere,
          line: 'Make new requests here and send them to the CA. While it has the same root, each machine changes alone.',
        },
        {
          when: issuedHere,
          line: 'With the same CA: new folder, load it. The other side needs nothing. With a new CA: the server first, then every client.',
        },
      ],
      when: made,
    },
    {
      audience: 'client',
      kind: 'place',
      title: 'Put the folder on the machine of {client}',
      text: 'Only {download:client}. Does another account than yours connect? Write its name in the line ACCOUNT=. The folder is called {name} there, so that the lines for programs fit every client; what was there before is kept under a dated name.',
      code: [
        {
          label: 'Linux (sh), where the download lies',
          os: 'linux',
          language: 'sh',
          text: [
            'ACCOUNT=$(id -un)',
            'test -e {download:client} || cd',
            'test -e {download:client} || cd ~/Downloads',
            'unzip -o {download:client} -d certificates &&',
            '  (test ! -e /etc/ssl/{name} || sudo cp -a /etc/ssl/{name} "/etc/ssl/{name}.$(date +%Y%m%d-%H%M%S)") &&',
            '  sudo install -d -m 0700 -o "$ACCOUNT" /etc/ssl/{name} &&',
            '  sudo install -m 0600 -o "$ACCOUNT" certificates/{dir:client-key}/* /etc/ssl/{name}/',
          ],
        },
        {
          label: 'Windows (PowerShell, as administrator), where the download lies',
          os: 'windows',
          language: 'powershell',
          text: [
            '$account = "$env:USERDOMAIN\\$env:USERNAME"',
            'Set-Location "$HOME\\Downloads" # where the zip lies',
            'try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force } catch { }',
            "Expand-Archive -Force '{download:client}' certificates",
            "if (Test-Path 'C:\\ssl\\{name}') { Rename-Item 'C:\\ssl\\{name}' \"{name}.$(Get-Date -Format yyyyMMdd-HHmmss)\" }",
            "New-Item -ItemType Directory -Force 'C:\\ssl\\{name}' | Out-Null",
            '# For the account, Administrators (S-1-5-32-544) and SYSTEM (S-1-5-18) alone.',
            "icacls 'C:\\ssl\\{name}' /inheritance:r /grant:r \"${account}:(OI)(CI)RX\" '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F'",
            "if ($LASTEXITCODE -eq 0) { Copy-Item -Force 'certificates\\{dir:client-key}\\*' 'C:\\ssl\\{name}' }",
          ],
        },
      ],
    },
    {
      audience: 'programs',
      kind: 'configure',
      title: 'Connect with the certificate',
      text: [
        '{name:client-root} is what the server is checked with; leave that check on.',
        { when: { field: 'pkcs12', isNot: 'true' }, line: 'Java and browsers: turn on "PKCS#12 too".' },
      ],
      code: [
        {
          label: 'curl (sh)',
          language: 'sh',
          text: 'curl --cacert /etc/ssl/{name}/{name:client-root} --cert /etc/ssl/{name}/{name:client-fullchain} --key /etc/ssl/{name}/{name:client-key} https://{address:hosts}/',
        },
        {
          label: 'Node',
          language: 'javascript',
          text: [
            "const { readFileSync } = require('node:fs');",
            "const { get } = require('node:https');",
            "const file = (name) => readFileSync('/etc/ssl/{name}/' + name);",
            "get('https://{address:hosts}/', { cert: file('{name:client-fullchain}'), key: file('{name:client-key}'), ca: file('{name:client-root}') }, (answer) => answer.pipe(process.stdout));",
          ],
        },
        {
          label: 'Python (requests)',
          language: 'python',
          text: [
            'import requests',
            "folder = '/etc/ssl/{name}/'",
            "print(requests.get('https://{address:hosts}/', cert=(folder + '{name:client-fullchain}', folder + '{name:client-key}'), verify=folder + '{name:client-root}').text)",
          ],
        },
        {
          label: 'Go',
          language: 'text',
          text: [
            'certificate, _ := tls.LoadX509KeyPair("/etc/ssl/{name}/{name:client-fullchain}", "/etc/ssl/{name}/{name:client-key}")',
            'pem, _ := os.ReadFile("/etc/ssl/{name}/{name:client-root}")',
            'roots := x509.NewCertPool()',
            'roots.AppendCertsFromPEM(pem)',
            'config := &tls.Config{Certificates: []tls.Certificate{ certificate }, RootCAs: roots}',
            'client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}',
          ],
        },
        {
          label: 'Java; the password comes from the environment',
          language: 'text',
          text: [
            'char[] password = System.getenv("KEYSTORE_PASSWORD").toCharArray();',
            'var keys = KeyManagerFactory.getInstance("PKIX");',
            'keys.init(KeyStore.getInstance(new File("/etc/ssl/{name}/{name:client-p12}"), password), password);',
            'var trust = TrustManagerFactory.getInstance("PKIX");',
            'trust.init(KeyStore.getInstance(new File("/etc/ssl/{name}/{name:client-truststore}"), "changeit".toCharArray()));',
            'var context = SSLContext.getInstance("TLS");',
            'context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);',
            'var client = HttpClient.newBuilder().sslContext(context).build();',
          ],
          when: inPkcs12,
        },
        {
          label: 'Browsers of Windows, for yourself (PowerShell or cmd)',
          os: 'windows',
          language: 'cmd',
          text: 'certutil -user -importPFX "C:\\ssl\\{name}\\{name:client-p12}" NoRoot',
          when: inPkcs12,
        },
      ],
      when: made,
    },
  ],

  trust: [
    {
      audience: 'programs',
      artifact: 'server-root',
      platforms: ['windows-user', 'windows-machine', 'macos', 'debian', 'rhel', 'firefox', 'chrome-linux'],
      when: inPkcs12,
    },
  ],

  checks: [
    {
      title: "the server's certificate is good for a server and leads to the root",
      audience: 'server',
      command:
        'openssl verify -purpose sslserver -CAfile {file:server-root} -untrusted {file:server-fullchain} {file:server-cert}',
      expect: 'OK',
      when: made,
    },
    {
      title: 'the certificate of {client} is good for a client and leads to the root',
      audience: 'client',
      command:
        'openssl verify -purpose sslclient -CAfile {file:client-root} -untrusted {file:client-fullchain} {file:client-cert}',
      expect: 'OK',
      forEach: eachClient,
      when: made,
    },
    {
      title: 'the key of {client} belongs to its certificate',
      audience: 'client',
      command:
        'test "$(openssl x509 -in {file:client-cert} -noout -pubkey)" = "$(openssl pkey -in {file:client-key} -pubout)" && echo same',
      expect: 'same',
      forEach: eachClient,
      when: made,
    },
    {
      title: 'the keystore of the server opens with its password',
      audience: 'server',
      command: "sed -n 's/^server: //p' {file:passwords} | openssl pkcs12 -in {file:server-p12} -passin stdin -nokeys",
      expect: 'friendlyName: server',
      when: inPkcs12,
    },
    {
      title: 'the keystore of {client} opens with its password',
      audience: 'client',
      command: "sed -n 's/^clients: //p' {file:passwords} | openssl pkcs12 -in {file:client-p12} -passin stdin -nokeys",
      expect: 'friendlyName: client',
      forEach: eachClient,
      when: inPkcs12,
    },
    {
      title: 'the request of {client} is signed with its key',
      audience: 'ca',
      command: 'openssl req -in {file:client-request} -noout -verify',
      expect: 'OK',
      forEach: eachClient,
      when: { mode: 'request' },
    },
  ],

  knownErrors: [
    {
      message:
        'certificate required, bad certificate, unknown ca, ERR_BAD_SSL_CLIENT_AUTH_CERT, 400 No required SSL certificate was sent',
      causes: [
        'The client sent no certificate: its program was not told of one, or it may not read the file.',
        'Everything was made new on one side only: the server’s root.pem is another one.',
        'It is the certificate of the server: a client needs one of its own.',
      ],
    },
    {
      message: 'unable to get local issuer certificate, SEC_ERROR_UNKNOWN_ISSUER, PKIX path building failed',
      causes: ['The client was not given root.pem, or another one.'],
    },
    {
      message: 'Hostname mismatch, ERR_TLS_CERT_ALTNAME_INVALID, No subject alternative names matching',
      causes: ['The client uses a name or address that is not one of {hosts}.'],
    },
    {
      message: 'keystore password was incorrect, the specified network password is not correct, mac verify failure',
      causes: [
        "The other password was taken: the server's keystore has one, the clients' have another.",
        'An older system opens it: make it again, with "Older systems" under "Where will they be opened?".',
      ],
      when: inPkcs12,
    },
  ],

  endpoints: [
    { audience: 'server', port: 8443, portField: 'port', says: 'TLS with client certificates, opened by the clients' },
  ],

  notes: [
    {
      level: 'note',
      text: 'Another client later: come back with this zip, choose "Renew", then "Only what I change or add", and add its name. The others keep their files.',
      when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
    },
    { level: 'note', text: 'Your CA’s key is not copied into this zip: you have it.', when: { mode: 'use-ca' } },
    {
      level: 'warning',
      text: 'Everybody with a certificate under your CA gets in: better use a CA for this alone.',
      when: { mode: 'use-ca' },
    },
    {
      level: 'warning',
      text: 'Everybody with a client certificate of that CA gets in: let the server look at the name too.',
      when: { mode: 'complete' },
    },
  ],

  revocation:
    'Yes, where the server is told to: nginx ssl_crl, Apache SSLCARevocationFile with SSLCARevocationCheck, HAProxy crl-file, PostgreSQL ssl_crl_file, Node crl. Java only where the program asks for it. A server that is given no list lets a revoked client in.',
  samples: [
    { name: 'defaults', answers: {} },
    {
      name: 'three clients with everything',
      answers: {
        name: 'orders',
        hosts: 'orders.example.com, 10.0.0.5',
        clients: 'billing, shop.example.com, Alice@example.com',
        pkcs12: 'true',
        profile: 'older',
        combined: 'certificate-first',
        der: 'true',
        port: '9443',
        'limit-ca': 'true',
      },
    },
    { name: 'key first', answers: { hosts: '*.example.com', combined: 'key-first', 'ca-key': 'discard' } },
    { name: 'own CA', mode: 'use-ca', answers: { hosts: 'orders.example.com', clients: 'a b' } },
    { name: 'requests', mode: 'request', answers: { hosts: 'orders.example.com', clients: 'billing, shop' } },
    {
      name: 'replies',
      mode: 'complete',
      answers: { hosts: 'orders.example.com', clients: 'billing, shop', pkcs12: 'true' },
    },
  ],

  rejects: [
    { answers: { name: '' }, field: 'name', code: 'field-required' },
    { answers: { name: '../x' }, field: 'name', code: 'field-invalid' },
    { answers: { name: 'CON' }, field: 'name', code: 'field-invalid' },
    { answers: { hosts: '' }, field: 'hosts', code: 'field-required' },
    { answers: { hosts: '10.0.0.256' }, field: 'hosts', code: 'host-invalid' },
    { answers: { clients: '' }, field: 'clients', code: 'field-required' },
    { answers: { clients: 'a, ../b' }, field: 'clients', code: 'field-invalid' },
    { answers: { clients: 'nul.txt' }, field: 'clients', code: 'field-invalid' },
    { answers: { clients: 'Alice, alice' }, field: 'clients', code: 'path-clash' },
    { answers: { clients: 'same', 'ca-name': 'same' }, field: 'ca-name', code: 'name-invalid' },
    { answers: { combined: 'both' }, field: 'combined', code: 'field-invalid' },
    { answers: { pkcs12: 'yes' }, field: 'pkcs12', code: 'field-invalid' },
    { answers: { pkcs12: 'true', 'client-password': 'x' }, field: 'client-password', code: 'field-invalid' },
    { answers: { port: '0' }, field: 'port', code: 'field-invalid' },
    { answers: { days: '0' }, field: 'days', code: 'days-invalid' },
    { answers: { key: 'rsa-1024' }, field: 'key', code: 'field-invalid' },
  ],
};

export default recipe;
