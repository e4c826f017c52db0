import type { Recipe } from './types';

const read = '2026-11-21';
const source = 'https://github.com/mitre/GraphEx/blob/459c3037c51bd5fd2ed2e2351b656fbcaff6379c';

/** Ways in that end with a certificate. */
const served = { mode: ['new', 'use-ca', 'complete', 'convert'] } as const;

/** GraphEx runs where the browser does, or on another computer. */
const here = { field: 'hosts', onlyHere: true } as const;
const elsewhere = { field: 'hosts', onlyHere: false } as const;
/** Puts the files in place on Linux, from the download that lies there. */
const placing = {
  language: 'sh',
  text: [
    'ACCOUNT=$(id -un)',
    'test -e {download:server} || cd',
    'test -e {download:server} || cd ~/Downloads',
    'unzip -o {download:server} -d certificates &&',
    '  (test ! -e /etc/graphex/{folder:key} || sudo cp -a /etc/graphex/{folder:key} "/etc/graphex/{folder:key}.$(date +%Y%m%d-%H%M%S)") &&',
    '  sudo install -d -m 0755 /etc/graphex && sudo install -d -m 0700 -o "$ACCOUNT" /etc/graphex/{folder:key} &&',
    '  sudo install -m 0600 -o "$ACCOUNT" certificates/{dir:key}/* /etc/graphex/{folder:key}/',
  ],
} as const;

const recipe: Recipe = {
  id: 'graphex',
  version: 2,
  title: 'GraphEx',
  summary: 'HTTPS for the GraphEx server, with its real names, and a root that browsers can trust.',
  vendorSays: 'Certificates for SSL must be provided to that directory with the names: cert.pem and key.pem',
  aliases: ['mitre-graphex', 'MITRE', 'ssl_certificates_path', 'cert.pem', 'key.pem', 'self-signed', 'Flask'],
  citations: [
    {
      url: `${source}/docs/markdown/advanced/ssl.md`,
      says: 'The flag -s, the YAML key, the two file names; automatic certificates; the script generate_certs.sh.',
      read,
    },
    {
      url: `${source}/graphex/__main__.py`,
      says: 'The flag beats the configuration; file names are compared without regard to case; -p names the port.',
      read,
    },
    {
      url: `${source}/graphex/vault.py`,
      says: 'Opens cert.pem and key.pem, and makes a version 1 certificate where they are missing.',
      read,
    },
    {
      url: `${source}/graphex/server.py`,
      says: 'Listens on 0.0.0.0, and serves the list and the content of every file under its root folder.',
      read,
    },
    {
      url: `${source}/ssl_certificates/generate_certs.sh`,
      says: 'A self-signed CA certificate for localhost without alternative names, and chmod 777 on the key.',
      read,
    },
  ],
  proof: 'system',
  proofNote:
    'The released server (mitre-graphex 1.18.3) is started with -s and answers a client that trusts only the root.',
  slug: '{first:hosts}',
  defaultKey: 'p-256',
  caName: 'GraphEx root for {short:hosts}',

  fields: [
    {
      id: 'hosts',
      kind: 'hosts',
      label: 'Host names and addresses',
      help: 'What people type into the address bar of their browser to open GraphEx.',
      sameComputer: 'Do you open GraphEx only on the computer it runs on?',
      default: 'localhost, 127.0.0.1',
      example: 'graphex.example.com, 10.0.0.5',
    },
    {
      id: 'port',
      kind: 'number',
      label: 'Port of GraphEx',
      help: 'Used in the commands only.',
      advanced: true,
      default: '8080',
      min: 1,
      max: 65535,
    },
  ],

  modes: [
    { id: 'new', label: 'Make everything new', help: 'A new CA, a certificate for GraphEx, and a root for browsers.' },
    {
      id: 'use-ca',
      label: 'Use my CA',
      help: 'A renewal, another GraphEx, or a CA of your own. Browsers go on trusting the same root.',
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
      help: 'First visit: a key and a request (CSR) for your company’s CA. Come back with its reply.',
      requests: ['server'],
    },
    {
      id: 'complete',
      label: 'I have the CA’s reply',
      help: 'Second visit: the key of the first one and the reply become cert.pem and key.pem.',
      brings: [
        {
          id: 'reply',
          kind: 'reply',
          label: 'The zip of the first visit, and the reply',
          help: 'The reply in any form: .cer, .crt, .pem, .p7b, several files in any order.',
          entity: 'server',
        },
      ],
    },
    {
      id: 'convert',
      label: 'I already have a certificate',
      help: 'A .pfx or PEM files, a wildcard too, become cert.pem and key.pem. GraphEx cannot ask for a password, so the key is written without one.',
      brings: [
        {
          id: 'own',
          kind: 'certified-key',
          label: 'Your certificate and its key',
          help: 'One .pfx or .p12, or PEM files of certificate, key and issuers.',
          entity: 'server',
        },
      ],
    },
  ],

  audiences: [
    { id: 'ca', label: 'The CA that signs', slug: 'ca' },
    { id: 'server', label: 'The computer that runs GraphEx', slug: 'server' },
    { id: 'clients', label: 'Everybody who opens GraphEx', slug: 'clients' },
    { id: 'safe', label: 'A safe place, away from all servers', slug: 'keep-safe', keepSafe: true },
  ],

  entities: [
    {
      id: 'root',
      kind: 'authority',
      title: 'Root certificate',
      subject: [{ type: 'CN', value: '{ca-name}' }],
      limitTo: ['hosts'],
      when: { mode: ['new', 'use-ca'] },
    },
    {
      id: 'server',
      kind: 'leaf',
      title: 'Certificate of GraphEx',
      issuer: 'root',
      purposes: ['server'],
      subject: [{ type: 'CN', value: '{first:hosts}' }],
      sans: [{ from: 'hosts' }],
    },
  ],

  artifacts: [
    {
      id: 'cert',
      path: 'graphex_ssl_certificates/cert.pem',
      encoding: { as: 'certificate-pem', entity: 'server', chain: 'full' },
      title: 'the certificate of GraphEx, with its issuers',
      audience: 'server',
      fixedName: true,
      when: served,
    },
    {
      id: 'server-root',
      path: 'root_for_verify/root.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: 'the root, for verify.sh',
      audience: 'server',
      fixedName: false,
    },
    {
      id: 'key',
      path: 'graphex_ssl_certificates/key.pem',
      encoding: { as: 'private-key-pkcs8-pem', entity: 'server' },
      title: 'the private key of GraphEx',
      audience: 'server',
      fixedName: true,
      owner: 'the account that runs GraphEx',
      leaked: [
        'Whoever has it can pose as GraphEx to everybody who trusts its root.',
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
      title: "the CA's private key, needed only to renew",
      audience: 'safe',
      fixedName: false,
      leaked:
        'Whoever has it can pose as any site to everybody who trusts this root. First have the root removed from every browser and store, then make everything new.',
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
      audience: 'ca',
      kind: 'prepare',
      title: 'Send the request, and keep this zip',
      text: [
        'Keep this zip: the certificate is useless without {file:key}. Send only {name:request}, and ask for a TLS server’s certificate with every name in it.',
        'Public CAs sign neither addresses nor names such as localhost or graphex.local.',
        'Come back with this zip and the reply, and choose "I have the CA’s reply".',
      ],
      code: [
        {
          label: 'What is in the request (sh)',
          os: 'linux',
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
      title: 'Put the folder {folder:key} there',
      text: 'Do not rename the files. What was there before is kept under a dated name.',
      code: [
        {
          label:
            'Linux: from your own computer (sh or PowerShell); it leaves you logged in there. Other login? login@ before both hosts',
          os: 'linux',
          language: 'sh',
          text: "cd ~/Downloads; scp {download:server} {bracketed:hosts}: ; ssh -t {host:hosts} 'unzip -o {download:server} -d certificates && (test ! -e /etc/graphex/{folder:key} || sudo cp -a /etc/graphex/{folder:key} /etc/graphex/{folder:key}.$(date +%Y%m%d-%H%M%S)) && sudo install -d -m 0755 /etc/graphex && sudo install -d -m 0700 -o $(id -un) /etc/graphex/{folder:key} && sudo install -m 0600 -o $(id -un) certificates/{dir:key}/* /etc/graphex/{folder:key}/; exec $SHELL -l'",
          when: elsewhere,
        },
        { ...placing, label: 'Linux (sh)', os: 'linux', when: here },
        {
          label: 'Windows: there, with the zip in Downloads (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            '$account = "$env:USERDOMAIN\\$env:USERNAME"',
            'Set-Location "$HOME\\Downloads" # where the zip lies',
            'try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force } catch { }',
            "Expand-Archive -Force '{download:server}' certificates",
            'if (Test-Path C:\\graphex\\{folder:key}) { Rename-Item C:\\graphex\\{folder:key} "{folder:key}.$(Get-Date -Format yyyyMMdd-HHmmss)" }',
            'New-Item -ItemType Directory -Force C:\\graphex\\{folder:key} | Out-Null',
            '# For the account, Administrators (S-1-5-32-544) and SYSTEM (S-1-5-18) alone.',
            "icacls C:\\graphex\\{folder:key} /inheritance:r /grant:r \"${account}:(OI)(CI)RX\" '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F'",
            'if ($LASTEXITCODE -eq 0) { Copy-Item -Force certificates\\{dir:key}\\* C:\\graphex\\{folder:key} }',
          ],
        },
      ],
      parts: [
        {
          title: 'On Linux itself, or for another account than your login there',
          text: 'Copy {download:server} there. Write the account that runs GraphEx in the first line.',
          code: [{ ...placing, label: 'sh, where the download lies' }],
          when: elsewhere,
        },
      ],
      when: served,
    },
    {
      audience: 'server',
      kind: 'configure',
      title: 'Only if a firewall is in between: let it open port {port}',
      aside: true,
      text: 'GraphEx listens on all IPv4 addresses, which no flag changes.',
      code: [
        {
          label: 'Windows, own network only (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: "New-NetFirewallRule -DisplayName 'GraphEx' -Direction Inbound -Protocol TCP -LocalPort {port} -RemoteAddress LocalSubnet -Action Allow",
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
      when: served,
    },
    {
      audience: 'server',
      kind: 'start',
      title: 'Start GraphEx with the folder',
      text: [
        'First go to the folder with your graphs. Keys must never lie below the folder that GraphEx works in (flag -r, by default where it is started): everybody who opens its page can read what is there. On the command line, or by its configuration file; -s beats the file. In a container, mount the folder read-only and name the path inside.',
        'Good start: "Searching for and using SSL Certficates at path" (sic) with your folder, then "GraphEx server starting on all network interfaces at port: {port}".',
      ],
      code: [
        {
          label: 'Linux (sh), as the account that runs it',
          os: 'linux',
          language: 'sh',
          text: 'python3 -m graphex serve -s /etc/graphex/{folder:key} -p {port}',
        },
        {
          label: 'Windows (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: 'python -m graphex serve -s C:\\graphex\\{folder:key} -p {port}',
        },
        {
          label: 'Or: Configuration file (.yml, flag -c), Linux',
          os: 'linux',
          language: 'yaml',
          text: 'ssl_certificates_path: "/etc/graphex/{folder:key}"',
        },
        {
          label: 'Or: Configuration file (.yml, flag -c), Windows',
          os: 'windows',
          language: 'yaml',
          text: "ssl_certificates_path: 'C:\\graphex\\{folder:key}'",
        },
      ],
      when: served,
    },
    {
      audience: 'server',
      kind: 'verify',
      title: 'Check that it serves this certificate',
      text: 'Then delete the folder certificates and the zip: both hold the key.',
      code: [
        {
          label: 'Where the download was unpacked (sh)',
          os: 'linux',
          language: 'sh',
          text: 'sh certificates/verify.sh --connect {address:hosts}',
          when: { mode: ['new', 'use-ca'] },
        },
        {
          label: 'Where the download was unpacked (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: 'powershell -ExecutionPolicy Bypass -File certificates\\verify.ps1 -Connect {address:hosts}',
          when: { mode: ['new', 'use-ca'] },
        },
        {
          label: 'By hand: the names and the last day that it shows (sh)',
          os: 'linux',
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
      text: 'Put the dated copy in the place of {folder:key} and start GraphEx again.',
      when: served,
    },
    {
      audience: 'server',
      kind: 'renew',
      title: 'Renew before the certificate ends',
      text: [
        'GraphEx says nothing when its certificate has expired, and serves it for ever; put renew-by.ics into your calendar.',
        {
          when: { mode: ['new', 'use-ca'] },
          line: 'With the same CA only this computer changes: new folder, start again. Browsers need nothing.',
        },
        { when: { mode: 'complete' }, line: 'Make a new request here and send it to the CA.' },
        {
          when: { mode: 'convert' },
          line: 'Get the new certificate where the old one came from, and bring it here again.',
        },
      ],
      when: served,
    },
  ],

  trust: [{ audience: 'clients', artifact: 'root' }],

  checks: [
    {
      title: 'the certificate is good for a server and leads to the root',
      audience: 'server',
      command: 'openssl verify -purpose sslserver -CAfile {file:server-root} -untrusted {file:cert} {file:cert}',
      expect: 'OK',
      when: { mode: ['new', 'use-ca'] },
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
      title: 'the request is signed with the key',
      audience: 'ca',
      command: 'openssl req -in {file:request} -noout -verify',
      expect: 'OK',
      when: { mode: 'request' },
    },
    {
      title: 'the key can be read without a password',
      audience: 'server',
      command: 'openssl pkey -in {file:key} -noout -check',
      expect: 'valid',
    },
  ],

  knownErrors: [
    {
      message: 'NET::ERR_CERT_AUTHORITY_INVALID, SEC_ERROR_UNKNOWN_ISSUER, "may be unsafe"',
      causes: [
        'This browser does not trust the root yet, or was not restarted afterwards.',
        'GraphEx was started without -s and shows the certificate that it made itself: read its first lines.',
        'Everything was made new, and the old root is trusted.',
      ],
    },
    {
      message: 'NET::ERR_CERT_COMMON_NAME_INVALID, SSL_ERROR_BAD_CERT_DOMAIN',
      causes: [
        'The name or address in the address bar is not one of {hosts}. Open one of them, or make the certificate again with it.',
      ],
    },
    {
      message: 'FileNotFoundError: [Errno 2] No such file or directory',
      causes: [
        'A file is named Cert.pem or KEY.PEM: the check at the start takes it, the loader does not. Write the names in lower case.',
        'The account that runs GraphEx may not read the folder.',
      ],
    },
    {
      message: "Path to SSL certificates: … doesn't exist!",
      causes: [
        'The path after -s, or in the configuration file, is not that of the folder; inside a container, the path there counts.',
        'The account that runs GraphEx may not look into a folder above it.',
      ],
    },
    {
      message: 'Certificate file for SSL with name: … not found in provided SSL Certificate directory',
      causes: ['The path does not name the folder itself but the one above, or a file was renamed.'],
    },
    {
      message: 'key values mismatch, or no certificate assigned',
      causes: ['Only one of the two files was replaced. Both come from the same zip.'],
    },
    {
      message: 'Enter PEM pass phrase, or OSError: [Errno 22] Invalid argument',
      causes: [
        'The key is protected by a password, which GraphEx cannot be told. Bring it here under "I already have a certificate".',
      ],
    },
    {
      message: 'Address already in use',
      causes: ['Another program, or an earlier GraphEx, has port {port}. Stop it, or name another port with -p.'],
    },
    {
      message: 'ERR_SSL_PROTOCOL_ERROR, ERR_EMPTY_RESPONSE, connection reset',
      causes: ['The address begins with http:// instead of https://.', 'A firewall is in between.'],
    },
  ],

  endpoints: [{ audience: 'server', port: 8080, portField: 'port', says: 'HTTPS, opened by browsers' }],

  notes: [
    {
      level: 'warning',
      text: 'GraphEx gives every file under its root folder to everybody who opens its page, and makes its own key there (graphex_ssl_certificates/key.pem). Keep certificates in another folder and name it with -s; remove the folder that it made.',
      citation: `${source}/graphex/server.py`,
    },
    {
      level: 'warning',
      text: 'The vendor’s page calls a connection with the automatic certificate “not unsafe”. It is unsafe: browsers cannot tell it from one that somebody in between has made. It is served after its 365 days too.',
      citation: `${source}/docs/markdown/advanced/ssl.md`,
    },
    {
      level: 'warning',
      text: 'The script generate_certs.sh makes a certificate for localhost that is a CA itself, and lets everybody on the computer read its key (chmod 777). Do not trust it: whoever read the key can sign with it.',
      citation: `${source}/ssl_certificates/generate_certs.sh`,
    },
    {
      level: 'note',
      text: 'Your CA’s key is not copied into this zip: you have it.',
      when: { mode: 'use-ca' },
    },
    {
      level: 'note',
      text: 'There is no root to hand out here: browsers must trust the CA that signed.',
      when: { mode: ['request', 'complete', 'convert'] },
    },
  ],

  revocation:
    'No. GraphEx asks nobody for a certificate, and browsers read no list of a private CA. Replace cert.pem and key.pem.',
  samples: [
    { name: 'defaults', answers: {} },
    { name: 'a name and an address', answers: { hosts: 'graphex.example.com, 10.0.0.5', 'limit-ca': 'true' } },
    {
      name: 'no CA key kept, another port',
      answers: { hosts: 'graphex.example.com', port: '8443', 'ca-key': 'discard', key: 'rsa-2048' },
    },
    { name: 'own CA', mode: 'use-ca', answers: { hosts: '*.example.com' } },
    { name: 'request', mode: 'request', answers: { hosts: 'graphex.example.com' } },
    { name: 'reply', mode: 'complete', answers: { hosts: 'graphex.example.com' } },
    { name: 'own certificate', mode: 'convert', answers: { hosts: 'graphex.example.com' } },
  ],

  rejects: [
    { answers: { hosts: '' }, field: 'hosts', code: 'field-required' },
    { answers: { hosts: '10.0.0.256' }, field: 'hosts', code: 'host-invalid' },
    { answers: { hosts: 'a..example.com' }, field: 'hosts', code: 'host-invalid' },
    { answers: { hosts: '$(reboot).example.com' }, field: 'hosts', code: 'host-invalid' },
    { answers: { port: '0' }, field: 'port', code: 'field-invalid' },
    { answers: { port: '65536' }, field: 'port', code: 'field-invalid' },
    { answers: { 'ca-name': '' }, field: 'ca-name', code: 'field-required' },
    { answers: { hosts: 'graphex', 'ca-name': 'graphex' }, field: 'ca-name', code: 'name-invalid' },
    { answers: { days: '0' }, field: 'days', code: 'days-invalid' },
    { answers: { key: 'rsa-1024' }, field: 'key', code: 'field-invalid' },
  ],
};

export default recipe;
