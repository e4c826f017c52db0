import type { Recipe } from './types';

const read = '2026-11-21';

/** Ways in that end with a certificate. */
const served = { mode: ['new', 'use-ca', 'complete', 'convert'] } as const;
/** Where the certificate ends in a root that clients do not know yet. */
const privateRoot = { ...served, field: 'signed-by', isNot: 'public' } as const;
const withKeystore = { ...served, field: 'keystore', isNot: 'none' } as const;
const withPkcs12 = { field: 'keystore', is: 'pkcs12' } as const;
const withJks = { field: 'keystore', is: 'jks' } as const;

const ofServer = { audience: 'server', fixedName: false } as const;
const secretOfServer = {
  ...ofServer,
  owner: 'the account that starts the server',
  leaked: 'It holds the private key: do what {name:key} asks for.',
} as const;
const chain = { as: 'certificate-pem', entity: 'server', chain: 'full' } as const;
const key = { as: 'private-key-pkcs8-pem', entity: 'server' } as const;

const recipe: Recipe = {
  id: 'tls-server',
  version: 1,
  title: 'TLS server (any)',
  summary:
    'Certificate, key and root for any HTTPS or TLS server: nginx, Apache, HAProxy, Caddy, Node, Python, Java, IIS.',
  aliases: [
    'https',
    'web server',
    'nginx',
    'Apache httpd',
    'HAProxy',
    'Caddy',
    'Node',
    'Python',
    'Spring Boot',
    'Tomcat',
    'IIS',
    'PKCS#12',
    'pfx',
    'JKS',
    'keystore',
    'combined PEM',
    'fullchain.pem',
    'DER',
    'generic',
  ],
  citations: [
    {
      url: 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html',
      says: 'ssl_certificate holds the certificate first, then its issuers.',
      read,
    },
    {
      url: 'https://httpd.apache.org/docs/2.4/mod/mod_ssl.html',
      says: 'Since 2.4.8 SSLCertificateFile holds the issuers too, from leaf to root.',
      read,
    },
    {
      url: 'https://docs.haproxy.org/2.6/configuration.html',
      says: 'crt names a file with certificate, issuers and key.',
      read,
    },
    {
      url: 'https://docs.spring.io/spring-boot/how-to/webserver.html',
      says: 'server.ssl.certificate and server.ssl.certificate-private-key for PEM, server.ssl.key-store for keystores.',
      read,
    },
    {
      url: 'https://nodejs.org/docs/latest-v20.x/api/tls.html',
      says: 'cert holds the chain in PEM, leaf first; ca replaces the list of trusted roots.',
      read,
    },
  ],
  generic: true,
  proof: 'loader',
  proofNote:
    'The printed lines for Node and Python serve curl, Node, requests and OpenSSL in our tests; keytool and OpenSSL open the keystores. The other servers follow their documentation.',
  slug: '{first:hosts}',
  defaultKey: 'rsa-2048',
  caName: 'Root for {short:hosts}',

  fields: [
    {
      id: 'hosts',
      kind: 'hosts',
      label: 'Host names and addresses',
      help: 'What clients connect to. For a container or behind NAT: what they use, not the name or address inside.',
      sameComputer: 'Do clients run only on the same computer?',
      default: 'localhost, 127.0.0.1, ::1',
      example: 'www.example.com, 10.0.0.5',
    },
    {
      id: 'port',
      kind: 'number',
      label: 'Port',
      help: 'Used in settings and commands only.',
      advanced: true,
      default: '443',
      min: 1,
      max: 65535,
    },
    {
      id: 'signed-by',
      kind: 'choice',
      label: 'Who signs it',
      default: 'public',
      options: [
        { value: 'public', label: 'A public CA', help: 'Clients know its root already.' },
        { value: 'internal', label: 'A CA of your own organisation', help: 'Its root must be among the files.' },
      ],
      when: { mode: ['complete', 'convert'] },
    },
    {
      id: 'combined',
      kind: 'choice',
      label: 'Certificate and key in one file',
      help: 'combined.pem, as HAProxy, Hitch and others want it.',
      advanced: true,
      default: 'none',
      options: [
        { value: 'none', label: 'No' },
        { value: 'certificate-first', label: 'Certificate first', help: 'HAProxy, Cockpit, MongoDB' },
        { value: 'key-first', label: 'Key first', help: 'Hitch, Kafka' },
      ],
      when: served,
    },
    {
      id: 'keystore',
      kind: 'choice',
      label: 'Keystore',
      help: 'Certificate, issuers and key in one file under a password.',
      advanced: true,
      default: 'none',
      options: [
        { value: 'none', label: 'No' },
        { value: 'pkcs12', label: 'PKCS#12 (.p12)', help: 'Java, .NET, Windows, browsers' },
        { value: 'jks', label: 'JKS (.jks)', help: 'Only for programs that read nothing else; its protection is weak' },
      ],
      when: served,
    },
    {
      id: 'profile',
      kind: 'choice',
      label: 'Where will it be opened?',
      advanced: true,
      default: 'modern',
      options: [
        { value: 'modern', label: 'Java 8u301, 11.0.12, Windows 10 (1709), Server 2019 or later, OpenSSL' },
        {
          value: 'older',
          label: 'Older systems',
          help: 'Windows Server 2016, older Java, Apple and Android; weaker (3DES)',
        },
      ],
      when: withPkcs12,
    },
    {
      id: 'alias',
      kind: 'text',
      label: 'Alias',
      help: 'Names the entry in the keystore.',
      advanced: true,
      default: 'server',
      example: 'server',
      pattern: /[A-Za-z0-9][\w.-]{0,63}/u,
      patternHelp: 'a letter or digit, then letters, digits, _ . -, at most 64',
      lowerCase: true,
      when: withKeystore,
    },
    {
      id: 'password',
      kind: 'secret',
      label: 'Password of the keystore',
      minLength: 6,
      forbids: [
        { text: '${', why: 'Spring replaces it' },
        { text: '#{', why: 'Spring replaces it' },
      ],
      when: withKeystore,
    },
    {
      id: 'der',
      kind: 'switch',
      label: 'Also in DER',
      help: 'cert.der and key.der (PKCS#8), for devices and programs that read no PEM.',
      advanced: true,
      default: 'false',
      when: served,
    },
  ],

  modes: [
    {
      id: 'new',
      label: 'Make everything new',
      help: 'A new CA, a certificate for the server, and a root for its clients.',
    },
    {
      id: 'use-ca',
      label: 'Use my CA',
      help: 'A renewal, another server, or a CA of your own. Clients go on trusting the same root.',
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
      label: 'Have a CA sign a request',
      help: 'First visit: a key and a request (CSR) for a public CA or that of your company. Come back with its reply.',
      requests: ['server'],
    },
    {
      id: 'complete',
      label: 'I have the CA’s reply',
      help: 'Second visit: the key of the first one and the reply become the files of the server.',
      brings: [
        {
          id: 'reply',
          kind: 'reply',
          label: 'The zip of the first visit, and the reply',
          help: 'The reply in any form: .cer, .crt, .pem, .p7b, several files in any order.',
          entity: 'server',
          root: 'root',
        },
      ],
    },
    {
      id: 'convert',
      label: 'I already have a certificate',
      help: 'A .pfx, a keystore or PEM files become the forms that your server wants.',
      brings: [
        {
          id: 'own',
          kind: 'certified-key',
          label: 'Your certificate and its key',
          help: 'One .pfx, .p12 or .jks, or PEM files of certificate, key and issuers.',
          entity: 'server',
          root: 'root',
        },
      ],
    },
  ],

  audiences: [
    { id: 'ca', label: 'The CA that signs', slug: 'ca' },
    { id: 'server', label: 'The server', slug: 'server' },
    { id: 'clients', label: 'Everybody who connects', slug: 'clients' },
    { id: 'safe', label: 'A safe place, away from all servers', slug: 'keep-safe', keepSafe: true },
  ],

  entities: [
    {
      id: 'root',
      kind: 'authority',
      title: 'Root certificate',
      subject: [{ type: 'CN', value: '{ca-name}' }],
      limitTo: ['hosts'],
      when: privateRoot,
    },
    {
      id: 'server',
      kind: 'leaf',
      title: 'Server certificate',
      issuer: 'root',
      purposes: ['server'],
      subject: [{ type: 'CN', value: '{first:hosts}' }],
      sans: [{ from: 'hosts' }],
    },
  ],

  artifacts: [
    {
      id: 'fullchain',
      path: '{first:hosts}/fullchain.pem',
      encoding: chain,
      title: 'the certificate, then its issuers without the root: what a server sends',
      ...ofServer,
      when: served,
    },
    {
      id: 'cert',
      path: '{first:hosts}/cert.pem',
      encoding: { as: 'certificate-pem', entity: 'server', chain: 'leaf' },
      title: 'the certificate alone',
      ...ofServer,
      when: served,
    },
    {
      id: 'key',
      path: '{first:hosts}/key.pem',
      encoding: key,
      title: 'the private key',
      ...secretOfServer,
      leaked: [
        'Whoever has it can pose as this server to everybody who trusts its root.',
        {
          when: { mode: ['new', 'use-ca'] },
          line: 'Make everything new, with a new CA, and have the old root removed wherever it is trusted.',
        },
        {
          when: { mode: ['request', 'complete', 'convert'] },
          line: 'Have the CA revoke what it signed, and make a new request.',
        },
      ],
    },
    {
      id: 'combined-certificate-first',
      path: '{first:hosts}/combined.pem',
      encoding: { as: 'concatenation', parts: [chain, key] },
      title: 'certificate, issuers and private key in one file',
      ...secretOfServer,
      when: { field: 'combined', is: 'certificate-first' },
    },
    {
      id: 'combined-key-first',
      path: '{first:hosts}/combined.pem',
      encoding: { as: 'concatenation', parts: [key, chain] },
      title: 'private key, certificate and issuers in one file',
      ...secretOfServer,
      when: { field: 'combined', is: 'key-first' },
    },
    {
      id: 'keystore-pkcs12',
      path: '{first:hosts}/keystore.p12',
      encoding: { as: 'pkcs12', entity: 'server', alias: '{alias}', password: 'password', profile: 'profile' },
      title: 'keystore: private key, certificate and issuers as {alias}',
      ...secretOfServer,
      leaked: 'It holds the private key: unless its password stayed secret, do what {name:key} asks for.',
      when: withPkcs12,
    },
    {
      id: 'keystore-jks',
      path: '{first:hosts}/keystore.jks',
      encoding: { as: 'jks', entity: 'server', alias: '{alias}', password: 'password' },
      title: 'keystore: private key, certificate and issuers as {alias}',
      ...secretOfServer,
      leaked: 'It holds the private key under weak protection: do what {name:key} asks for.',
      when: withJks,
    },
    {
      id: 'cert-der',
      path: '{first:hosts}/cert.der',
      encoding: { as: 'certificate-der', entity: 'server' },
      title: 'the certificate in DER',
      ...ofServer,
      when: { field: 'der', is: 'true' },
    },
    {
      id: 'key-der',
      path: '{first:hosts}/key.der',
      encoding: { as: 'private-key-pkcs8-der', entity: 'server' },
      title: 'the private key in DER',
      ...secretOfServer,
      when: { field: 'der', is: 'true' },
    },
    {
      id: 'request',
      path: 'certificate-signing-request.txt',
      encoding: { as: 'request-pem', entity: 'server' },
      title: 'the request; it holds no secret',
      audience: 'ca',
      fixedName: false,
      when: { mode: 'request' },
    },
    {
      id: 'root',
      path: 'trust_this_root/root.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: 'the root, for browsers and programs',
      audience: 'clients',
      fixedName: false,
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
      title: "the CA's private key, needed only to renew or to add a server",
      audience: 'safe',
      fixedName: false,
      leaked:
        'Whoever has it can pose as any site to everybody who trusts this root. First have the root removed from every browser and store, then make everything new.',
    },
    {
      id: 'passwords',
      path: 'passwords_at_safe_location/passwords.txt',
      encoding: { as: 'text', language: 'text', text: 'keystore: {password}' },
      title: 'the password of the keystore',
      audience: 'safe',
      fixedName: false,
      secret: true,
      leaked: 'Whoever has it and the keystore has the private key: do what {name:key} asks for.',
      when: withKeystore,
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
      title: 'Save the password of the keystore',
      text: 'Put what {file:passwords} says into your password manager and into the settings of the server, then delete the file.',
      when: withKeystore,
    },
    {
      audience: 'ca',
      kind: 'prepare',
      title: 'Send the request, and keep this zip',
      text: [
        'Keep this zip: the certificate is useless without {file:key}. Send only {name:request}, and ask for a TLS server’s certificate with every name in it.',
        'Public CAs sign neither addresses nor names without a dot or under .local.',
        'Come back with this zip and the reply, and choose "I have the CA’s reply".',
      ],
      code: [
        {
          label: 'What is in the request (sh)',
          language: 'sh',
          text: 'openssl req -in {file:request} -noout -text -verify',
        },
        {
          label: 'Microsoft AD CS (cmd)',
          os: 'windows',
          language: 'cmd',
          text: 'certreq -submit -attrib "CertificateTemplate:WebServer" {file:request} reply.cer reply.p7b',
        },
      ],
      when: { mode: 'request' },
    },
    {
      audience: 'server',
      kind: 'place',
      title: 'Put the folder {folder:key} on the server',
      text: 'On Linux root reads the key, as nginx, Apache and HAProxy want it; on Windows you do. Is it another account, such as caddy? Write its name in the line ACCOUNT=. What was there before is kept under a dated name.',
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
            '  (test ! -e /etc/ssl/{folder:key} || sudo cp -a /etc/ssl/{folder:key} "/etc/ssl/{folder:key}.$(date +%Y%m%d-%H%M%S)") &&',
            '  sudo install -d -m 0700 -o "$ACCOUNT" /etc/ssl/{folder:key} &&',
            '  sudo install -m 0600 -o "$ACCOUNT" certificates/{dir:key}/* /etc/ssl/{folder:key}/',
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
            "if (Test-Path 'C:\\ssl\\{folder:key}') { Rename-Item 'C:\\ssl\\{folder:key}' \"{folder:key}.$(Get-Date -Format yyyyMMdd-HHmmss)\" }",
            "New-Item -ItemType Directory -Force 'C:\\ssl\\{folder:key}' | Out-Null",
            '# For the account, Administrators (S-1-5-32-544) and SYSTEM (S-1-5-18) alone.',
            "icacls 'C:\\ssl\\{folder:key}' /inheritance:r /grant:r \"${account}:(OI)(CI)RX\" '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F'",
            "if ($LASTEXITCODE -eq 0) { Copy-Item -Force 'certificates\\{dir:key}\\*' 'C:\\ssl\\{folder:key}' }",
          ],
        },
      ],
      when: served,
    },
    {
      audience: 'server',
      kind: 'configure',
      title: 'Name the files in its settings',
      text: [
        'Take the block of your server. Always send {name:fullchain}: with {name:cert} alone, clients miss the issuers in between.',
        {
          when: { field: 'combined', is: 'none' },
          line: 'HAProxy wants one file: turn on "Certificate and key in one file" under Advanced.',
        },
        { when: { field: 'keystore', is: 'none' }, line: 'IIS and Java keystores: turn on "Keystore" under Advanced.' },
      ],
      code: [
        {
          label: 'nginx',
          language: 'text',
          text: [
            'server {',
            '  listen {port} ssl;',
            '  ssl_certificate     "/etc/ssl/{folder:key}/{name:fullchain}";',
            '  ssl_certificate_key "/etc/ssl/{folder:key}/{name:key}";',
            '}',
          ],
        },
        {
          label: 'Apache httpd',
          language: 'text',
          text: [
            'SSLEngine on',
            'SSLCertificateFile    "/etc/ssl/{folder:key}/{name:fullchain}"',
            'SSLCertificateKeyFile "/etc/ssl/{folder:key}/{name:key}"',
          ],
        },
        {
          label: 'HAProxy',
          language: 'text',
          text: 'bind :{port} ssl crt "/etc/ssl/{folder:key}/{name:combined-certificate-first}"',
          when: { field: 'combined', is: 'certificate-first' },
        },
        {
          label: 'HAProxy or Hitch',
          language: 'text',
          text: [
            '# HAProxy',
            'bind :{port} ssl crt "/etc/ssl/{folder:key}/{name:combined-key-first}"',
            '# hitch.conf',
            'pem-file = "/etc/ssl/{folder:key}/{name:combined-key-first}"',
          ],
          when: { field: 'combined', is: 'key-first' },
        },
        {
          label: 'Caddyfile',
          language: 'text',
          text: [
            '{address:hosts} {',
            '  tls "/etc/ssl/{folder:key}/{name:fullchain}" "/etc/ssl/{folder:key}/{name:key}"',
            '}',
          ],
        },
        {
          label: 'Node',
          language: 'javascript',
          text: [
            "const { readFileSync } = require('node:fs');",
            "const { createServer } = require('node:https');",
            'createServer(',
            '  {',
            "    cert: readFileSync('/etc/ssl/{folder:key}/{name:fullchain}'),",
            "    key: readFileSync('/etc/ssl/{folder:key}/{name:key}'),",
            '  },',
            "  (request, response) => response.end('hello'),",
            ').listen({port});',
          ],
        },
        {
          label: 'Python',
          language: 'python',
          text: [
            'import http.server, ssl',
            'context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)',
            "context.load_cert_chain('/etc/ssl/{folder:key}/{name:fullchain}', '/etc/ssl/{folder:key}/{name:key}')",
            "server = http.server.HTTPServer(('', int({port})), http.server.SimpleHTTPRequestHandler)",
            'server.socket = context.wrap_socket(server.socket, server_side=True)',
            'server.serve_forever()',
          ],
        },
        {
          label: 'Spring Boot 3, application.properties',
          language: 'properties',
          text: [
            'server.port={port}',
            'server.ssl.certificate=file:/etc/ssl/{folder:key}/{name:fullchain}',
            'server.ssl.certificate-private-key=file:/etc/ssl/{folder:key}/{name:key}',
          ],
        },
        {
          label: 'Spring Boot with the keystore, application.properties; the password comes from the environment',
          language: 'properties',
          text: [
            'server.port={port}',
            { when: withPkcs12, line: 'server.ssl.key-store=file:/etc/ssl/{folder:key}/{name:keystore-pkcs12}' },
            { when: withJks, line: 'server.ssl.key-store=file:/etc/ssl/{folder:key}/{name:keystore-jks}' },
            'server.ssl.key-store-password=${KEYSTORE_PASSWORD}',
            'server.ssl.key-alias={alias}',
          ],
          when: withKeystore,
        },
        {
          label: 'IIS: import it, then choose it in the bindings of the site (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: "Import-PfxCertificate -FilePath 'C:\\ssl\\{folder:key}\\{name:keystore-pkcs12}' -CertStoreLocation Cert:\\LocalMachine\\My -Password (Read-Host -AsSecureString)",
          when: withPkcs12,
        },
      ],
      when: served,
    },
    {
      audience: 'server',
      kind: 'start',
      title: 'Test the settings, and load them',
      code: [
        { label: 'nginx (sh)', os: 'linux', language: 'sh', text: 'sudo nginx -t && sudo systemctl reload nginx' },
        {
          label: 'Apache httpd (sh)',
          os: 'linux',
          language: 'sh',
          text: 'sudo apachectl configtest && sudo apachectl graceful',
        },
        {
          label: 'HAProxy (sh)',
          os: 'linux',
          language: 'sh',
          text: 'sudo haproxy -c -f /etc/haproxy/haproxy.cfg && sudo systemctl reload haproxy',
          when: { field: 'combined', isNot: 'none' },
        },
      ],
      when: served,
    },
    {
      audience: 'server',
      kind: 'verify',
      title: 'Check that it serves this certificate',
      code: [
        {
          label: 'Where the full zip is unpacked (sh)',
          language: 'sh',
          text: 'sh verify.sh --connect {address:hosts}',
          when: privateRoot,
        },
        {
          label: 'Where the full zip is unpacked (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: 'powershell -ExecutionPolicy Bypass -File .\\verify.ps1 -Connect {address:hosts}',
          when: privateRoot,
        },
        {
          label: 'By hand: the names and the last day that it shows (sh)',
          language: 'sh',
          text: '(sleep 1) | openssl s_client -connect {address:hosts} 2>/dev/null | openssl x509 -noout -subject -enddate -ext subjectAltName',
        },
        {
          label: 'Is the port open from here? (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: 'Test-NetConnection {host:hosts} -Port {port}',
        },
      ],
      when: served,
    },
    {
      audience: 'server',
      kind: 'rollback',
      title: 'Go back to what worked',
      text: 'Put the dated copy in the place of {folder:key} and load the settings again.',
      when: served,
    },
    {
      audience: 'server',
      kind: 'renew',
      title: 'Renew before the certificate ends',
      text: [
        {
          when: { mode: ['new', 'use-ca'] },
          line: 'With the same CA only the server changes: new folder, load it. Clients need nothing.',
        },
        { when: { mode: 'complete' }, line: 'Make a new request here and send it to the CA.' },
        {
          when: { mode: 'convert' },
          line: 'Get the new certificate where the old one came from, and bring it here again.',
        },
        { when: withKeystore, line: 'Give the keystore the same password again, and the settings stay as they are.' },
      ],
      when: served,
    },
  ],

  trust: [{ audience: 'clients', artifact: 'root' }],

  checks: [
    {
      title: 'the certificate is good for a server and leads to the root',
      audience: 'server',
      command: 'openssl verify -purpose sslserver -CAfile {file:root} -untrusted {file:fullchain} {file:cert}',
      expect: 'OK',
      when: privateRoot,
    },
    {
      title: 'key and certificate belong together',
      audience: 'server',
      command:
        'test "$(openssl x509 -in {file:cert} -noout -pubkey)" = "$(openssl pkey -in {file:key} -pubout)" && echo same',
      expect: 'same',
      when: served,
    },
    {
      title: 'the keystore opens with its password and has the alias',
      audience: 'server',
      command:
        "sed -n 's/^keystore: //p' {file:passwords} | openssl pkcs12 -in {file:keystore-pkcs12} -passin stdin -nokeys",
      expect: 'friendlyName: {alias}',
      when: withPkcs12,
    },
    {
      title: 'the keystore opens with its password and has the alias',
      audience: 'server',
      command:
        'STOREPASS="$(sed -n \'s/^keystore: //p\' {file:passwords})" keytool -list -keystore {file:keystore-jks} -storepass:env STOREPASS -alias {alias}',
      expect: 'PrivateKeyEntry',
      when: withJks,
    },
    {
      title: 'certificate and key in DER are the same ones',
      audience: 'server',
      command:
        'test "$(openssl x509 -inform DER -in {file:cert-der} -noout -pubkey)" = "$(openssl pkey -inform DER -in {file:key-der} -pubout)" && echo same',
      expect: 'same',
      when: { field: 'der', is: 'true' },
    },
    {
      title: 'the request is signed with the key',
      audience: 'ca',
      command: 'openssl req -in {file:request} -noout -verify',
      expect: 'OK',
      when: { mode: 'request' },
    },
  ],

  knownErrors: [
    {
      message:
        'ERR_CERT_AUTHORITY_INVALID, SEC_ERROR_UNKNOWN_ISSUER, unable to get local issuer certificate, PKIX path building failed',
      causes: [
        'This client does not trust the root yet, or was not restarted afterwards.',
        'The server sends cert.pem instead of fullchain.pem, so that an issuer in between is missing.',
        'The server still has its old certificate: load the settings again.',
      ],
    },
    {
      message:
        'ERR_CERT_COMMON_NAME_INVALID, SSL_ERROR_BAD_CERT_DOMAIN, Hostname mismatch, No subject alternative names matching',
      causes: ['The client uses a name or address that is not one of {hosts}.'],
    },
    {
      message: 'key values mismatch',
      causes: ['Certificate and key come from two different bundles. Replace both.'],
    },
    {
      message: 'keystore password was incorrect, the specified network password is not correct, mac verify failure',
      causes: [
        'The password has a space or line end too many or too few: copy the one in passwords.txt.',
        'An older system opens it: make it again, with "Older systems" under "Where will it be opened?".',
      ],
      when: withKeystore,
    },
    { message: 'Address already in use', causes: ['Another program has port {port}.'] },
  ],

  endpoints: [{ audience: 'server', port: 443, portField: 'port', says: 'TLS, opened by clients' }],

  notes: [
    {
      level: 'warning',
      text: 'JKS protects the key weakly: its password is quick to guess. Use PKCS#12, which Java reads since 8.',
      when: withJks,
    },
    { level: 'note', text: 'Your CA’s key is not copied into this zip: you have it.', when: { mode: 'use-ca' } },
    {
      level: 'note',
      text: 'There is no root to hand out here: clients must trust the CA that signed.',
      when: { field: 'signed-by', is: 'public' },
    },
  ],

  revocation:
    'Servers do not read one about themselves; clients do where they are told to (curl --crlfile, openssl -crl_check). Browsers read no list of a private CA. Replace certificate and key.',
  samples: [
    { name: 'defaults', answers: {} },
    {
      name: 'a site with everything',
      answers: {
        hosts: 'www.example.com, example.com, 10.0.0.5',
        port: '8443',
        combined: 'certificate-first',
        keystore: 'pkcs12',
        profile: 'older',
        alias: 'Web',
        der: 'true',
        'limit-ca': 'true',
      },
    },
    {
      name: 'old Java',
      answers: { hosts: '*.example.com', combined: 'key-first', keystore: 'jks', 'ca-key': 'discard' },
    },
    { name: 'own CA', mode: 'use-ca', answers: { hosts: '2001:db8::5' } },
    { name: 'request', mode: 'request', answers: { hosts: 'www.example.com' } },
    { name: 'reply of an own CA', mode: 'complete', answers: { 'signed-by': 'internal' } },
    { name: 'reply', mode: 'complete', answers: { hosts: 'www.example.com' } },
    { name: 'own certificate', mode: 'convert', answers: { hosts: 'www.example.com', keystore: 'pkcs12' } },
  ],

  rejects: [
    { answers: { hosts: '' }, field: 'hosts', code: 'field-required' },
    { answers: { hosts: '10.0.0.256' }, field: 'hosts', code: 'host-invalid' },
    { answers: { hosts: '*.com' }, field: 'hosts', code: 'host-invalid' },
    { answers: { hosts: 'a..example.com' }, field: 'hosts', code: 'host-invalid' },
    { answers: { hosts: '../x' }, field: 'hosts', code: 'host-invalid' },
    { answers: { port: '65536' }, field: 'port', code: 'field-invalid' },
    { answers: { combined: 'both' }, field: 'combined', code: 'field-invalid' },
    { answers: { keystore: 'bcfks' }, field: 'keystore', code: 'field-invalid' },
    { answers: { keystore: 'pkcs12', alias: 'schlüssel' }, field: 'alias', code: 'field-invalid' },
    { answers: { keystore: 'pkcs12', password: 'x' }, field: 'password', code: 'field-invalid' },
    { answers: { hosts: 'www', 'ca-name': 'www' }, field: 'ca-name', code: 'name-invalid' },
    { answers: { 'ca-name': '' }, field: 'ca-name', code: 'field-required' },
    { answers: { days: '0' }, field: 'days', code: 'days-invalid' },
    { answers: { key: 'rsa-1024' }, field: 'key', code: 'field-invalid' },
  ],
};

export default recipe;
