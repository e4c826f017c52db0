import type { Recipe } from './types';

const read = '2026-11-21';
const served = { mode: ['new', 'use-ca', 'complete'] } as const;
/** Qlik and the plugin are on the same computer, or not. */
const together = { ...served, field: 'hosts', onlyHere: true } as const;
const apart = { ...served, field: 'hosts', onlyHere: false } as const;
const issuedHere = { mode: ['new', 'use-ca'] } as const;
const issuedElsewhere = { mode: ['request', 'complete'] } as const;
const enterprise = { field: 'qlik', is: 'enterprise' } as const;
const desktop = { field: 'qlik', is: 'desktop' } as const;
const qlikView = { field: 'qlik', is: 'qlikview' } as const;
/** The account that a service runs as, in the form that icacls takes; nothing where there is no such service. */
const accountOf = (filter: string): string =>
  `  $qlik = (Get-CimInstance Win32_Service -Filter "${filter}").StartName -replace '^LocalSystem$', '*S-1-5-18' -replace '^\\.', $env:COMPUTERNAME`;
/** Sets $account to who runs these lines. */
const ownAccount = '  $account = "$env:USERDOMAIN\\$env:USERNAME"';
const pluginAccount = `${ownAccount} # the plugin runs as another one? Its name`;
/** Sets $qlik to the account that Qlik runs as. */
const qlikAccount = [
  { when: enterprise, line: accountOf("Name='QlikSenseEngineService'") },
  { when: qlikView, line: accountOf("DisplayName LIKE 'QlikView Server%'") },
  { when: desktop, line: '  $qlik = $account' },
  { when: { field: 'qlik', isNot: 'desktop' }, line: '  if (-not $qlik) { $qlik = $account }' },
] as const;
/** Makes C:\sse, in which Users (S-1-5-32-545) may only look around; Administrators (S-1-5-32-544) and SYSTEM (S-1-5-18) may do all. */
const room =
  "  if (-not (Test-Path C:\\sse)) { New-Item -ItemType Directory C:\\sse | Out-Null; icacls C:\\sse /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-545:RX' }";
/** Gives a folder to an account, Administrators and SYSTEM alone, and puts the files of another into it. */
const placing = (to: string, account: string, from: string): readonly string[] => [
  `  New-Item -ItemType Directory -Force '${to}' | Out-Null`,
  `  icacls '${to}' /inheritance:r /grant:r "\${${account}}:(OI)(CI)RX" '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F'`,
  `  if ($LASTEXITCODE -ne 0) { throw "Nothing was copied for \${${account}}: is there an account of this name?" }`,
  `  Copy-Item -Force 'certificates\\${from}\\*' '${to}'`,
];
/** Keeps what $folder holds, with its access rights. */
const keeping = [
  '  if (Test-Path "C:\\sse\\$folder.before") {',
  '    Write-Warning "Not kept: $folder.before is left from an earlier change."',
  '  } else {',
  '    Rename-Item "C:\\sse\\$folder" "$folder.before"',
  '  }',
];
/** Puts the kept copy of $folder in its place again. */
const goingBack = [
  '  if ((Test-Path "C:\\sse\\$folder.before") -and -not (Test-Path "C:\\sse\\$folder.failed")) {',
  '    Rename-Item "C:\\sse\\$folder" "$folder.failed"',
  '    Rename-Item "C:\\sse\\$folder.before" $folder',
  '  } else {',
  '    Write-Warning "Not done: $folder.before must be there, and no $folder.failed."',
  '  }',
];
/** A loop over the folders on the plugin's computer. */
const eachFolder = [
  { when: together, line: 'for folder in {folder:server-key} {folder:client-key}; do' },
  { when: apart, line: 'for folder in {folder:server-key}; do' },
] as const;
const eachFolderOnWindows = [
  { when: together, line: "foreach ($folder in '{folder:server-key}', '{folder:client-key}') {" },
  { when: apart, line: "foreach ($folder in @('{folder:server-key}')) {" },
] as const;
/** What the QMC's form asks for, where it is filled in. */
const valuesAgain =
  "  Write-Host 'For the QMC: Name {plugin}, Host {host:hosts}, Port {port}, Certificate file path C:\\sse\\{folder:client-key}'";
const serverPlace = 'C:\\sse\\{folder:server-key}';
const clientPlace = 'C:\\sse\\{folder:client-key}';
/** The block of the engine's settings that names the plugin, whether or not it stands there already. */
const settings = [
  {
    label: '[Settings 7] is in the file: paste this right below it, its empty line too',
    language: 'text',
    text: ['SSEPlugin={plugin},{address:hosts},C:\\sse\\{folder:client-key}', '', ''],
  },
  {
    label: 'The file is empty: paste all of this',
    language: 'ini',
    text: ['[Settings 7]', 'SSEPlugin={plugin},{address:hosts},C:\\sse\\{folder:client-key}', '', ''],
  },
] as const;
const repository = 'https://github.com/qlik-oss/server-side-extension';

const unrevoked = {
  when: issuedElsewhere,
  line: 'Qlik and gRPC read no revocation lists, so a revoked certificate works until it expires. Make everything new, with a CA for this alone.',
} as const;

const recipe: Recipe = {
  id: 'qlik-sse',
  version: 1,
  title: 'Qlik SSE plugin',
  summary: 'Mutual TLS between Qlik Sense or QlikView and a server-side extension (analytic connection).',
  vendorSays: 'Run the batch script from a command prompt, passing the SSE plugin name as an argument.',
  aliases: [
    'QVS',
    'server-side extension',
    'analytic connection',
    'advanced analytics',
    'gRPC',
    'Qlik Sense',
    'QlikView',
    'R',
    'Python',
  ],
  citations: [
    {
      url: `${repository}/tree/master/generate_certs_guide`,
      says: 'The vendor script: folders, file names, and that the client files must keep their names.',
      read,
    },
    {
      url: 'https://help.qlik.com/en-US/sense/Subsystems/Hub/Content/Sense_Hub/Introduction/configure-analytic-connection-desktop.htm',
      says: 'Settings.ini with its empty line; the path names a folder with exactly three files; only mutual authentication; no path means an insecure connection; plugin first.',
      read,
    },
    {
      url: 'https://help.qlik.com/en-US/qlikview/May2024/Subsystems/Client/Content/QV_QlikView/Analytic_connections.htm',
      says: 'The same for QlikView Desktop, Server and Batch, and where their Settings.ini lie.',
      read,
    },
    {
      url: 'https://help.qlik.com/fr-FR/sense/April2018/Subsystems/ManagementConsole/Content/Sense_QMC/edit-analytic-connection.htm',
      says: 'The fields of an analytic connection in the QMC.',
      read,
    },
    {
      url: `${repository}/blob/master/docs/limitations.md`,
      says: 'When Qlik contacts a plugin: at engine start, and since April 2018 when the connection is changed in the QMC.',
      read,
    },
    {
      url: `${repository}/tree/master/examples`,
      says: 'What the Python, C#, C++, Java and Go plugins open, which of them ask for a client certificate, and their ports.',
      read,
    },
    {
      url: 'https://github.com/qlik-oss/sse-r-plugin/blob/master/csharp/SSEtoRserve/Program.cs',
      says: 'The R plugin opens an insecure channel when a certificate file is missing.',
      read,
    },
    {
      url: 'https://github.com/qlik-oss/sse-r-plugin/issues/40',
      says: 'What the SSE log of the engine says on success and on error 14.',
      read,
    },
  ],
  proof: 'loader',
  proofNote:
    "A gRPC server set up as in the vendor's Python plugin and a gRPC client complete calls with these files. The Qlik engine itself was not run.",
  archive: 'sse_{plugin}_generated_certs.zip',
  slug: '{plugin}',
  defaultKey: 'rsa-2048',
  caName: 'SSE root for {plugin}',

  fields: [
    {
      id: 'plugin',
      kind: 'text',
      label: 'Plugin name',
      help: "Names the folders, and the plugin in Qlik, spelled as in the app's expressions.",
      default: 'myplugin',
      example: 'sales',
      pattern: /[A-Za-z0-9][\w.-]{0,39}/u,
      patternHelp: 'a letter or digit, then letters, digits, _ . -, at most 40',
      inPath: true,
    },
    {
      id: 'hosts',
      kind: 'hosts',
      label: 'Host names and addresses',
      help: "The name or address that Qlik uses to reach the plugin's computer. For a container or behind NAT: what Qlik uses, not the name or address inside.",
      sameComputer: 'Are Qlik and the plugin on the same computer?',
      default: 'localhost, 127.0.0.1, ::1',
      example: 'sse.example.com, 10.0.0.5',
    },
    {
      id: 'qlik',
      kind: 'choice',
      label: 'Which Qlik calls the plugin?',
      default: 'enterprise',
      options: [
        { value: 'enterprise', label: 'Qlik Sense Enterprise' },
        { value: 'desktop', label: 'Qlik Sense Desktop' },
        { value: 'qlikview', label: 'QlikView' },
      ],
      when: served,
    },
    {
      id: 'port',
      kind: 'number',
      label: 'Port of the plugin',
      help: 'Used in the settings and commands only. Python: Hello World 50052, Full Script 50051, Column Operations 50053, Pandas 50056. R 50051, C# 50054, Go 50055, C++ 50062, Java 50071.',
      advanced: true,
      default: '50052',
      min: 1,
      max: 65535,
    },
    {
      id: 'java-key',
      kind: 'switch',
      label: 'Add the key file of the Java plugin',
      help: 'sse_server_key.pk8: the same key under the name that the Java plugin opens. It is PEM text in spite of its suffix.',
      advanced: true,
      default: 'false',
    },
    {
      id: 'ips-as-dns',
      kind: 'switch',
      label: 'Also write IP addresses as DNS names',
      help: "As the vendor's script does. gRPC does not need it. Try it only if an old Qlik refuses an address.",
      advanced: true,
      default: 'false',
    },
  ],

  modes: [
    { id: 'new', label: 'Make everything new', help: 'A new CA, one certificate for the plugin and one for Qlik.' },
    {
      id: 'use-ca',
      label: 'Use my CA',
      help: 'A CA of your own, or that of an earlier zip. Qlik and the plugin go on trusting the same root.',
      brings: [
        {
          id: 'ca',
          kind: 'authority',
          label: 'Your CA',
          help: "The zip that was made here with the CA, the folder of the vendor's script, or the CA certificate and its key. A zip made with your CA holds no CA key: give both.",
          entity: 'root',
        },
      ],
    },
    {
      id: 'request',
      label: 'Have a CA sign requests',
      help: 'First visit: a key and a request (CSR) for the plugin, and the same for Qlik. Come back with the replies.',
      requests: ['server', 'client'],
    },
    {
      id: 'complete',
      label: 'I have the CA’s replies',
      help: 'Second visit: the keys of the first one and both replies become the two folders.',
      brings: [
        {
          id: 'reply',
          kind: 'reply',
          label: 'The zip of the first visit, and both replies',
          help: 'The replies in any form and order: .cer, .crt, .pem, .p7b, with the certificates of the CA, its root too. Each is put to its key.',
          entity: 'server',
          others: ['client'],
          root: 'root',
        },
      ],
    },
  ],

  audiences: [
    { id: 'ca', label: 'The CA that signs', slug: 'ca' },
    { id: 'plugin', label: "The plugin's computer", slug: 'plugin' },
    {
      id: 'qlik',
      label: 'The Qlik server (Windows, as administrator)',
      slug: 'qlik',
      os: 'windows',
      sameAs: { audience: 'plugin', when: together, label: 'The computer with the plugin and Qlik' },
    },
    { id: 'safe', label: 'A safe place, away from all servers', slug: 'keep-safe', keepSafe: true },
  ],

  entities: [
    {
      id: 'root',
      kind: 'authority',
      title: 'Root certificate',
      subject: [{ type: 'CN', value: '{ca-name}' }],
      limitTo: ['hosts'],
      when: served,
    },
    {
      id: 'server',
      kind: 'leaf',
      title: 'Server certificate of the plugin',
      issuer: 'root',
      purposes: ['server'],
      subject: [{ type: 'CN', value: 'sse_server {plugin}' }],
      sans: [{ from: 'hosts', ipsAsDnsWhen: 'ips-as-dns' }],
    },
    {
      id: 'client',
      kind: 'leaf',
      title: 'Client certificate of Qlik',
      issuer: 'root',
      purposes: ['client'],
      subject: [{ type: 'CN', value: 'sse_client {plugin}' }],
      sans: [],
    },
  ],

  artifacts: [
    {
      id: 'server-root',
      path: 'sse_{plugin}_generated_certs/sse_{plugin}_server_certs/root_cert.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: "the root that Qlik's certificate is checked against",
      audience: 'plugin',
      fixedName: true,
    },
    {
      id: 'server-cert',
      path: 'sse_{plugin}_generated_certs/sse_{plugin}_server_certs/sse_server_cert.pem',
      encoding: { as: 'certificate-pem', entity: 'server', chain: 'full' },
      title: "the plugin's certificate",
      audience: 'plugin',
      fixedName: true,
    },
    {
      id: 'server-key',
      path: 'sse_{plugin}_generated_certs/sse_{plugin}_server_certs/sse_server_key.pem',
      encoding: { as: 'private-key-pkcs8-pem', entity: 'server' },
      title: "the plugin's private key",
      audience: 'plugin',
      fixedName: true,
      owner: 'the account that runs the plugin',
      leaked: [
        'Whoever has it can pose as the plugin and read what Qlik sends.',
        {
          when: issuedHere,
          line: "Qlik and gRPC read no revocation lists, so make everything new, with a new CA: first the plugin's computer, then every Qlik server.",
        },
        unrevoked,
      ],
    },
    {
      id: 'server-key-java',
      path: 'sse_{plugin}_generated_certs/sse_{plugin}_server_certs/sse_server_key.pk8',
      encoding: { as: 'private-key-pkcs8-pem', entity: 'server' },
      title: 'the same private key, for the Java plugin',
      audience: 'plugin',
      fixedName: true,
      owner: 'the account that runs the plugin',
      leaked: 'The same as for {name:server-key}.',
      when: { field: 'java-key', is: 'true' },
    },
    {
      id: 'client-root',
      path: 'sse_{plugin}_generated_certs/sse_{plugin}_client_certs_used_by_qlik/root_cert.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: "the root that the plugin's certificate is checked against",
      audience: 'qlik',
      fixedName: true,
    },
    {
      id: 'client-cert',
      path: 'sse_{plugin}_generated_certs/sse_{plugin}_client_certs_used_by_qlik/sse_client_cert.pem',
      encoding: { as: 'certificate-pem', entity: 'client', chain: 'full' },
      title: "Qlik's certificate",
      audience: 'qlik',
      fixedName: true,
    },
    {
      id: 'client-key',
      path: 'sse_{plugin}_generated_certs/sse_{plugin}_client_certs_used_by_qlik/sse_client_key.pem',
      encoding: { as: 'private-key-pkcs8-pem', entity: 'client' },
      title: "Qlik's private key",
      audience: 'qlik',
      fixedName: true,
      owner: 'the account that runs Qlik',
      leaked: [
        'Whoever has it can call the plugin as if they were Qlik. A plugin that evaluates scripts then runs their code.',
        {
          when: issuedHere,
          line: "Make everything new, with a new CA: first the plugin's computer (its root_cert.pem is what lets callers in), then every Qlik server.",
        },
        unrevoked,
      ],
    },
    {
      id: 'server-request',
      path: 'certificate_signing_requests/sse_server.txt',
      encoding: { as: 'request-pem', entity: 'server' },
      title: 'the request of the plugin; it holds no secret',
      audience: 'ca',
      fixedName: false,
      when: { mode: 'request' },
    },
    {
      id: 'client-request',
      path: 'certificate_signing_requests/sse_client.txt',
      encoding: { as: 'request-pem', entity: 'client' },
      title: 'the request of Qlik; it holds no secret',
      audience: 'ca',
      fixedName: false,
      when: { mode: 'request' },
    },
    {
      id: 'root-key',
      path: 'sse_{plugin}_generated_certs/sse_{plugin}_store_at_safe_location/root_key.pem',
      encoding: { as: 'authority-key-pem', entity: 'root' },
      title: "the CA's private key, needed only to renew or to add a plugin",
      audience: 'safe',
      fixedName: false,
      leaked:
        "Whoever has it can make certificates for both sides. Make everything new with a new CA, for every plugin under this root: first the plugins' computers, then every Qlik server.",
    },
    {
      id: 'root-cert',
      path: 'sse_{plugin}_generated_certs/sse_{plugin}_store_at_safe_location/root_cert.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: 'the root, beside its key',
      audience: 'safe',
      fixedName: false,
      when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
    },
  ],

  steps: [
    {
      audience: 'ca',
      kind: 'prepare',
      title: 'Send both requests, and keep this zip',
      text: [
        'Keep this zip: the certificates are useless without the keys in it. Send only the two files in {dir:server-request}. Ask for a TLS server’s certificate with every name in {name:server-request}, and for a client’s (extendedKeyUsage clientAuth) by {name:client-request}.',
        'Both from the same CA, best one for this alone: the plugin lets in everybody who has a client certificate under its root. Public CAs sign neither addresses nor names such as localhost.',
        'Come back with this zip, both replies and the certificates of the CA, its root too, and choose "I have the CA’s replies".',
      ],
      code: [
        {
          label: 'What is in a request (sh)',
          os: 'linux',
          language: 'sh',
          text: 'openssl req -in {file:server-request} -noout -text -verify',
        },
        {
          label: 'Microsoft AD CS, with templates for servers and for clients (cmd)',
          os: 'windows',
          language: 'cmd',
          text: [
            'certreq -submit -attrib "CertificateTemplate:WebServer" {file:server-request} server.cer server.p7b',
            'certreq -submit -attrib "CertificateTemplate:ClientAuth" {file:client-request} client.cer client.p7b',
          ],
        },
      ],
      when: { mode: 'request' },
    },
    {
      audience: 'safe',
      kind: 'prepare',
      title: 'Move the CA key away',
      text: [
        'Move the folder {dir:root-key} to a place that no server can read, such as a password manager, and delete it here, also where this folder is synced or backed up.',
        { when: apart, line: 'Each machine gets only its own download or folder.' },
      ],
      when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
    },

    {
      audience: 'plugin',
      kind: 'backup',
      title: 'Only if certificates are in use already: keep them',
      aside: true,
      text: [{ when: together, line: 'Settings.ini too, if you use it.' }],
      code: [
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            ...eachFolder,
            '  test ! -e "/etc/sse/$folder.before" && sudo cp -a "/etc/sse/$folder" "/etc/sse/$folder.before" ||',
            '    echo "Not copied: is $folder there, and is $folder.before left from an earlier change?"',
            'done',
          ],
        },
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [...eachFolderOnWindows, ...keeping, '}'],
        },
      ],
      when: served,
    },
    {
      audience: 'plugin',
      kind: 'place',
      title: 'Put both folders in their places',
      text: 'Does the plugin run as another account than yours? Its name goes into the line of the account. Do not rename the files.',
      code: [
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            'ACCOUNT=$(id -un)',
            `test -e {download:plugin} || cd`,
            `test -e {download:plugin} || cd ~/Downloads`,
            `unzip -o {download:plugin} '{dir:server-key}/*' '{dir:client-key}/*' verify.sh -d certificates &&`,
            '  sudo install -d -m 0755 /etc/sse && sudo install -d -m 0700 -o "$ACCOUNT" /etc/sse/{folder:server-key} /etc/sse/{folder:client-key} &&',
            '  sudo install -m 0600 -o "$ACCOUNT" certificates/{dir:server-key}/* /etc/sse/{folder:server-key}/ &&',
            '  sudo install -m 0600 -o "$ACCOUNT" certificates/{dir:client-key}/* /etc/sse/{folder:client-key}/',
          ],
        },
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            '& {',
            "  $ErrorActionPreference = 'Stop'",
            pluginAccount,
            ...qlikAccount,
            '  Set-Location "$HOME\\Downloads" # where the zip lies',
            '  try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force } catch { }',
            "  Expand-Archive -Force -ErrorAction Stop '{download:plugin}' certificates",
            room,
            ...placing(serverPlace, 'account', '{dir:server-key}'),
            ...placing(clientPlace, 'qlik', '{dir:client-key}'),
            {
              when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
              line: "  Remove-Item -Recurse 'certificates\\{dir:root-key}' # the CA's key stays in the zip",
            },
            "  Write-Host 'Both folders are in C:\\sse.'",
            { when: enterprise, line: valuesAgain },
            '}',
          ],
        },
      ],
      when: together,
    },
    {
      audience: 'plugin',
      kind: 'place',
      title: "Put the folder {folder:server-key} on the plugin's computer",
      text: 'Do not rename the files.',
      code: [
        {
          label:
            'Linux: from your own computer (sh or PowerShell); it leaves you logged in there. Other login? login@ before both hosts',
          os: 'linux',
          language: 'sh',
          text: [
            "cd ~/Downloads; scp {download:plugin} {bracketed:hosts}: ; ssh -t {host:hosts} 'unzip -o {download:plugin} -d certificates && sudo install -d -m 0755 /etc/sse && sudo install -d -m 0700 -o $(id -un) /etc/sse/{folder:server-key} && sudo install -m 0600 -o $(id -un) certificates/{dir:server-key}/* /etc/sse/{folder:server-key}/; exec $SHELL -l'",
          ],
        },
        {
          label: 'Windows: there, with the zip in Downloads (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            '& {',
            "  $ErrorActionPreference = 'Stop'",
            pluginAccount,
            '  Set-Location "$HOME\\Downloads" # where the zip lies',
            '  try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force } catch { }',
            "  Expand-Archive -Force -ErrorAction Stop '{download:plugin}' certificates",
            room,
            ...placing(serverPlace, 'account', '{dir:server-key}'),
            '}',
          ],
        },
      ],
      parts: [
        {
          title: 'On Linux itself, or for another account than your login there',
          text: 'Copy {download:plugin} there. Write the account that runs the plugin in the first line.',
          code: [
            {
              label: 'sh, where the download lies',
              language: 'sh',
              text: [
                'ACCOUNT=$(id -un)',
                'test -e {download:plugin} || cd',
                'test -e {download:plugin} || cd ~/Downloads',
                'unzip -o {download:plugin} -d certificates &&',
                '  sudo install -d -m 0755 /etc/sse && sudo install -d -m 0700 -o "$ACCOUNT" /etc/sse/{folder:server-key} &&',
                '  sudo install -m 0600 -o "$ACCOUNT" certificates/{dir:server-key}/* /etc/sse/{folder:server-key}/',
              ],
            },
          ],
        },
      ],
      when: apart,
    },
    // Before the plugin's start, which keeps its window, so that one computer is set up in one.
    {
      audience: 'qlik',
      kind: 'backup',
      title: 'Only if certificates are in use already: keep them',
      aside: true,
      text: 'Settings.ini too, if you use it.',
      code: [
        {
          label: 'PowerShell, as administrator',
          os: 'windows',
          language: 'powershell',
          text: ["foreach ($folder in @('{folder:client-key}')) {", ...keeping, '}'],
        },
      ],
      when: apart,
    },
    {
      audience: 'qlik',
      kind: 'place',
      title: 'Put the folder {folder:client-key} where Qlik runs',
      text: [
        'Copy {download:qlik} into the Downloads folder there, and paste these lines. Do not rename the files.',
        {
          when: enterprise,
          line: 'Several nodes: the same on every node that runs an engine. Services see no mapped drives.',
        },
      ],
      code: [
        {
          label: 'PowerShell, as administrator',
          os: 'windows',
          language: 'powershell',
          text: [
            '& {',
            "  $ErrorActionPreference = 'Stop'",
            ownAccount,
            ...qlikAccount,
            '  Set-Location "$HOME\\Downloads" # where the zip lies',
            '  try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force } catch { }',
            "  Expand-Archive -Force -ErrorAction Stop '{download:qlik}' certificates",
            room,
            ...placing(clientPlace, 'qlik', '{dir:client-key}'),
            { when: enterprise, line: valuesAgain },
            '}',
          ],
        },
      ],
      when: apart,
    },
    {
      audience: 'qlik',
      kind: 'configure',
      title: 'Enter the connection in the QMC',
      values: true,
      text: 'QMC, Analytic connections, Create new. Enter these four; without a certificate file path Qlik connects insecurely.',
      parts: [
        {
          title: 'Without the QMC',
          text: 'Several plugins go in one line, joined by ";".',
          code: [
            {
              label: 'Open Settings.ini (PowerShell, as administrator)',
              language: 'powershell',
              text: "notepad 'C:\\ProgramData\\Qlik\\Sense\\Engine\\Settings.ini'",
            },
            ...settings,
          ],
        },
      ],
      when: enterprise,
    },
    {
      audience: 'qlik',
      kind: 'configure',
      title: 'Enter the plugin in Settings.ini',
      text: 'Close Qlik first. A line SSEPlugin is there already? Replace this plugin\'s part of it; several go in one line, joined by ";".',
      code: [
        {
          label: 'Open Settings.ini (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: `notepad "$([Environment]::GetFolderPath('MyDocuments'))\\Qlik\\Sense\\Settings.ini"`,
          when: desktop,
        },
        {
          label: 'Open Settings.ini of QlikView Desktop (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: 'notepad "$env:APPDATA\\QlikTech\\QlikView\\Settings.ini"',
          when: qlikView,
        },
        ...settings,
      ],
      parts: [
        {
          title: 'QlikView Server: the same in two other files',
          text: 'The second is for its reloads.',
          code: [
            {
              label: 'PowerShell, as administrator',
              language: 'powershell',
              text: [
                "notepad 'C:\\ProgramData\\QlikTech\\QlikViewServer\\Settings.ini'",
                "notepad 'C:\\Windows\\System32\\config\\systemprofile\\AppData\\Roaming\\QlikTech\\QlikViewBatch\\Settings.ini'",
              ],
            },
          ],
          when: qlikView,
        },
      ],
      when: { field: 'qlik', isNot: 'enterprise' },
    },
    {
      audience: 'plugin',
      kind: 'configure',
      title: 'Only if a firewall keeps Qlik from port {port}: open it',
      aside: true,
      text: 'For the Qlik servers alone where you can.',
      code: [
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: "New-NetFirewallRule -DisplayName 'SSE plugin {plugin}' -Direction Inbound -Protocol TCP -LocalPort {port} -Action Allow",
        },
        {
          label: 'Linux with firewalld or ufw (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            'if command -v firewall-cmd; then',
            '  sudo firewall-cmd --permanent --add-port={port}/tcp && sudo firewall-cmd --reload',
            'else',
            '  sudo ufw allow {port}/tcp',
            'fi',
          ],
        },
      ],
      when: apart,
    },
    {
      audience: 'plugin',
      kind: 'start',
      title: 'Start the plugin, before Qlik',
      text: 'Python: from the folder above helloworld, such as examples/python. Good start: "Running server in secure mode on port". Leave the window open.',
      code: [
        {
          label: 'Python (sh)',
          os: 'linux',
          language: 'sh',
          text: 'python3 helloworld --port {port} --pem_dir /etc/sse/{folder:server-key}',
        },
        {
          label: 'Python (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: 'python helloworld --port {port} --pem_dir "C:\\sse\\{folder:server-key}"',
        },
      ],
      parts: [
        {
          title: 'C#',
          text: 'Good start: "Opening secure channel with mutual authentication". When a file is missing, the plugin does not start.',
          code: [
            {
              label: '.exe.config (App.config)',
              language: 'xml',
              text: [
                '<setting name="certificateFolder" serializeAs="String">',
                '  <value>C:\\sse\\{folder:server-key}</value>',
                '</setting>',
              ],
            },
          ],
        },
        {
          title: 'R',
          text: 'For Qlik on another computer, set grpcHost to 0.0.0.0. Good start: "Opening secure channel with mutual authentication". When a file is missing, it starts INSECURE, with only a warning in its log.',
          code: [
            {
              label: 'SSEtoRserve.exe.config',
              language: 'xml',
              text: [
                '<setting name="certificateFolderFullPath" serializeAs="String">',
                '  <value>C:\\sse\\{folder:server-key}</value>',
                '</setting>',
              ],
            },
          ],
        },
        {
          title: 'C++',
          text: 'Good start: "SSL server listening". The path needs its final slash. The published example starts INSECURE until you let it compare argv[1] instead of argv[2].',
          code: [
            {
              label: 'C++ (sh)',
              language: 'sh',
              text: './basic_example --pem_dir /etc/sse/{folder:server-key}/',
            },
          ],
        },
        {
          title: 'Java',
          text: 'It opens {name:server-key-java}. When it cannot, it logs "Could not create a secure connection." and starts INSECURE. It asks for no client certificate: anyone who reaches the port may call it.',
          code: [
            {
              label: 'Java (sh)',
              language: 'sh',
              text: 'java -jar basic-example-1.0-SNAPSHOT.jar --port {port} --pemDir /etc/sse/{folder:server-key}',
            },
          ],
          when: { field: 'java-key', is: 'true' },
        },
        {
          title: 'Java',
          text: 'Its plugin opens another key file. Turn on "Add the key file of the Java plugin" and make the files again.',
          when: { field: 'java-key', is: 'false' },
        },
        {
          title: 'Go',
          text: 'For Qlik on another computer, replace "localhost:%d" in its source by ":%d". It asks for no client certificate: anyone who reaches the port may call it.',
          code: [
            {
              label: 'Go (sh)',
              language: 'sh',
              text: 'go run server.go -tls -port {port} -cert_file /etc/sse/{folder:server-key}/{name:server-cert} -key_file /etc/sse/{folder:server-key}/{name:server-key}',
            },
          ],
        },
      ],
      when: served,
    },
    {
      audience: 'plugin',
      kind: 'verify',
      title: "To be sure: does it answer only to Qlik's certificate?",
      aside: true,
      text: [
        'While the plugin runs, in a second terminal in the folder with the zip. "0 failed" is good.',
        {
          when: together,
          line: 'On Windows, "not checked" stands for the login with Qlik\'s certificate, which needs openssl.',
        },
        {
          when: apart,
          line: 'The login with Qlik\'s certificate is "not checked" here: verify.sh does that where the full zip is unpacked.',
        },
      ],
      code: [
        {
          label: 'Linux, macOS, Git Bash (sh)',
          os: 'linux',
          language: 'sh',
          text: 'sh certificates/verify.sh --connect {address:hosts}',
        },
        {
          label: 'Windows (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: 'powershell -ExecutionPolicy Bypass -File certificates\\verify.ps1 -Connect {address:hosts}',
        },
      ],
      parts: [
        {
          title: 'By hand, in the folder certificates with both folders',
          text: 'With the certificate you want "Verify return code: 0 (ok)" and DONE at the end. Without it, the plugin must end the connection at once, with an error such as "unexpected eof while reading" or "certificate required". If DONE comes, the plugin asks for no client certificate.',
          code: [
            {
              label: "With Qlik's certificate (sh)",
              language: 'sh',
              text: '(sleep 2) | openssl s_client -connect {address:hosts} -alpn h2 -verify_return_error -CAfile {file:client-root} -cert {file:client-cert} -key {file:client-key}',
            },
            {
              label: 'Without a certificate (sh)',
              language: 'sh',
              text: '(sleep 2) | openssl s_client -connect {address:hosts} -alpn h2 -verify_return_error -CAfile {file:client-root}',
            },
          ],
        },
      ],
      when: served,
    },
    {
      audience: 'plugin',
      kind: 'rollback',
      title: 'Go back to what worked',
      text: [
        { when: together, line: 'Stop the plugin, put the kept folders back, start the plugin, then restart Qlik.' },
        {
          when: apart,
          line: 'Stop the plugin, put the kept folders back on both sides, start the plugin, then restart Qlik. Files of two CAs do not work together.',
        },
      ],
      code: [
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            ...eachFolder,
            '  test -e "/etc/sse/$folder.before" && test ! -e "/etc/sse/$folder.failed" &&',
            '    sudo mv "/etc/sse/$folder" "/etc/sse/$folder.failed" && sudo mv "/etc/sse/$folder.before" "/etc/sse/$folder" ||',
            '    echo "Not done: is $folder.before there, and is $folder.failed left from an earlier change?"',
            'done',
          ],
        },
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [...eachFolderOnWindows, ...goingBack, '}'],
        },
      ],
      when: served,
    },
    {
      audience: 'plugin',
      kind: 'renew',
      title: 'Renew before the certificates end',
      text: [
        {
          when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
          line: 'With the same CA: come back with this zip and choose "Renew", then replace the folder {folder:server-key} and restart the plugin. Qlik\'s files need no change.',
        },
        {
          when: { mode: 'use-ca' },
          line: 'With the same CA: come back with this zip and with the key of your CA, which is not in it, and choose "Renew". Then replace the folder {folder:server-key} and restart the plugin. Qlik\'s files need no change.',
        },
        {
          when: { mode: 'complete' },
          line: 'Make new requests here and send them to the CA. While it has the same root, each side changes alone.',
        },
        'With a new CA: replace both folders, plugin first, then restart Qlik.',
      ],
      when: served,
    },

    {
      audience: 'qlik',
      kind: 'start',
      title: 'Start Qlik again, after the plugin runs',
      text: [
        {
          when: enterprise,
          line: 'The engine asks a plugin for its functions when it starts, and since April 2018 also when the connection is changed in the QMC.',
        },
        { when: qlikView, line: 'QlikView Desktop: open it. QlikView Server: restart its service.' },
        { when: desktop, line: 'Open Qlik Sense Desktop.' },
        'Good sign: the plugin logs "GetCapabilities".',
        {
          when: enterprise,
          line: 'The SSE log in C:\\ProgramData\\Qlik\\Sense\\Log\\Engine\\Trace then says "New SSEPlugin added (secure connection)", and no error follows.',
        },
        {
          when: together,
          line: 'It works? Delete the folder certificates in Downloads, and move the zip to a safe place: both hold the keys.',
        },
        {
          when: apart,
          line: 'It works? Delete {download:plugin}, {download:qlik} and the folders certificates: they hold the keys.',
        },
      ],
      code: [
        {
          label: 'PowerShell, as administrator',
          os: 'windows',
          language: 'powershell',
          text: 'Restart-Service QlikSenseEngineService',
          when: enterprise,
        },
      ],
      when: served,
    },
    {
      audience: 'qlik',
      kind: 'verify',
      title: 'Only if nothing loads: is the plugin reached from here?',
      aside: true,
      text: 'The script names what is wrong; TcpTestSucceeded must be True. A proxy set for the service account is used by gRPC too: http_proxy, https_proxy and grpc_proxy redirect it; no_grpc_proxy and no_proxy name the hosts to leave alone.',
      code: [
        {
          label: 'PowerShell, in the folder with the zip',
          os: 'windows',
          language: 'powershell',
          text: [
            'powershell -ExecutionPolicy Bypass -File certificates\\verify.ps1 -Connect {address:hosts}',
            'Test-NetConnection -ComputerName {host:hosts} -Port {port}',
            "[Environment]::GetEnvironmentVariables('Machine').GetEnumerator() | Where-Object Key -like '*proxy*'",
          ],
        },
      ],
      when: apart,
    },
    {
      audience: 'qlik',
      kind: 'rollback',
      title: 'Go back to what worked',
      text: "Put both kept folders back, the plugin's and this one, and restart Qlik.",
      code: [
        {
          label: 'PowerShell, as administrator',
          os: 'windows',
          language: 'powershell',
          text: ["foreach ($folder in @('{folder:client-key}')) {", ...goingBack, '}'],
        },
      ],
      when: apart,
    },
    {
      audience: 'qlik',
      kind: 'renew',
      title: 'Renew before the certificates end',
      text: 'Replace the folder {folder:client-key} on every node and restart Qlik. Under the same CA the plugin needs no change for this.',
      when: apart,
    },
  ],

  values: [
    {
      audience: 'qlik',
      label: 'Name',
      text: '{plugin}',
      help: "Any unique name. Apps call the plugin's functions by it, as in {plugin}.HelloWorld(…), so existing apps decide it.",
      when: enterprise,
    },
    {
      audience: 'qlik',
      label: 'Host',
      text: '{host:hosts}',
      help: 'Must match one of the names in the certificate: {hosts}.',
      when: enterprise,
    },
    { audience: 'qlik', label: 'Port', text: '{port}', when: enterprise },
    {
      audience: 'qlik',
      label: 'Certificate file path',
      text: 'C:\\sse\\{folder:client-key}',
      help: 'The folder, not a file in it.',
      when: enterprise,
    },
  ],

  checks: [
    {
      title: "the plugin's certificate is good for a server and leads to the root",
      audience: 'plugin',
      command: 'openssl verify -x509_strict -purpose sslserver -CAfile {file:server-root} {file:server-cert}',
      expect: 'OK',
      when: { mode: 'new' },
    },
    {
      title: "Qlik's certificate is good for a client and leads to the root",
      audience: 'qlik',
      command: 'openssl verify -x509_strict -purpose sslclient -CAfile {file:client-root} {file:client-cert}',
      expect: 'OK',
      when: { mode: 'new' },
    },
    {
      title: "the plugin's certificate is good for a server and leads to the root",
      audience: 'plugin',
      command:
        'openssl verify -purpose sslserver -CAfile {file:server-root} -untrusted {file:server-cert} {file:server-cert}',
      expect: 'OK',
      when: { mode: ['use-ca', 'complete'] },
    },
    {
      title: "Qlik's certificate is good for a client and leads to the root",
      audience: 'qlik',
      command:
        'openssl verify -purpose sslclient -CAfile {file:client-root} -untrusted {file:client-cert} {file:client-cert}',
      expect: 'OK',
      when: { mode: ['use-ca', 'complete'] },
    },
    {
      title: "the plugin's key can be read without a password",
      audience: 'plugin',
      command: 'openssl pkey -in {file:server-key} -noout -check',
      expect: 'valid',
    },
  ],

  knownErrors: [
    {
      message: 'Failed for {address:hosts} error code : 14 (gRPC UNAVAILABLE), in the SSE log of the Qlik engine',
      causes: [
        'The plugin was not running when the engine looked. Start the plugin, then restart the engine.',
        'The name or address in the connection is not in the certificate. It must match one of {hosts}, spelled like that; an IPv6 address in its short form.',
        'The plugin runs in a container or behind NAT, and the certificate has its inner name. It needs the one that Qlik uses, and the port must be published.',
        'The plugin runs without certificates and Qlik with them, or the other way round. Look for "secure" in the plugin\'s first log lines.',
        'The two folders are not from the same CA, for example after one side was renewed with a new one. Compare root_cert.pem on both sides.',
        'The path in the connection is not the folder, a file in it was renamed, or the service account may not read it.',
        'A firewall is in between, or the plugin listens on localhost only. Try Test-NetConnection from the Qlik server.',
        "A proxy variable applies to the service account (http_proxy, https_proxy, grpc_proxy). Set no_grpc_proxy to the plugin's host.",
        'A certificate has expired, or a clock is wrong by more than a day.',
      ],
    },
    {
      message: 'Failed to initialize gRPC communication for SSEPlugin',
      causes: ['Follows error 14. The causes are the same.'],
    },
    {
      message: 'Socket closed',
      causes: [
        'The plugin refused the client: no client certificate was sent, or it comes from another CA.',
        "The server files were given to Qlik, or Qlik's to the plugin.",
      ],
    },
    {
      message: 'Failed to bind',
      causes: [
        "Another program has the port, often the plugin's own earlier start.",
        'The key has a password, is not the key of the certificate, or a file is damaged: gRPC says no more than this. Run verify.sh or verify.ps1 in the folder.',
      ],
    },
    {
      message: 'File does not contain valid private key',
      causes: [
        'The Java plugin was given a key that is not PKCS#8, such as that of the vendor\'s script. Use sse_server_key.pk8: turn on "Add the key file of the Java plugin".',
      ],
    },
    {
      message: 'not found or files missing. Opening insecure channel instead.',
      causes: [
        "The R plugin did not find one of its three files and runs INSECURE. Check certificateFolderFullPath and the account's right to read.",
      ],
    },
    {
      message: 'The functions are unknown in Qlik, and no log mentions the plugin',
      causes: [
        'The empty line after SSEPlugin=… in Settings.ini is missing.',
        'Settings.ini is in another folder than the one this Qlik reads: Qlik Sense Desktop may read %LOCALAPPDATA%\\Programs\\Qlik\\Sense\\Engine instead.',
        "The name of the connection differs from the one in the app's expressions.",
      ],
    },
  ],

  endpoints: [
    {
      audience: 'plugin',
      port: 50052,
      portField: 'port',
      says: 'gRPC over TLS, opened by every Qlik node that runs an engine',
    },
  ],

  notes: [
    {
      level: 'note',
      text: 'A plugin in a container or behind NAT: list what Qlik uses. From outside that is the host or gateway; between containers of one network it is the service name. The address inside a container changes.',
    },
    {
      level: 'warning',
      text: "The examples in Go and Java ask for no client certificate, and the R and Java plugins start insecurely when they cannot read their files. Read the plugin's first log lines.",
      citation: `${repository}/tree/master/examples`,
    },
    {
      level: 'warning',
      text: 'The vendor’s repository has a sample set with its root key (valid until 2027). Never trust that root: anyone can sign with it.',
      citation: repository,
    },
    {
      level: 'note',
      text: 'A second plugin under the same root: come back with this zip, choose "Renew", then "Another one under the same CA", and give the plugin another name. Qlik may go on using one client folder for all plugins under one root.',
      when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
    },
    {
      level: 'note',
      text: "Your CA's key is not copied into this zip, so there is no folder to keep safe. To renew, give both, this zip and that key.",
      when: { mode: 'use-ca' },
    },
    {
      level: 'warning',
      text: 'The plugin lets in everybody who has a client certificate under the root of that CA: better use a CA for this alone.',
      when: issuedElsewhere,
    },
    {
      level: 'warning',
      text: "The CA's key is not kept. To renew or to add a name, everything must be made new and placed on both sides.",
      when: { field: 'ca-key', is: 'discard' },
    },
    {
      level: 'warning',
      text: 'Addresses written as DNS names are against RFC 5280. gRPC takes them; some checkers complain.',
      when: { field: 'ips-as-dns', is: 'true' },
    },
  ],

  revocation:
    'No. Neither the Qlik engine nor a plugin takes a revocation list. Make a new root, and change the files on both sides.',
  samples: [
    { name: 'defaults', answers: {} },
    { name: 'two hosts', answers: { plugin: 'sales', hosts: 'sse.example.com, 10.0.0.5' } },
    {
      name: 'everything switched on',
      answers: {
        plugin: 'R_1.2',
        hosts: 'https://sse.example.com:50051/x 2001:db8::5',
        'java-key': 'true',
        'ips-as-dns': 'true',
        'limit-ca': 'true',
        'ca-key': 'protected',
        port: '50051',
        key: 'p-256',
      },
    },
    { name: 'no CA key kept', answers: { plugin: 'sales', hosts: 'sse.example.com', 'ca-key': 'discard' } },
    { name: 'Qlik Sense Desktop', answers: { plugin: 'sales', qlik: 'desktop' } },
    { name: 'QlikView elsewhere', answers: { plugin: 'sales', hosts: 'sse.example.com', qlik: 'qlikview' } },
    { name: 'own CA', mode: 'use-ca', answers: { plugin: 'second', hosts: 'sse.example.com' } },
    { name: 'requests', mode: 'request', answers: { plugin: 'sales', hosts: 'sse.example.com' } },
    { name: 'replies', mode: 'complete', answers: { plugin: 'sales', hosts: 'sse.example.com' } },
  ],

  rejects: [
    { answers: { plugin: '' }, field: 'plugin', code: 'field-required' },
    { answers: { plugin: '../x' }, field: 'plugin', code: 'field-invalid' },
    { answers: { plugin: 'CON' }, field: 'plugin', code: 'field-invalid' },
    { answers: { plugin: 'nul.txt' }, field: 'plugin', code: 'field-invalid' },
    { answers: { plugin: 'sales.' }, field: 'plugin', code: 'field-invalid' },
    { answers: { plugin: 'a'.repeat(300) }, field: 'plugin', code: 'field-invalid' },
    { answers: { plugin: '-rf' }, field: 'plugin', code: 'field-invalid' },
    { answers: { plugin: 'a b' }, field: 'plugin', code: 'field-invalid' },
    { answers: { plugin: 'sales\u202Egpj' }, field: 'plugin', code: 'field-invalid' },
    { answers: { plugin: '<b>x</b>' }, field: 'plugin', code: 'field-invalid' },
    { answers: { hosts: '' }, field: 'hosts', code: 'field-required' },
    { answers: { hosts: '10.0.0.256' }, field: 'hosts', code: 'host-invalid' },
    { answers: { hosts: '*.com' }, field: 'hosts', code: 'host-invalid' },
    { answers: { hosts: 'a..example.com' }, field: 'hosts', code: 'host-invalid' },
    { answers: { hosts: '$(reboot).example.com' }, field: 'hosts', code: 'host-invalid' },
    { answers: { port: '0' }, field: 'port', code: 'field-invalid' },
    { answers: { port: '65536' }, field: 'port', code: 'field-invalid' },
    { answers: { 'java-key': 'yes' }, field: 'java-key', code: 'field-invalid' },
    { answers: { qlik: 'cloud' }, field: 'qlik', code: 'field-invalid' },
    { answers: { 'ca-name': 'x'.repeat(65) }, field: 'ca-name', code: 'common-name-too-long' },
    { answers: { 'ca-name': '' }, field: 'ca-name', code: 'field-required' },
    { answers: { 'ca-name': 'a{content:root-key}' }, field: 'ca-name', code: 'field-invalid' },
    { answers: { days: '0' }, field: 'days', code: 'days-invalid' },
    { answers: { days: '1.5' }, field: 'days', code: 'days-invalid' },
    { answers: { 'ca-days': '-1' }, field: 'ca-days', code: 'days-invalid' },
    { answers: { key: 'rsa-1024' }, field: 'key', code: 'field-invalid' },
    { answers: { 'ca-key': 'publish' }, field: 'ca-key', code: 'field-invalid' },
    { answers: { password: 'x' }, field: 'password', code: 'field-unknown' },
  ],
};

export default recipe;
