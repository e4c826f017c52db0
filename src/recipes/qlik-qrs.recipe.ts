import type { Recipe } from './types';

const read = '2026-11-21';
const article = 'https://github.com/stefanwalther/articles/tree/master/authentication-certificates';
const library = 'https://github.com/stefanwalther/qrs';
const api =
  'https://help.qlik.com/en-US/sense-developer/May2025/Subsystems/RepositoryServiceAPI/Content/Sense_RepositoryServiceAPI';
const file = { audience: 'client', fixedName: false } as const;
const kept = { audience: 'safe', fixedName: false } as const;
const made = ['lab', 'convert', 'sign'];
const real = { mode: ['convert', 'sign'] };
const lab = { mode: 'lab' };
const header = 'UserDirectory={directory};UserId={user}';
const about = 'https://{bracketed:machine}:4242/qrs/about?xrfkey=0123456789abcdef';
const connect = 'openssl s_client -connect {bracketed:machine}:4242';
/** Where the three files are, on each system: the install step puts them there; a lab stays where it is unpacked. */
const inSh = [
  {
    when: real,
    line: 'files=/etc/qlik/{folder:client-cert}; [ -d "$files" ] || files=/c/CertStore/{folder:client-cert}',
  },
  { when: lab, line: 'files={folder:client-cert}' },
];
const inNodeInstalled =
  "const files = (process.platform === 'win32' ? 'C:/CertStore/' : '/etc/qlik/') + '{folder:client-cert}/';";
const inNode = [
  { when: real, line: inNodeInstalled },
  { when: lab, line: "const files = '{folder:client-cert}/';" },
];
const inPython = [
  {
    when: real,
    line: 'files = ("C:/CertStore/" if sys.platform == "win32" else "/etc/qlik/") + "{folder:client-cert}/"',
  },
  { when: lab, line: 'files = "{folder:client-cert}/"' },
];
const inPowerShell = [
  { when: real, line: "$files = 'C:\\CertStore\\{folder:client-cert}'" },
  { when: lab, line: "$files = Resolve-Path '{folder:client-cert}'" },
];
const patternHelp = 'letters from a to z, digits, _ . @ - and spaces, at most 64';

const recipe: Recipe = {
  id: 'qlik-qrs',
  version: 1,
  title: 'Qlik Sense APIs with certificates (QRS, engine)',
  summary: "The three PEM files for programs that call Qlik Sense's repository or engine, from Qlik's export.",
  vendorSays: 'To be able to use the certificates in your solution you first have to export them.',
  aliases: ['Repository Service', 'QMC export', 'client.pfx', 'client.pem', 'enigma.js', 'Engine API', 'QIX', 'lab'],
  citations: [
    { url: article, says: 'The three files, and the configuration of the qrs library that reads them.', read },
    {
      url: `${api}/RepositoryServiceAPI-Example-Connect-cURL-Certificates.htm`,
      says: 'Port 4242, PEM export including the secret key, full administrator rights, X-Qlik-User with equals signs.',
      read,
    },
    {
      url: `${api}/RepositoryServiceAPI-Certificate-Distribution-Export-Certificates.htm`,
      says: 'What an export asks for, its two formats, and the folder it writes to.',
      read,
    },
    {
      url: 'https://help.qlik.com/en-US/sense-admin/May2023/Subsystems/DeployAdministerQSE/Content/Sense_DeployAdminister/QSEoW/Administer_QSEoW/Managing_QSEoW/service-certificates.htm',
      says: "The server certificate's common name is the host name, which clients check.",
      read,
    },
    {
      url: `${library}/blob/master/lib/qrs.js`,
      says: 'cert, key and ca are paths; two seconds of patience; the server is always verified.',
      read,
    },
    {
      url: 'https://github.com/qlik-oss/enigma.js/tree/master/examples/authentication/sense-using-certificates',
      says: 'The same three files for the engine on port 4747.',
      read,
    },
  ],
  proof: 'loader',
  proofNote:
    'The published qrs package and enigma.js call servers that require client certificates. Qlik Sense itself was not run.',
  slug: '{machine}',
  defaultKey: 'rsa-2048',
  caName: 'Lab root for tests only ({short:machine})',

  fields: [
    {
      id: 'machine',
      kind: 'hosts',
      label: 'Qlik server',
      help: "What your program calls: a name in Qlik's server certificate, usually the full computer name; of a lab on this computer, localhost. Also names the folder.",
      default: 'qlik.example.com',
      example: 'qlik.example.com',
      wildcard: false,
      single: true,
    },
    {
      id: 'user',
      kind: 'text',
      label: 'User ID',
      help: 'The Qlik user that your program acts as; for the commands only.',
      default: 'sa_repository',
      example: 'sa_api',
      pattern: /[\w.@][\w.@ -]{0,63}/u,
      patternHelp,
    },
    {
      id: 'directory',
      kind: 'text',
      label: 'User directory',
      help: 'Leave both for a first try; your Qlik administrator (console: QMC, Users) can name a narrower user.',
      default: 'Internal',
      example: 'EXAMPLE',
      pattern: /[\w.@][\w.@ -]{0,63}/u,
      patternHelp,
    },
    {
      id: 'caller',
      kind: 'text',
      label: 'Address that calls Qlik',
      help: 'The firewall of the Qlik server must let it in. May stay empty.',
      default: '',
      example: '192.0.2.10',
      pattern: /[\w.:][\w.: /,-]{0,63}/u,
      patternHelp: 'addresses or names',
      when: { mode: 'ask' },
    },
  ],

  proposes: 'convert',
  modes: [
    {
      id: 'lab',
      label: 'Make a lab set for tests and mocks',
      help: 'A new root with a client and a server certificate. A real Qlik site trusts its own root only and lets nobody in with it.',
    },
    {
      id: 'convert',
      label: 'I have the files that Qlik exported',
      help: 'client.pfx or PEM files become exactly the three files that programs want, checked.',
      brings: [
        {
          id: 'exported',
          kind: 'certified-key',
          label: 'The files that Qlik exported',
          help: 'Windows format: client.pfx, its password, and root.cer. PEM format: client.pem, client_key.pem, root.pem and, to check the name, server.pem. The whole export folder may be dropped.',
          entity: 'client',
          root: 'root',
          withoutKey: 'Export again in the QMC with "Include secrets key" ticked.',
        },
      ],
    },
    {
      id: 'ask',
      label: 'I must ask my Qlik administrator',
      help: 'A message to send: what to export, and how to hand it over.',
      guideOnly: true,
    },
    {
      id: 'sign',
      label: 'Sign a client certificate with my own root',
      help: 'For an earlier lab set, or a site whose root key you hold.',
      brings: [
        {
          id: 'ca',
          kind: 'authority',
          label: 'Your root',
          help: 'The zip of the lab set, or the root certificate and its key as PEM files. Not sent anywhere.',
          entity: 'root',
        },
      ],
    },
  ],

  audiences: [
    { id: 'admin', label: 'Your Qlik administrator', slug: 'admin' },
    { id: 'client', label: 'The computer that runs your program', slug: 'client' },
    { id: 'qlik', label: 'For your Qlik administrator (Windows server)', slug: 'qlik' },
    { id: 'safe', label: 'A safe place, away from all servers', slug: 'keep-safe', keepSafe: true },
  ],

  entities: [
    {
      id: 'root',
      kind: 'authority',
      title: 'Root certificate',
      subject: [{ type: 'CN', value: '{ca-name}' }],
      when: { mode: made },
    },
    {
      id: 'client',
      kind: 'leaf',
      title: 'Client certificate',
      issuer: 'root',
      purposes: ['client'],
      subject: [{ type: 'CN', value: 'QlikClient' }],
      sans: [],
      extensions: [{ oid: '1.3.6.1.5.5.7.13.3', value: 'Client' }],
      when: { mode: made },
    },
    {
      id: 'server',
      kind: 'leaf',
      title: 'Server certificate of the lab',
      issuer: 'root',
      purposes: ['server'],
      subject: [{ type: 'CN', value: 'Qlik lab server, tests only' }],
      sans: [{ from: 'machine' }, { kind: 'dns', value: 'localhost' }, { kind: 'ip', value: '127.0.0.1' }],
      when: lab,
    },
  ],

  artifacts: [
    {
      ...file,
      id: 'client-cert',
      path: '{machine}/client.pem',
      encoding: { as: 'certificate-pem', entity: 'client', chain: 'full' },
      title: 'the client certificate',
    },
    {
      ...file,
      id: 'client-key',
      path: '{machine}/client_key.pem',
      encoding: { as: 'private-key-pkcs8-pem', entity: 'client' },
      title: 'its private key',
      owner: 'the account that runs your program',
      leaked: [
        {
          when: real,
          line: "Whoever has it can act as any user of the site. Do not count on revocation: close ports 4242 and 4747 on the Qlik server to all but its nodes, have the site's certificates replaced there, then export again for each program.",
        },
        { when: lab, line: 'Make a new lab set.' },
      ],
    },
    {
      ...file,
      id: 'root-cert',
      path: '{machine}/root.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: "the root that the server's certificate is checked against",
    },
    {
      ...file,
      id: 'server-cert',
      path: '{machine}/server.pem',
      encoding: { as: 'certificate-pem', entity: 'server', chain: 'full' },
      title: "the mock server's certificate (lab only)",
    },
    {
      ...file,
      id: 'server-key',
      path: '{machine}/server_key.pem',
      encoding: { as: 'private-key-pkcs8-pem', entity: 'server' },
      title: "the mock server's private key (lab only)",
      owner: 'the account that runs your program',
      leaked: 'Whoever has it can pose as the mock. Make a new lab set.',
    },
    {
      ...kept,
      id: 'ca-cert',
      path: 'ca_store_at_safe_location/root_cert.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: 'the root, beside its key',
      when: { mode: 'lab', field: 'ca-key', isNot: 'discard' },
    },
    {
      ...kept,
      id: 'ca-key',
      path: 'ca_store_at_safe_location/root_key.pem',
      encoding: { as: 'authority-key-pem', entity: 'root' },
      title: "the lab root's private key, needed only to sign another client",
      leaked: 'Whoever has it can make certificates that the mock and its clients accept. Make a new lab set.',
    },
  ],

  steps: [
    {
      audience: 'admin',
      kind: 'prepare',
      title: 'Send this message',
      text: 'When the files are here, choose "I have the files that Qlik exported" and drop them.',
      code: [
        {
          label: 'Message',
          language: 'text',
          text: [
            'Please export the client certificate of our Qlik Sense site for me.',
            'In the QMC, Configure system, Certificates:',
            '  - Machine name: any; it only names the folder',
            '  - Tick "Include secrets key". Without it the private key is missing.',
            '  - File format: Platform independent PEM-format',
            '  - Export certificates',
            '',
            'From that folder in C:\\ProgramData\\Qlik\\Sense\\Repository\\Exported Certificates',
            'I need client.pem, client_key.pem, root.pem and server.pem (public: it tells me which name to',
            'connect to), but not server_key.pem.',
            '(Windows format will do too: client.pfx, its password, root.cer and that name.)',
            '',
            'Whoever holds them can act as any user of the site. So please do not mail them: use a folder',
            'that only I can read, or an encrypted archive whose password you tell me by telephone.',
            'Then delete the export on the server.',
            '',
            'Which user may my program act as? I would use {directory}\\{user}.',
            'It needs TCP 4242 (repository) and 4747 (engine)',
            { when: { field: 'caller', filled: true }, line: 'from {caller}.' },
            {
              when: { field: 'caller', filled: false },
              line: 'from the machine where it runs; I will send its address.',
            },
            { when: { field: 'machine', isNot: 'qlik.example.com' }, line: 'It would connect to {machine}.' },
          ],
        },
      ],
      when: { mode: 'ask' },
    },
    {
      audience: 'qlik',
      kind: 'configure',
      title: 'Let your program reach two ports',
      text: 'TCP 4242 (repository) and 4747 (engine), from its computer only. Port 443 is the proxy, which does not take these files.',
      code: [
        {
          label: 'PowerShell, as administrator, with the address of your computer',
          os: 'windows',
          language: 'powershell',
          text: "New-NetFirewallRule -DisplayName 'Qlik APIs' -Direction Inbound -Protocol TCP -LocalPort 4242, 4747 -RemoteAddress 192.0.2.10 -Action Allow",
        },
        {
          label: 'PowerShell: only the names in these certificates may be used',
          os: 'windows',
          language: 'powershell',
          text: "Get-ChildItem Cert:\\LocalMachine\\My | Format-List 'Subject', 'Issuer', 'DnsNameList', 'NotAfter'",
        },
      ],
      when: real,
    },
    {
      audience: 'qlik',
      kind: 'renew',
      title: 'Before the certificates end: export again',
      text: 'Also when the site gets new certificates. Only Qlik can renew them: export in the QMC, drop the files here, replace the three files, restart your program.',
      when: { mode: 'convert' },
    },
    {
      audience: 'client',
      kind: 'prepare',
      title: 'For tests and mocks only',
      text: 'The mock and the program under test share the folder. Never put a real export beside it.',
      when: lab,
    },
    {
      audience: 'client',
      kind: 'place',
      title: 'Put the folder {folder:client-cert} where only your program reads it',
      text: 'If your program runs as another account, put its name in place of yours. Then delete the zip and the folder certificates.',
      code: [
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            `test -e {download:all} || cd`,
            `test -e {download:all} || cd ~/Downloads`,
            `unzip -o {download:all} -d certificates &&`,
            '  sudo install -d -m 0755 /etc/qlik && sudo cp -r certificates/{folder:client-cert} /etc/qlik/ &&',
            '  sudo chown -R "$(id -un)" /etc/qlik/{folder:client-cert} &&',
            '  sudo chmod 0700 /etc/qlik/{folder:client-cert}',
          ],
        },
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            'Set-Location "$HOME\\Downloads" # where the zip lies',
            'try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force } catch { }',
            `Expand-Archive -Force '{download:all}' certificates`,
            "Copy-Item -Recurse -Force 'certificates\\{folder:client-cert}' (New-Item -ItemType Directory -Force C:\\CertStore)",
            '# Administrators and SYSTEM keep full access, the account may read, nobody else may.',
            "icacls 'C:\\CertStore\\{folder:client-cert}' /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' \"$env:USERDOMAIN\\${env:USERNAME}:(OI)(CI)RX\"",
          ],
        },
      ],
      when: real,
    },
    {
      audience: 'client',
      kind: 'start',
      title: 'A stand-in for the server',
      text: 'It demands the client certificate and answers with a page, on 4242 only. Ctrl+C stops it.',
      code: [
        {
          label: 'OpenSSL (sh), in the folder that holds {folder:client-cert}',
          language: 'sh',
          text: 'openssl s_server -accept 4242 -www -Verify 1 -verify_return_error -CAfile {file:root-cert} -cert {file:server-cert} -key {file:server-key}',
        },
      ],
      when: lab,
    },
    {
      audience: 'client',
      kind: 'configure',
      title: 'Use the files',
      text: [
        'Take one block; each asks the server for its version. Where an xrfkey stands, it is any 16 letters and digits, the same in address and header.',
        {
          when: lab,
          line: 'Run the blocks in the folder that holds {folder:client-cert}.',
        },
        {
          when: { mode: 'lab', field: 'machine', isNot: 'localhost' },
          line: 'For a stand-in on this computer, add the line "127.0.0.1 {machine}" to its hosts file, or choose localhost in the form.',
        },
      ],
      code: [
        {
          label: 'Node.js with qrs, in about.js',
          language: 'javascript',
          text: [
            '// First, in the folder of your program: npm install --ignore-scripts qrs',
            ...inNode,
            "const QRS = require('qrs');",
            'const qrs = new QRS({',
            "  authentication: 'certificates',",
            "  host: '{bracketed:machine}',",
            '  port: 4242,',
            '  useSSL: true,',
            "  cert: files + '{name:client-cert}',",
            "  key: files + '{name:client-key}',",
            "  ca: files + '{name:root-cert}',",
            "  headerKey: 'X-Qlik-User',",
            `  headerValue: '${header}',`,
            '});',
            '// Without a timeout of your own the library gives up after two seconds.',
            "qrs.request('GET', 'qrs/about', null, null, null, { timeout: 30000 }).then(console.log, console.error);",
          ],
        },
        {
          label: 'Node.js with enigma.js and ws, in engine.js',
          language: 'javascript',
          text: [
            '// First, in the folder of your program: npm install enigma.js ws',
            inNodeInstalled,
            "const { readFileSync } = require('fs');",
            "const WebSocket = require('ws');",
            "const session = require('enigma.js').create({",
            "  schema: require('enigma.js/schemas/12.20.0.json'),",
            "  url: 'wss://{bracketed:machine}:4747/app/engineData',",
            '  createSocket: (url) =>',
            '    new WebSocket(url, {',
            "      cert: readFileSync(files + '{name:client-cert}'),",
            "      key: readFileSync(files + '{name:client-key}'),",
            "      ca: [readFileSync(files + '{name:root-cert}')],",
            `      headers: { 'X-Qlik-User': '${header}' },`,
            '    }),',
            '});',
            'const version = session.open().then((global) => global.engineVersion());',
            'const print = version.then(console.log, (error) => console.error(error.message));',
            'print.then(() => session.close());',
          ],
          when: real,
        },
        {
          label: 'curl (sh; the curl.exe of Windows takes no PEM key)',
          os: 'linux',
          language: 'sh',
          text: [
            ...inSh,
            'curl -sS --cert "$files"/{name:client-cert} --key "$files"/{name:client-key} --cacert "$files"/{name:root-cert} \\',
            `  -H 'X-Qlik-Xrfkey: 0123456789abcdef' -H 'X-Qlik-User: ${header}' \\`,
            `  '${about}'`,
          ],
        },
        {
          label: 'Python 3, in about.py',
          language: 'python',
          text: [
            'import ssl, sys, urllib.request',
            ...inPython,
            `url = "${about}"`,
            `headers = {"X-Qlik-Xrfkey": "0123456789abcdef", "X-Qlik-User": "${header}"}`,
            'context = ssl.create_default_context(cafile=files + "{name:root-cert}")',
            'context.load_cert_chain(files + "{name:client-cert}", files + "{name:client-key}")',
            'request = urllib.request.Request(url, headers=headers)',
            'print(urllib.request.urlopen(request, context=context, timeout=30).read().decode())',
          ],
        },
        {
          label: 'Python 3 with the package requests, in about.py',
          language: 'python',
          text: [
            'import requests, sys',
            ...inPython,
            `url = "${about}"`,
            `headers = {"X-Qlik-Xrfkey": "0123456789abcdef", "X-Qlik-User": "${header}"}`,
            'pair = (files + "{name:client-cert}", files + "{name:client-key}")',
            'print(requests.get(url, headers=headers, timeout=30, cert=pair, verify=files + "{name:root-cert}").text)',
          ],
        },
        {
          label: 'PowerShell 7.3 or later (untested)',
          os: 'windows',
          language: 'powershell',
          text: [
            '# To get and start it: winget install Microsoft.PowerShell; pwsh',
            'using namespace System.Security.Cryptography.X509Certificates',
            ...inPowerShell,
            '$pem = [X509Certificate2]::CreateFromPemFile("$files/{name:client-cert}", "$files/{name:client-key}")',
            "$client = [X509Certificate2]::new($pem.Export('Pfx'))",
            '$trust = [X509ChainPolicy]::new()',
            "$trust.TrustMode = 'CustomRootTrust'",
            '$trust.CustomTrustStore.ImportFromPemFile("$files/{name:root-cert}")',
            "$trust.RevocationMode = 'NoCheck' # the root of a site publishes no revocation list",
            '$handler = [Net.Http.SocketsHttpHandler]::new()',
            '$handler.SslOptions.ClientCertificates = [X509Certificate2Collection]::new($client)',
            '$handler.SslOptions.CertificateChainPolicy = $trust',
            '$http = [Net.Http.HttpClient]::new($handler)',
            "$http.DefaultRequestHeaders.Add('X-Qlik-Xrfkey', '0123456789abcdef')",
            `$http.DefaultRequestHeaders.Add('X-Qlik-User', '${header}')`,
            `$http.GetStringAsync('${about}').Result`,
          ],
        },
        {
          label: 'Windows PowerShell 5.1, only with client.pfx (untested)',
          os: 'windows',
          language: 'powershell',
          text: [
            '# The client.pfx that you dropped here, for it reads no PEM key. Without one: PowerShell 7.',
            '$pfx = "$HOME\\Downloads\\client.pfx"',
            "$files = 'C:\\CertStore\\{folder:client-cert}'",
            '$root = New-Object Security.Cryptography.X509Certificates.X509Certificate2 "$files/{name:root-cert}"',
            'certutil -user -addstore Root "$files/{name:root-cert}"',
            "[Net.ServicePointManager]::SecurityProtocol = 'Tls12'",
            `$headers = @{ 'X-Qlik-Xrfkey' = '0123456789abcdef'; 'X-Qlik-User' = '${header}' }`,
            `Invoke-RestMethod '${about}' -Headers $headers -Certificate (Get-PfxCertificate $pfx)`,
            '# To take the root out again: Remove-Item "Cert:\\CurrentUser\\Root\\$($root.Thumbprint)"',
          ],
          when: { mode: 'convert' },
        },
      ],
      when: { mode: made },
    },
    {
      audience: 'client',
      kind: 'verify',
      title: 'If it does not answer: the port, then the certificates',
      text: [
        'Good signs: TcpTestSucceeded: True, and "Verify return code: 0 (ok)". Only the names in the last output may be used.',
        { when: real, line: 'The same on 4747 for the engine.' },
      ],
      code: [
        {
          label: 'Windows (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: 'Test-NetConnection {host:machine} -Port 4242',
        },
        {
          label: 'OpenSSL (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            ...inSh,
            `(sleep 2) | ${connect} -verify_return_error -CAfile "$files"/{name:root-cert} -cert "$files"/{name:client-cert} -key "$files"/{name:client-key}`,
            `${connect} </dev/null 2>/dev/null | openssl x509 -noout -subject -enddate -ext subjectAltName`,
          ],
        },
      ],
      when: { mode: made },
    },
    {
      audience: 'client',
      kind: 'renew',
      title: 'Renew before the certificates end',
      text: [
        'Replace the three files and restart your program; the server needs no change.',
        { when: lab, line: 'The server certificate: make a new lab set and replace the whole folder.' },
      ],
      when: { mode: ['lab', 'sign'] },
    },
    {
      audience: 'safe',
      kind: 'prepare',
      title: 'Move the CA key away',
      text: 'Move the folder {dir:ca-key} to a place that no server can read, and delete it here.',
      when: { mode: 'lab', field: 'ca-key', isNot: 'discard' },
    },
  ],

  checks: [
    {
      title: 'the client certificate is good for a client and leads to the root',
      audience: 'client',
      command:
        'openssl verify -purpose sslclient -CAfile {file:root-cert} -untrusted {file:client-cert} {file:client-cert}',
      expect: 'OK',
      when: { mode: made },
    },
    {
      title: 'the key belongs to the client certificate',
      audience: 'client',
      command:
        'test "$(openssl pkey -in {file:client-key} -pubout)" = "$(openssl x509 -in {file:client-cert} -noout -pubkey)" && echo same key',
      expect: 'same key',
      when: { mode: made },
    },
    {
      title: "it carries Qlik's extension",
      audience: 'client',
      command: 'openssl x509 -in {file:client-cert} -noout -text',
      expect: '1.3.6.1.5.5.7.13.3',
      when: { mode: ['lab', 'sign'] },
    },
    {
      title: "the mock server's certificate is good for a server and leads to the root",
      audience: 'client',
      command: 'openssl verify -x509_strict -purpose sslserver -CAfile {file:root-cert} {file:server-cert}',
      expect: 'OK',
      when: lab,
    },
  ],

  knownErrors: [
    {
      message: 'ERR_TLS_CERT_ALTNAME_INVALID, or Hostname mismatch',
      causes: [
        "{host:machine} is not in Qlik's server certificate. Use a name that is, usually the full computer name.",
      ],
    },
    {
      message: 'self-signed certificate in certificate chain, or unable to get local issuer certificate',
      causes: [
        'root.pem is of another site, or the site got new certificates since. Export again.',
        'Port 443 was used, where the proxy shows another certificate. Use 4242 or 4747.',
        'One side is a lab set, the other is not.',
      ],
    },
    {
      message: 'ETIMEDOUT, or ESOCKETTIMEDOUT',
      causes: [
        'A firewall is in between: ports 4242 and 4747.',
        'The qrs library waits two seconds only. Pass a timeout as the block does.',
        'Where https_proxy is set, curl and Python go there: put {host:machine} into no_proxy.',
      ],
    },
    {
      message:
        'socket hang up, ECONNRESET, Empty reply from server, RemoteDisconnected, Broken pipe, or certificate required',
      causes: [
        'The client certificate is missing, has expired, or is of another root, such as that of a lab set.',
        'The certificate in client.pem is not one for clients.',
      ],
    },
    {
      message: 'key values mismatch, or unable to set private key file',
      causes: ['client.pem and client_key.pem are of two exports. Take both from the same one.'],
    },
    {
      message: 'unsupported certificate purpose',
      causes: ["The server's certificate (server.pem) is where client.pem belongs, or the other way round."],
    },
    {
      message: 'ENOENT: no such file or directory',
      causes: [
        'The path in the block is not where the files lie.',
        'client_key.pem: the export was made without "Include secrets key". Export again with it ticked.',
        'The name is a whole PEM text: the qrs library takes paths.',
      ],
    },
    {
      message: 'EACCES: permission denied, or PermissionError: [Errno 13]',
      causes: ['The account of the program may not read the folder: put its name into the first step.'],
    },
    {
      message: 'XSRF prevention check failed. Possible XSRF discovered.',
      causes: ['The xrfkey in address and header differ, or are not 16 letters and digits.'],
    },
    {
      message: '403 Forbidden',
      causes: [
        'The user {user} is not in {directory}, or lacks the right. Look under Users in the QMC.',
        `The header is not ${header}.`,
      ],
    },
    {
      message: 'schannel: Failed to import cert file',
      causes: ["Windows' own curl.exe reads no PEM key. Take another block, or the curl of Git for Windows."],
    },
    {
      message: 'certificate verify failed: Missing Authority Key Identifier',
      causes: [
        "Python 3.13 is stricter than Qlik's certificates. Add context.verify_flags &= ~ssl.VERIFY_X509_STRICT; chain and name are still verified.",
      ],
    },
  ],

  endpoints: [
    { audience: 'qlik', port: 4242, says: 'repository (QRS), HTTPS, opened by your program' },
    { audience: 'qlik', port: 4747, says: 'engine, WebSocket over TLS, opened by your program' },
  ],

  notes: [
    {
      level: 'warning',
      text: 'For tests and mocks only: no real Qlik site accepts this set.',
      when: lab,
    },
    {
      level: 'warning',
      text: 'Whoever has client.pem and client_key.pem can act as any user of the site, administrators too. No password is asked: guard the files and the two ports.',
      citation: `${api}/RepositoryServiceAPI-Example-Connect-cURL-Certificates.htm`,
      when: { mode: ['convert', 'ask', 'sign'] },
    },
    {
      level: 'note',
      text: 'The article about the qrs library has colons in X-Qlik-User, where equals signs belong, as the library now says.',
      citation: `${library}/commit/fa83a125d7ebdb67f1a63886692cb065002ef3c7`,
    },
    {
      level: 'note',
      text: 'That article calls the secret key unnecessary. Without it nothing connects.',
      citation: `${api}/RepositoryServiceAPI-Example-Connect-cURL-Certificates.htm`,
      when: { mode: ['convert', 'ask'] },
    },
    {
      level: 'note',
      text: 'The qrs library is no longer maintained; its page names qrs-interact. Its install script installs another package globally, hence --ignore-scripts.',
      citation: `${library}/blob/master/package.json`,
    },
    {
      level: 'note',
      text: 'A program on the Qlik server itself needs no export: the files lie in C:\\ProgramData\\Qlik\\Sense\\Repository\\Exported Certificates\\.Local Certificates.',
      citation: article,
      when: { mode: ['convert', 'ask'] },
    },
    {
      level: 'note',
      text: 'The client certificate carries the extension by which scripts find those of Qlik. Whether a site demands it is not documented.',
      when: { mode: ['lab', 'sign'] },
    },
  ],

  revocation:
    'Not by any setting that Qlik documents; the certificates of a site belong to its own CA. In the lab, Node reads one through the option crl.',
  samples: [
    { name: 'defaults', answers: {} },
    {
      name: 'an address, another user',
      answers: { machine: '2001:db8::5', user: 'api user@example.com', directory: 'EXAMPLE' },
    },
    { name: 'no CA key kept', answers: { machine: 'https://Qlik.example.com:4242/qrs', 'ca-key': 'discard' } },
    { name: 'exported by Qlik', mode: 'convert', answers: { machine: 'sense.example.com' } },
    { name: 'a message', mode: 'ask', answers: { caller: '192.0.2.10' } },
    { name: 'own root', mode: 'sign', answers: { key: 'rsa-3072' } },
  ],

  rejects: [
    { answers: { machine: '' }, field: 'machine', code: 'field-required' },
    { answers: { machine: '10.0.0.256' }, field: 'machine', code: 'host-invalid' },
    { answers: { machine: '*.example.com' }, field: 'machine', code: 'host-invalid' },
    { answers: { machine: 'a.example.com, b.example.com' }, field: 'machine', code: 'host-invalid' },
    { answers: { user: '' }, field: 'user', code: 'field-required' },
    { answers: { user: 'a;UserId=b' }, field: 'user', code: 'field-invalid' },
    { answers: { user: 'a\r\nX-Other: b' }, field: 'user', code: 'field-invalid' },
    { answers: { directory: 'A\\b' }, field: 'directory', code: 'field-invalid' },
    { answers: { directory: 'a{content:ca-key}' }, field: 'directory', code: 'field-invalid' },
    { answers: { 'ca-name': 'x'.repeat(65) }, field: 'ca-name', code: 'common-name-too-long' },
    { answers: { days: '0' }, field: 'days', code: 'days-invalid' },
    { answers: { 'ca-key': 'publish' }, field: 'ca-key', code: 'field-invalid' },
    { answers: { password: 'secret1' }, field: 'password', code: 'field-unknown' },
  ],
};

export default recipe;
