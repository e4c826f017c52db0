import type { Recipe } from './types';

const read = '2026-11-21';
const source = 'https://github.com/open-metadata/OpenMetadata';
const code = `${source}/blob/main/ingestion/src/metadata`;
const page = `${source}/blob/main/openmetadata-ui/src/main/resources/ui/public/locales/en-US/Dashboard/QlikSense.md`;
const made = ['lab', 'convert', 'sign'];
const real = { mode: ['convert', 'sign'] };
const ca = 'ca_store_at_safe_location';
const pem = { audience: 'ingestion', fixedName: false } as const;
const text = { ...pem, when: { mode: made } } as const;
const value = { audience: 'ingestion', when: { mode: made } } as const;
const byPath = { ...value, group: 'By path (better: no copies of the key)' } as const;
const byValue = { ...value, group: 'By value (paste it as it is; \\n is done where your release needs it)' } as const;
const current = { ...byValue, when: { mode: made, field: 'release', is: 'current' } } as const;
const old = { ...byValue, when: { mode: made, field: 'release', is: 'before-1.4' } } as const;
const inSecret = { ...value, group: 'For data: of a Kubernetes Secret' } as const;
const patternHelp = 'letters from a to z, digits, _ . @ - and spaces, at most 64';
const leaked = 'It holds the client key: the same as for {file:client-key}.';
const secretNote = '# It holds the private key: never commit it, and let only the ingestion read it.';
/** One command with what it is for: the shell has read all of it before it asks, so no pasted line becomes the token. */
const askAddress = "read -rp 'Address, such as https://openmetadata.example.com/api: ' OPENMETADATA_API &&";
const askToken = "read -rsp 'Token (not shown): ' OPENMETADATA_TOKEN && echo &&";
const exported = 'export OPENMETADATA_API OPENMETADATA_TOKEN &&';
const lab = { when: { mode: 'lab' }, line: '# For tests and mocks only.' };

/** The workflow around the connection, as `metadata ingest` reads it; `${…}` is replaced from the environment there. */
const begin = [
  'source:',
  '  type: qliksense',
  '  serviceName: qlik_sense',
  '  serviceConnection:',
  '    config:',
  '      type: QlikSense',
  '      displayUrl: "https://{bracketed:host}"',
  '      hostPort: "wss://{address:host}"',
  '      userDirectory: "{directory}"',
  '      userId: "{user}"',
];
const validate = '      validateHostName: {validate-host}';
const end = [
  '  sourceConfig:',
  '    config:',
  '      type: DashboardMetadata',
  'sink:',
  '  type: metadata-rest',
  '  config: {}',
  'workflowConfig:',
  '  openMetadataServerConfig:',
  '    hostPort: "${OPENMETADATA_API}"',
  '    authProvider: openmetadata',
  '    securityConfig:',
  '      jwtToken: "${OPENMETADATA_TOKEN}"',
];

const recipe: Recipe = {
  id: 'openmetadata-qlik-sense',
  version: 1,
  title: 'OpenMetadata connector for Qlik Sense',
  summary: 'Certificates for the Qlik Sense connector: YAML, JSON and single values to paste.',
  vendorSays: 'You will have to replace new lines with \\n',
  aliases: ['ingestion', 'sslConfig', 'clientCertificateData', 'qliksense.yaml', 'client.pem', 'client.pfx', 'lab'],
  citations: [
    { url: page, says: 'The labels of the form; its rules for line ends and for the key are partly wrong.', read },
    {
      url: `${code}/ingestion/source/dashboard/qliksense/client.py`,
      says: 'By path or by sslConfig; header X-Qlik-User; only the check of the name can be switched off.',
      read,
    },
    {
      url: `${code}/utils/ssl_manager.py`,
      says: 'Values are written to temporary files as they are: no literal \\n is replaced.',
      read,
    },
    {
      url: 'https://pypi.org/project/openmetadata-ingestion/',
      says: 'Compared as released: 1.1.7.5 to 1.3.4.0 have the …Data fields, 1.4.0.0 to 2.0.7.0 sslConfig and validateHostName.',
      read,
    },
    { url: `${source}/pull/15828`, says: 'The change from …Data to sslConfig.', read },
    {
      url: 'https://docs.open-metadata.org/v1.12.x/api-reference/data-assets/dashboard-services/create.md',
      says: 'The API that creates or changes a dashboard service.',
      read,
    },
  ],
  proof: 'loader',
  proofNote:
    "The released connector's own connection code reads these files against a server that requires client certificates. Qlik Sense itself was not run.",
  slug: '{host}',
  defaultKey: 'rsa-2048',
  caName: 'Lab root for tests only ({short:host})',

  fields: [
    {
      id: 'host',
      kind: 'hosts',
      label: 'Qlik server',
      help: "What the ingestion calls: a name in Qlik's server certificate, usually the full computer name; of a lab on this computer, localhost.",
      default: 'qlik.example.com',
      example: 'qlik.example.com',
      wildcard: false,
      single: true,
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
      id: 'user',
      kind: 'text',
      label: 'User ID',
      help: 'The ingestion sees the apps that this user may open.',
      default: 'sa_repository',
      example: 'sa_api',
      pattern: /[\w.@][\w.@ -]{0,63}/u,
      patternHelp,
    },
    {
      id: 'release',
      kind: 'choice',
      label: 'OpenMetadata release',
      help: 'Of the ingestion: metadata --version, or docker exec openmetadata_ingestion metadata --version.',
      default: 'current',
      when: { mode: made },
      options: [
        { value: 'current', label: '1.4 or later' },
        { value: 'before-1.4', label: 'Before 1.4 (until May 2024)' },
      ],
    },
    {
      id: 'port',
      kind: 'number',
      label: 'Port of the engine',
      advanced: true,
      default: '4747',
      min: 1,
      max: 65535,
    },
    {
      id: 'validate-host',
      kind: 'switch',
      label: 'Validate the host name',
      help: 'Off, any certificate of the site passes for this server. The chain is verified all the same.',
      advanced: true,
      default: 'true',
      when: { mode: made },
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
      help: 'client.pfx or PEM files become the three files and the finished configuration, checked.',
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
    { id: 'ingestion', label: 'Where the OpenMetadata ingestion runs', slug: 'ingestion' },
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
      sans: [{ from: 'host' }, { kind: 'dns', value: 'localhost' }, { kind: 'ip', value: '127.0.0.1' }],
      when: { mode: 'lab' },
    },
  ],

  artifacts: [
    {
      ...pem,
      id: 'client-cert',
      path: 'client.pem',
      target: '/opt/qlik/client.pem',
      encoding: { as: 'certificate-pem', entity: 'client', chain: 'full' },
      title: 'the client certificate',
    },
    {
      ...pem,
      id: 'client-key',
      path: 'client_key.pem',
      target: '/opt/qlik/client_key.pem',
      encoding: { as: 'private-key-pkcs8-pem', entity: 'client' },
      title: 'its private key',
      owner: 'the account that runs the ingestion',
      leaked: [
        {
          when: real,
          line: "Whoever has it can act as any user of the site. Do not count on revocation: close port {port} on the Qlik server to all but its nodes, have the site's certificates replaced there, then export again for each program.",
        },
        { when: { mode: 'lab' }, line: 'Make a new lab set.' },
      ],
    },
    {
      ...pem,
      id: 'root-cert',
      path: 'root.pem',
      target: '/opt/qlik/root.pem',
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: "the root that the server's certificate is checked against",
    },
    {
      ...text,
      id: 'by-value',
      path: 'qliksense.by-value.yaml',
      title: 'workflow with the certificates in it, for 1.4 or later',
      secret: true,
      leaked,
      encoding: {
        as: 'text',
        language: 'yaml',
        text: [
          '# OpenMetadata 1.4 or later. metadata ingest -c {name:by-value}',
          secretNote,
          lab,
          ...begin,
          validate,
          '      certificates:',
          '        sslConfig:',
          '          caCertificate: |',
          '            {content:root-cert}',
          '          sslCertificate: |',
          '            {content:client-cert}',
          '          sslKey: |',
          '            {content:client-key}',
          ...end,
        ],
      },
    },
    {
      ...text,
      id: 'by-path',
      path: 'qliksense.by-path.yaml',
      title: 'workflow that names the three files, for the release chosen',
      encoding: {
        as: 'text',
        language: 'yaml',
        text: [
          { when: { field: 'release', is: 'current' }, line: '# OpenMetadata 1.4 or later.' },
          { when: { field: 'release', is: 'before-1.4' }, line: '# OpenMetadata before 1.4.' },
          '# The paths are those where the ingestion runs. metadata ingest -c {name:by-path}',
          lab,
          ...begin,
          { when: { field: 'release', is: 'current' }, line: validate },
          '      certificates:',
          '        clientCertificate: {target:client-cert}',
          '        clientKeyCertificate: {target:client-key}',
          '        rootCertificate: {target:root-cert}',
          ...end,
        ],
      },
    },
    {
      ...text,
      id: 'old-release',
      path: 'qliksense.old-release.yaml',
      title: 'workflow with the certificates in it, for releases before 1.4',
      secret: true,
      leaked,
      encoding: {
        as: 'text',
        language: 'yaml',
        text: [
          '# OpenMetadata before 1.4. metadata ingest -c {name:old-release}',
          secretNote,
          '# stagingDir is deleted with all that is in it. A connection that fails leaves the key there.',
          lab,
          ...begin,
          '      certificates:',
          "        clientCertificateData: '{escaped:client-cert}\\n'",
          "        clientKeyCertificateData: '{escaped:client-key}\\n'",
          "        rootCertificateData: '{escaped:root-cert}\\n'",
          '        stagingDir: /tmp/openmetadata-qlik',
          ...end,
        ],
      },
    },
    {
      ...text,
      id: 'json',
      path: 'qliksense.json',
      title: 'the service for the API, for 1.4 or later',
      secret: true,
      leaked,
      encoding: {
        as: 'text',
        language: 'json',
        text: [
          '{',
          '  "name": "qlik_sense",',
          '  "serviceType": "QlikSense",',
          { when: { mode: 'lab' }, line: '  "description": "For tests and mocks only.",' },
          '  "connection": {',
          '    "config": {',
          '      "type": "QlikSense",',
          '      "displayUrl": "https://{bracketed:host}",',
          '      "hostPort": "wss://{address:host}",',
          '      "userDirectory": "{directory}",',
          '      "userId": "{user}",',
          '      "validateHostName": {validate-host},',
          '      "certificates": {',
          '        "sslConfig": {',
          '          "caCertificate": "{escaped:root-cert}\\n",',
          '          "sslCertificate": "{escaped:client-cert}\\n",',
          '          "sslKey": "{escaped:client-key}\\n"',
          '        }',
          '      }',
          '    }',
          '  }',
          '}',
        ],
      },
    },
    {
      ...pem,
      id: 'server-cert',
      path: 'server.pem',
      encoding: { as: 'certificate-pem', entity: 'server', chain: 'full' },
      title: "the mock server's certificate (lab only)",
    },
    {
      ...pem,
      id: 'server-key',
      path: 'server_key.pem',
      encoding: { as: 'private-key-pkcs8-pem', entity: 'server' },
      title: "the mock server's private key (lab only)",
      owner: 'the account that runs the mock',
      leaked: 'Whoever has it can pose as the mock. Make a new lab set.',
    },
    {
      id: 'ca-cert',
      path: `${ca}/root_cert.pem`,
      encoding: { as: 'certificate-pem', entity: 'root' },
      title: 'the root, beside its key',
      audience: 'safe',
      fixedName: false,
      when: { mode: 'lab', field: 'ca-key', isNot: 'discard' },
    },
    {
      id: 'ca-key',
      path: `${ca}/root_key.pem`,
      encoding: { as: 'authority-key-pem', entity: 'root' },
      title: "the lab root's private key, needed only to sign another client",
      audience: 'safe',
      fixedName: false,
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
            'Please export the client certificate of our Qlik Sense site for OpenMetadata.',
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
            'Which user may OpenMetadata act as? I would use {directory}\\{user}.',
            'It sees the apps that this user may open, and needs TCP {port} (engine)',
            { when: { field: 'caller', filled: true }, line: 'from {caller}.' },
            {
              when: { field: 'caller', filled: false },
              line: 'from the machine where OpenMetadata runs; I will send its address.',
            },
            { when: { field: 'host', isNot: 'qlik.example.com' }, line: 'It would connect to {host}.' },
          ],
        },
      ],
      when: { mode: 'ask' },
    },
    {
      audience: 'qlik',
      kind: 'configure',
      title: 'Let the ingestion reach the engine',
      text: 'TCP {port}, from where the ingestion runs only. Containers and pods show the address of their host or gateway.',
      code: [
        {
          label: 'PowerShell, as administrator, with that address',
          os: 'windows',
          language: 'powershell',
          text: "New-NetFirewallRule -DisplayName 'OpenMetadata' -Direction Inbound -Protocol TCP -LocalPort {port} -RemoteAddress 192.0.2.10 -Action Allow",
        },
      ],
      when: real,
    },
    {
      audience: 'qlik',
      kind: 'renew',
      title: 'Before the certificates end: export again',
      text: 'Also when the site gets new certificates. Only Qlik can renew them: export in the QMC, drop the files here, replace the files or values in OpenMetadata.',
      when: { mode: 'convert' },
    },
    {
      audience: 'ingestion',
      kind: 'prepare',
      title: 'For tests and mocks only',
      text: 'A mock takes {name:server-cert} and {name:server-key}, and demands client certificates of {name:root-cert}.',
      when: { mode: 'lab' },
    },
    {
      audience: 'ingestion',
      kind: 'place',
      title: 'By path: put the three files where the ingestion runs',
      text: 'Run the lines where the zip is unpacked. 50000 is the account in the official images; without a container, the one that runs the ingestion.',
      code: [
        {
          label: 'On a host, or for a container on it (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            'ACCOUNT=50000',
            'sudo install -d -m 0700 -o "$ACCOUNT" /opt/qlik &&',
            '  sudo install -m 0400 -o "$ACCOUNT" {file:client-cert} {file:client-key} {file:root-cert} /opt/qlik/',
          ],
        },
        {
          label: 'Docker: docker-compose.override.yml beside docker-compose.yml, then docker compose up -d',
          language: 'yaml',
          text: ['services:', '  ingestion:', '    volumes:', '      - /opt/qlik:/opt/qlik:ro'],
        },
        {
          label: 'Kubernetes, in the namespace of the ingestion (sh)',
          language: 'sh',
          text: 'kubectl create secret generic openmetadata-qlik --from-file={file:client-cert} --from-file={file:client-key} --from-file={file:root-cert}',
        },
        {
          label: 'Kubernetes: into the pod template of the ingestion (its group may read the files)',
          language: 'yaml',
          text: [
            'securityContext:',
            '  fsGroup: 50000',
            'containers:',
            '  - name: ingestion',
            '    volumeMounts:',
            '      - name: qlik',
            '        mountPath: /opt/qlik',
            '        readOnly: true',
            'volumes:',
            '  - name: qlik',
            '    secret:',
            '      secretName: openmetadata-qlik',
            '      defaultMode: 0440',
          ],
        },
      ],
      when: { mode: made },
    },
    {
      audience: 'ingestion',
      kind: 'start',
      title: 'Run it',
      text: [
        'In OpenMetadata: Settings, Services, Dashboards, Qlik Sense, the values above, Test Connection. Or one of these; they ask for the token of its ingestion bot.',
        {
          when: { field: 'release', is: 'current' },
          line: 'By value, take {name:by-value} in place of {name:by-path}.',
        },
        {
          when: { field: 'release', is: 'before-1.4' },
          line: 'By value, take {name:old-release} in place of {name:by-path}.',
        },
      ],
      code: [
        {
          label: 'Workflow from the command line (bash)',
          language: 'sh',
          text: [askAddress, `  ${askToken}`, `  ${exported}`, '  metadata ingest -c {file:by-path}'],
        },
        {
          label: 'The same in Docker, by path (bash)',
          language: 'sh',
          text: [
            askToken,
            '  OPENMETADATA_API=http://openmetadata-server:8585/api &&',
            `  ${exported}`,
            '  docker cp {file:by-path} openmetadata_ingestion:/tmp/ &&',
            '  docker exec -it -e OPENMETADATA_API -e OPENMETADATA_TOKEN openmetadata_ingestion metadata ingest -c /tmp/{name:by-path}',
          ],
        },
        {
          label: 'API, by value (bash)',
          language: 'sh',
          text: [
            askAddress,
            `  ${askToken}`,
            '  printf \'header = "Authorization: Bearer %s"\\n\' "$OPENMETADATA_TOKEN" |',
            '    curl -K - -X PUT -H \'Content-Type: application/json\' --data-binary @{file:json} "$OPENMETADATA_API/v1/services/dashboardServices"',
          ],
          when: { field: 'release', is: 'current' },
        },
      ],
      when: { mode: made },
    },
    {
      audience: 'ingestion',
      kind: 'verify',
      title: 'If it does not connect: the port, then the certificates',
      text: 'Where the ingestion runs, in its container or pod. Good sign: "Verify return code: 0 (ok)". Only the names in the last output may be used.',
      code: [
        {
          label: 'OpenSSL (sh), where the zip is unpacked',
          language: 'sh',
          text: [
            '(sleep 2) | openssl s_client -connect {address:host} -verify_return_error -CAfile {file:root-cert} -cert {file:client-cert} -key {file:client-key}',
            'openssl s_client -connect {address:host} </dev/null 2>/dev/null | openssl x509 -noout -subject -enddate -ext subjectAltName',
          ],
        },
        {
          label: 'Windows (PowerShell), where the zip is unpacked',
          os: 'windows',
          language: 'powershell',
          text: [
            'powershell -ExecutionPolicy Bypass -File .\\verify.ps1 -Connect {address:host}',
            'Test-NetConnection {host:host} -Port {port}',
          ],
        },
      ],
      when: { mode: made },
    },
    {
      audience: 'ingestion',
      kind: 'renew',
      title: 'Renew before the certificates end',
      text: [
        'Replace the files or values in OpenMetadata; the server needs no change.',
        { when: { mode: 'lab' }, line: 'The server certificate: make a new lab set.' },
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

  values: [
    { ...value, label: 'Qlik Sense Base URL', text: 'https://{bracketed:host}', help: 'For links to dashboards.' },
    { ...value, label: 'Qlik Engine JSON API Websocket URL', text: 'wss://{address:host}' },
    { ...value, label: 'User Directory', text: '{directory}' },
    { ...value, label: 'User ID', text: '{user}' },
    {
      ...value,
      label: 'Validate Host Name',
      text: '{validate-host}',
      when: { mode: made, field: 'release', is: 'current' },
    },
    { ...byPath, label: 'Client Certificate Path', text: '{target:client-cert}' },
    { ...byPath, label: 'Client Key Certificate', text: '{target:client-key}' },
    {
      ...byPath,
      label: 'Root Certificate',
      text: '{target:root-cert}',
      help: 'Paths where the ingestion runs.',
    },
    {
      ...current,
      label: 'CA Certificate',
      text: '{content:root-cert}',
      help: 'Under SSL Config, in several lines, like the next two. The help page calls it SSL CA.',
    },
    { ...current, label: 'SSL Certificate', text: '{content:client-cert}' },
    { ...current, label: 'SSL Key', text: '{content:client-key}', secret: true },
    {
      ...old,
      label: 'Client Certificate Value',
      text: '{escaped:client-cert}\\n',
      help: 'In one line, like the next two.',
    },
    { ...old, label: 'Client Key Certificate Value', text: '{escaped:client-key}\\n', secret: true },
    { ...old, label: 'Root Certificate Value', text: '{escaped:root-cert}\\n' },
    {
      ...old,
      label: 'Staging Directory Path',
      text: '/tmp/openmetadata-qlik',
      help: 'It is deleted with all that is in it.',
    },
    { ...inSecret, label: 'Certificate in base64', text: '{base64:client-cert}', help: 'Under {name:client-cert}.' },
    {
      ...inSecret,
      label: 'Key in base64',
      text: '{base64:client-key}',
      secret: true,
      help: 'Under {name:client-key}.',
    },
    { ...inSecret, label: 'Root in base64', text: '{base64:root-cert}', help: 'Under {name:root-cert}.' },
  ],

  checks: [
    {
      ...value,
      title: 'the client certificate is good for a client and leads to the root',
      command:
        'openssl verify -purpose sslclient -CAfile {file:root-cert} -untrusted {file:client-cert} {file:client-cert}',
      expect: 'OK',
    },
    {
      ...value,
      title: 'the key belongs to the client certificate',
      command:
        'test "$(openssl pkey -in {file:client-key} -pubout)" = "$(openssl x509 -in {file:client-cert} -noout -pubkey)" && echo same key',
      expect: 'same key',
    },
    {
      ...value,
      title: 'the YAML by value holds that key as a block',
      command:
        "sed -n '/sslKey/,/END/{/sslKey/d;s/^ *//p;}' {file:by-value} | cmp - {file:client-key} && echo same file",
      expect: 'same file',
    },
    {
      ...value,
      title: 'the YAML for older releases holds that key in one line',
      command:
        'printf \'%b\' "$(sed -n "s/^ *clientKeyCertificateData: \'\\(.*\\)\'/\\1/p" {file:old-release})" | cmp - {file:client-key} && echo same file',
      expect: 'same file',
    },
    {
      title: "the mock server's certificate is good for a server and leads to the root",
      audience: 'ingestion',
      command: 'openssl verify -x509_strict -purpose sslserver -CAfile {file:root-cert} {file:server-cert}',
      expect: 'OK',
      when: { mode: 'lab' },
    },
  ],

  knownErrors: [
    {
      message:
        '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain, or unable to get local issuer certificate',
      causes: [
        'The root is missing, of another site, or older than the certificates of the site. The ingestion never reads a Java cacerts, only the root in the connection.',
        'The address leads to port 443, where the proxy shows another certificate. Use wss://{address:host} without a path.',
        'One side is a lab set, the other is not.',
      ],
    },
    {
      message: '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, or IP address mismatch',
      causes: [
        "{host:host} is not in Qlik's server certificate. Use a name that is, usually the full computer name.",
        'From 1.4 on Validate Host Name may be switched off; then any certificate of the site passes.',
      ],
    },
    {
      message: '[SSL] PEM lib, or NO_CERTIFICATE_OR_CRL_FOUND',
      causes: [
        'From 1.4 on: the value has \\n in place of line ends, as the help page says. Paste it as it is.',
        'The line ends were lost in a field of one line. Use the YAML, the API or paths.',
        'The key was put between BEGIN CERTIFICATE and END CERTIFICATE, as the help page shows it.',
      ],
    },
    {
      message: '[X509: KEY_VALUES_MISMATCH] key values mismatch',
      causes: ['The key belongs to another certificate, such as the one of server.pem.'],
    },
    {
      message: 'FileNotFoundError, or PermissionError',
      causes: [
        'The path is that of another computer. It must exist where the ingestion runs: inside the container or pod.',
        'The account of the ingestion may not read the file. Look with ls -ln and id there.',
      ],
    },
    {
      message:
        "Missing parameter in ('certificates', …), Extra parameter 'validateHostName', Field required, or Extra inputs are not permitted",
      causes: [
        'The form is that of another release: sslConfig and validateHostName since 1.4, the …Data fields before. Choose your release here.',
      ],
    },
    {
      message:
        'Connection to remote host was lost, Connection reset by peer, Broken pipe, or EOF occurred in violation of protocol',
      causes: [
        'Qlik refused the client certificate: it has expired, or is of another root, such as that of a lab set.',
        'The certificate is not one for clients.',
      ],
    },
    {
      message: 'Connection timed out, or Connection refused',
      causes: [
        'A firewall between the ingestion and port {port}, or a pod or container without a route to it.',
        'Where https_proxy is set, the ingestion goes there: put {host:host} into no_proxy.',
      ],
    },
    {
      message: 'Failed to fetch the dashboard list, or no dashboards at all',
      causes: [
        'The user {user} is not in {directory}, or may open no app. Look under Users in the QMC.',
        'The lines above it in the log have the reason, at the level DEBUG.',
      ],
    },
  ],

  endpoints: [
    { audience: 'qlik', port: 4747, portField: 'port', says: 'engine, WebSocket over TLS, opened by the ingestion' },
  ],

  notes: [
    {
      level: 'warning',
      text: 'For tests and mocks only: no real Qlik site accepts this set.',
      when: { mode: 'lab' },
    },
    {
      level: 'warning',
      text: 'qliksense.by-value.yaml, qliksense.old-release.yaml and qliksense.json hold the private key. Never commit them. By path you need none of them: delete them; by value, once OpenMetadata has the values.',
      when: { mode: made },
    },
    {
      level: 'warning',
      text: 'Whoever has the client certificate and its key can act as any user of the Qlik site; no password is asked. Give OpenMetadata a user that sees what it needs.',
      citation:
        'https://help.qlik.com/en-US/sense-developer/May2025/Subsystems/RepositoryServiceAPI/Content/Sense_RepositoryServiceAPI/RepositoryServiceAPI-Example-Connect-cURL-Certificates.htm',
      when: { mode: ['convert', 'ask', 'sign'] },
    },
    {
      level: 'note',
      text: 'The help page asks for \\n in place of line ends: right before 1.4 only; since then it breaks them.',
      citation: `${code}/utils/ssl_manager.py`,
    },
    {
      level: 'note',
      text: 'The help page puts the private key between CERTIFICATE lines, which fails. The key keeps its own.',
      citation: page,
    },
    {
      level: 'note',
      text: 'The help page also lists the …Data fields and the staging folder, which releases since 1.4 do not know.',
      citation: `${code}/examples/workflows/qlik_sense.yaml`,
    },
    {
      level: 'note',
      text: 'The help page also allows wss://server/virtual-proxy: the proxy on port 443, which has another certificate and takes no client certificates.',
      citation: page,
    },
    {
      level: 'note',
      text: 'Validate Host Name is off in the connector unless set, and on here.',
      citation: `${source}/issues/15892`,
    },
    {
      level: 'warning',
      text: 'stagingDir is deleted with all that is in it. Name an empty folder that others cannot read: the key is there while it runs.',
      citation: `${code}/utils/helpers.py`,
      when: { mode: made, field: 'release', is: 'before-1.4' },
    },
    {
      level: 'warning',
      text: 'By value, the key is written to a file where the ingestion runs (stagingDir before 1.4, the folder for temporary files since), and stays when a connection fails. Delete it there.',
      citation: `${code}/utils/ssl_manager.py`,
      when: { mode: made },
    },
  ],

  revocation: 'No. The connector gives Python a root and no list. What Qlik accepts is decided by the CA of its site.',
  samples: [
    { name: 'defaults', answers: {} },
    {
      name: 'an address, another user, an old release',
      answers: {
        host: '2001:db8::5',
        port: '14747',
        user: 'api user@example.com',
        directory: '123',
        'validate-host': 'false',
        release: 'before-1.4',
      },
    },
    { name: 'no CA key kept', answers: { host: 'wss://Qlik.example.com:4747/app', 'ca-key': 'discard' } },
    { name: 'exported by Qlik', mode: 'convert', answers: { host: 'sense.example.com' } },
    { name: 'a message', mode: 'ask', answers: { caller: '192.0.2.10' } },
    { name: 'own root', mode: 'sign', answers: { key: 'rsa-3072' } },
  ],

  rejects: [
    { answers: { host: '' }, field: 'host', code: 'field-required' },
    { answers: { host: '*.example.com' }, field: 'host', code: 'host-invalid' },
    { answers: { host: 'a.example.com, b.example.com' }, field: 'host', code: 'host-invalid' },
    { answers: { port: '65536' }, field: 'port', code: 'field-invalid' },
    { answers: { user: 'a; UserId=b' }, field: 'user', code: 'field-invalid' },
    { answers: { user: 'a\r\nX-Other: b' }, field: 'user', code: 'field-invalid' },
    { answers: { directory: '' }, field: 'directory', code: 'field-required' },
    { answers: { directory: 'a{content:ca-key}' }, field: 'directory', code: 'field-invalid' },
    { answers: { release: '1.3' }, field: 'release', code: 'field-invalid' },
    { answers: { 'validate-host': 'yes' }, field: 'validate-host', code: 'field-invalid' },
    { answers: { 'ca-name': 'x'.repeat(65) }, field: 'ca-name', code: 'common-name-too-long' },
    { answers: { days: '0' }, field: 'days', code: 'days-invalid' },
    { answers: { password: 'secret1' }, field: 'password', code: 'field-unknown' },
  ],
};

export default recipe;
