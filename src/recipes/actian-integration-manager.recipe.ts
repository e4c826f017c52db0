import type { Condition, NonEmpty, Recipe } from './types';

const read = '2026-11-21';
const docs = 'https://github.com/ActianCorp/integration-platform-docs/blob/main/docs/integration-manager';
const https = `${docs}/admin/security/enabling-https.md`;

/** Wherever the certificate ends in a root that browsers and Java do not know yet. */
const privateRoot: Condition = { mode: ['new', 'use-ca', 'complete', 'convert'], field: 'signed-by', isNot: 'public' };
const withToken: Condition = { field: 'token-key', is: 'true' };
const keystore = 'ssl/keystore.p12';
/** Without a root of our own, the files for checking lie on the server only. */
const onServer = 'In the same folder; then open https://{address:host} in a browser elsewhere.';

const oldKeystore = {
  id: 'old-keystore',
  kind: 'keystore',
  label: 'Your keystore',
  help: 'The file that server.ssl.key-store names; application.properties beside it gives its password. Both stay, and so does every other entry.',
  keepsPassword: 'password',
  when: { field: 'existing-keystore', is: 'true' },
} as const;

const oldCacerts = {
  id: 'cacerts',
  kind: 'keystore',
  label: 'The cacerts of the server’s Java',
  help: 'jre/lib/security/cacerts. Only the root is added; its password must be changeit, as delivered.',
  when: { field: 'existing-cacerts', is: 'true' },
} as const;

const rsa: NonEmpty<'rsa-2048' | 'rsa-3072' | 'rsa-4096'> = ['rsa-2048', 'rsa-3072', 'rsa-4096'];

const recipe: Recipe = {
  id: 'actian-integration-manager',
  version: 2,
  title: 'Actian Integration Manager',
  summary: 'HTTPS with a PKCS#12 keystore: application.properties, certificate request (CSR), cacerts.',
  vendorSays: 'Create a keystore file and import certificate.',
  aliases: ['Actian DataConnect', 'Spring Boot', 'keystore.p12', 'keytool', 'cacerts'],
  citations: [
    {
      url: https,
      says: 'Keystore, properties, and the steps for cacerts that the notes correct.',
      read,
    },
    {
      url: `${docs}/quickstart-install.md`,
      says: 'Folders, service and log on each system; a JRE 11 comes with the product.',
      read,
    },
    {
      url: `${docs}/admin/security/access-token-signatures.md`,
      says: 'The keystore for token signatures and its public key file.',
      read,
    },
    {
      url: `${docs}/admin/security/encryption-at-rest.md`,
      says: 'Only that key decrypts the macros, and it cannot be changed.',
      read,
    },
  ],
  proof: 'loader',
  proofNote:
    'The product is closed and was not run. In its place Spring Boot 2.5 and 4.1 with Tomcat start with these lines and keystores.',
  slug: '{host}',
  defaultKey: 'rsa-2048',
  caName: 'Integration Manager root for {short:host}',

  fields: [
    {
      id: 'host',
      kind: 'hosts',
      single: true,
      wildcard: false,
      label: 'Address of Integration Manager',
      help: 'What people and programs type after https://. It becomes im.base-url.',
      default: 'im.example.com',
      example: 'im.example.com',
    },
    {
      id: 'hosts',
      kind: 'hosts',
      label: 'All names people type',
      help: 'By any other name, people get a certificate error.',
      default: '{host}, {short:host}, localhost',
      example: 'im.example.com, im, 10.0.0.5',
    },
    {
      id: 'port',
      kind: 'number',
      label: 'Port',
      help: '443 may be taken, and on Linux it needs root; 8443 is usual then.',
      advanced: true,
      default: '443',
      min: 1,
      max: 65535,
    },
    {
      id: 'alias',
      kind: 'text',
      label: 'Alias in the keystore',
      help: 'The same in keystore and application.properties. To replace an entry, its alias.',
      advanced: true,
      default: 'integration-manager',
      example: 'integration-manager',
      pattern: /[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?/u,
      patternHelp: 'letters, digits and punctuation of an English keyboard, at most 64',
      inPath: true,
      lowerCase: true,
    },
    {
      id: 'password',
      kind: 'secret',
      label: 'Password of the keystore',
      minLength: 6,
      forbids: [
        { text: '${', why: 'Spring puts the value of a property in its place' },
        { text: '#{', why: 'Spring may take what follows for an expression' },
      ],
    },
    {
      id: 'signed-by',
      kind: 'choice',
      label: 'Who signs it',
      default: 'internal',
      options: [
        { value: 'internal', label: 'A CA of your own organisation', help: 'Its root must be among the files.' },
        { value: 'public', label: 'A public CA', help: 'Browsers and Java know its root already.' },
      ],
      when: { mode: ['complete', 'convert'] },
    },
    {
      id: 'existing-keystore',
      kind: 'switch',
      label: 'There is already a keystore in conf/ssl',
      help: 'Tick to bring it: its other entries stay. None there: leave this.',
      default: 'false',
    },
    {
      id: 'existing-cacerts',
      kind: 'switch',
      label: 'Add the root to my cacerts file',
      help: 'Instead of keytool commands on the server.',
      advanced: true,
      default: 'false',
      when: privateRoot,
    },
    {
      id: 'profile',
      kind: 'choice',
      label: 'Where will keystore and truststore be opened?',
      advanced: true,
      default: 'modern',
      options: [
        { value: 'modern', label: 'Java 8u301, 11.0.12 or later', help: 'AES-256 and SHA-256.' },
        {
          value: 'older',
          label: 'Also in older systems',
          help: 'Older Java, Windows Server 2016: 3DES and SHA-1.',
        },
      ],
    },
    {
      id: 'token-key',
      kind: 'switch',
      label: 'Make a keystore for token signatures too',
      help: 'Only for a fresh installation: earlier tokens become invalid. It has the same password.',
      advanced: true,
      default: 'false',
      when: { mode: ['new', 'use-ca'] },
    },
    {
      id: 'trust-password',
      kind: 'secret',
      label: 'Password of the truststore',
      help: 'Java’s usual one. The truststore holds nothing secret.',
      advanced: true,
      minLength: 6,
      fixed: 'changeit',
      when: privateRoot,
    },
  ],

  modes: [
    {
      id: 'new',
      label: 'Make everything new',
      help: 'A CA of its own and a certificate under it.',
      brings: [oldKeystore, oldCacerts],
    },
    {
      id: 'use-ca',
      label: 'Use my CA',
      help: 'A renewal, or a CA of your own. Whoever trusts its root need not do anything.',
      brings: [
        {
          id: 'ca',
          kind: 'authority',
          label: 'Your CA',
          help: 'The zip that was made here with the CA, or the CA certificate and its key.',
          entity: 'root',
        },
        oldKeystore,
        oldCacerts,
      ],
    },
    {
      id: 'request',
      label: 'Have a CA sign a request',
      help: 'First visit: a key and the request (CSR) to send, and a keystore to begin with.',
      requests: ['server'],
      brings: [oldKeystore],
    },
    {
      id: 'complete',
      label: 'The CA has replied',
      help: 'Second visit: the reply goes into the keystore, under the same alias and password.',
      brings: [
        {
          id: 'reply',
          kind: 'reply',
          label: 'Your first zip or keystore, and the reply of the CA',
          help: 'The zip of the first visit, or the keystore that made the request, and every file from the CA: .cer, .crt, .pem, .p7b.',
          entity: 'server',
          root: 'root',
          keepsPassword: 'password',
        },
        oldKeystore,
        oldCacerts,
      ],
    },
    {
      id: 'convert',
      label: 'I already have a certificate',
      help: 'A certificate with its key, from wherever, becomes the keystore.',
      brings: [
        {
          id: 'own',
          kind: 'certified-key',
          label: 'Certificate, key, and the certificates of its CA',
          help: 'A .pfx or .p12, or PEM files. A .cer alone holds no key.',
          entity: 'server',
          root: 'root',
        },
        oldKeystore,
        oldCacerts,
      ],
    },
  ],

  audiences: [
    { id: 'ca', label: 'The CA that signs the request', slug: 'ca' },
    { id: 'server', label: 'The Integration Manager server (as administrator)', slug: 'server' },
    { id: 'clients', label: 'Whatever connects: browsers, other JREs, programs', slug: 'clients' },
    { id: 'safe', label: 'A safe place, away from all servers', slug: 'keep-safe', keepSafe: true },
  ],

  entities: [
    {
      id: 'root',
      kind: 'authority',
      title: 'Root certificate',
      subject: [{ type: 'CN', value: '{ca-name}' }],
      limitTo: ['host', 'hosts'],
      when: privateRoot,
    },
    {
      id: 'server',
      kind: 'leaf',
      title: 'Certificate of Integration Manager',
      issuer: 'root',
      purposes: ['server'],
      subject: [{ type: 'CN', value: '{host}' }],
      sans: [{ from: 'host' }, { from: 'hosts' }],
    },
    {
      id: 'token',
      kind: 'leaf',
      title: 'Key for token signatures',
      issuer: 'root',
      purposes: ['client'],
      keys: rsa,
      subject: [{ type: 'CN', value: 'Integration Manager token signatures' }],
      sans: [],
      when: { mode: ['new', 'use-ca'], field: 'token-key', is: 'true' },
    },
    {
      id: 'placeholder-root',
      kind: 'authority',
      title: 'Issuer of the placeholder, its key kept nowhere',
      subject: [{ type: 'CN', value: 'Placeholder until the CA replies' }],
      days: 30,
      when: { mode: 'request' },
    },
    {
      id: 'placeholder',
      kind: 'leaf',
      title: 'Placeholder until the CA replies',
      issuer: 'placeholder-root',
      keyOf: 'server',
      purposes: ['server'],
      subject: [{ type: 'CN', value: '{host}' }],
      sans: [{ from: 'host' }, { from: 'hosts' }],
      days: 30,
      when: { mode: 'request' },
    },
  ],

  artifacts: [
    {
      id: 'request',
      path: 'certificate-signing-request.txt',
      encoding: { as: 'request-pem', entity: 'server' },
      title: 'the request to send to the CA; holds no secret',
      audience: 'ca',
      fixedName: false,
      when: { mode: 'request' },
    },
    {
      id: 'keystore',
      path: `conf/${keystore}`,
      encoding: {
        as: 'pkcs12',
        entity: 'server',
        alias: '{alias}',
        password: 'password',
        profile: 'profile',
        into: 'old-keystore',
      },
      title: 'the keystore: private key and certificates under the alias {alias}',
      audience: 'server',
      fixedName: false,
      owner: 'the account that runs the service',
      leaked:
        'Whoever has it and its password can pose as Integration Manager. Make a new one here. If a CA signed it, have the old certificate revoked. If the root is yours, make a new CA too and take the old root out of every browser and Java.',
      when: { mode: ['new', 'use-ca', 'complete', 'convert'] },
    },
    {
      id: 'placeholder-keystore',
      path: `conf/${keystore}`,
      encoding: {
        as: 'pkcs12',
        entity: 'placeholder',
        alias: '{alias}',
        password: 'password',
        profile: 'profile',
        into: 'old-keystore',
      },
      title: 'the keystore: private key of the request, and a placeholder for 30 days',
      audience: 'server',
      fixedName: false,
      owner: 'the account that runs the service',
      leaked: 'Make a new request, and tell the CA not to sign this one, or to revoke what it signed.',
      when: { mode: 'request' },
    },
    {
      id: 'properties',
      path: 'application.properties',
      encoding: {
        as: 'text',
        language: 'properties',
        text: [
          'security.require-ssl=true',
          'server.port={port}',
          'server.ssl.key-alias={alias}',
          {
            when: { mode: ['new', 'use-ca', 'complete', 'convert'] },
            line: 'server.ssl.key-store=${sharedDataPath}/{file:keystore}',
          },
          { when: { mode: 'request' }, line: 'server.ssl.key-store=${sharedDataPath}/{file:placeholder-keystore}' },
          'server.ssl.key-store-password={password}',
          'server.ssl.key-store-type=PKCS12',
          'im.base-url=https://{address:host}',
          { when: withToken, line: 'oauth.server.token.key-alias=token-signing' },
          { when: withToken, line: 'oauth.server.token.key-store=${sharedDataPath}/{file:token-keystore}' },
          { when: withToken, line: 'oauth.server.token.key-store-password={password}' },
          { when: withToken, line: 'oauth.server.token.public-key=${sharedDataPath}/{file:token-public-key}' },
        ],
      },
      title: 'lines for conf/application.properties, with the password; not the whole file',
      audience: 'server',
      fixedName: false,
      secret: true,
      leaked: 'It is of use only with the keystore. Change the password of both.',
    },
    {
      id: 'server-root',
      path: 'conf/ssl/root.cer',
      encoding: { as: 'certificate-der', entity: 'root' },
      title: 'the root (DER), for the server’s own Java',
      audience: 'server',
      fixedName: false,
      when: { field: 'existing-cacerts', is: 'false' },
    },
    {
      id: 'leaf',
      path: '{alias}.cer',
      encoding: { as: 'certificate-der', entity: 'server' },
      title: 'the certificate alone (DER), to look at; not for cacerts',
      audience: 'server',
      fixedName: false,
      when: { mode: ['new', 'use-ca', 'complete', 'convert'] },
    },
    {
      id: 'token-keystore',
      path: 'conf/token/token.keystore',
      encoding: {
        as: 'pkcs12',
        entity: 'token',
        alias: 'token-signing',
        password: 'password',
        profile: 'profile',
      },
      title: 'the keystore for token signatures',
      audience: 'server',
      fixedName: false,
      owner: 'the account that runs the service',
      leaked: 'Whoever has it and its password can act as any user. Make a new one; everybody signs in again.',
      when: withToken,
    },
    {
      id: 'token-public-key',
      path: 'conf/token/token-public-key.txt',
      encoding: { as: 'public-key-pem', entity: 'token' },
      title: 'the public key that token signatures are checked with',
      audience: 'server',
      fixedName: false,
      when: withToken,
    },
    {
      id: 'root',
      path: 'root.cer',
      encoding: { as: 'certificate-der', entity: 'root' },
      title: 'the root (DER) that browsers and Java must trust',
      audience: 'clients',
      fixedName: false,
    },
    {
      id: 'truststore',
      path: 'truststore.p12',
      encoding: {
        as: 'truststore-pkcs12',
        entities: [{ entity: 'root', alias: '{alias}-root' }],
        password: 'trust-password',
        profile: 'profile',
      },
      title:
        'this root alone, for a program’s -Djavax.net.ssl.trustStore with -Djavax.net.ssl.trustStorePassword=changeit. That program then trusts no public site any more',
      audience: 'clients',
      fixedName: false,
    },
    {
      id: 'new-cacerts',
      path: 'jre/lib/security/cacerts',
      encoding: {
        as: 'truststore-pkcs12',
        entities: [{ entity: 'root', alias: '{alias}-root' }],
        password: 'trust-password',
        into: 'cacerts',
      },
      title: 'your cacerts with the root added',
      audience: 'server',
      fixedName: true,
      when: { field: 'existing-cacerts', is: 'true' },
    },
    {
      id: 'root-key',
      path: 'ca_store_at_safe_location/root_key.pem',
      encoding: { as: 'authority-key-pem', entity: 'root' },
      title: "the CA's private key, needed only to renew",
      audience: 'safe',
      fixedName: false,
      leaked:
        'Whoever has it can pose as any site. Take the root out of every browser and Java, then make everything new with a new CA.',
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
  ],

  steps: [
    {
      audience: 'safe',
      kind: 'prepare',
      title: 'Move the CA key away',
      text: 'Move the folder {dir:root-key} to a place that no server can read, such as a password manager, and delete it here, also from synced folders and backups.',
      when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
    },

    {
      audience: 'ca',
      kind: 'prepare',
      title: 'Keep this zip',
      text: 'The certificate is useless without the key in it. Come back with this zip and the reply, and choose "The CA has replied".',
      when: { mode: 'request' },
    },
    {
      audience: 'ca',
      kind: 'place',
      title: 'Send {name:request}',
      text: 'Send only this file. Ask for a web server’s certificate and those of all issuing CAs, as .cer, .pem or .p7b. The key’s fingerprint must be the same in the certificate.',
      code: [
        {
          label: 'Windows with AD CS (cmd); the .p7b holds the issuers too',
          os: 'windows',
          language: 'cmd',
          text: 'certreq -submit -attrib "CertificateTemplate:WebServer" "{file:request}" reply.cer reply.p7b',
        },
        {
          label: 'Fingerprint of the key in the request (sh)',
          os: 'linux',
          language: 'sh',
          text: 'openssl req -in {file:request} -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256',
        },
      ],
      when: { mode: 'request' },
    },

    {
      audience: 'server',
      kind: 'backup',
      title: 'Copy conf, with the date in its name',
      text: [
        {
          when: { mode: 'request' },
          line: 'Where HTTPS works already, wait for the reply with these steps. Elsewhere they make HTTPS work now, with a warning in browsers; later only the keystore changes.',
        },
        'All lines are for the default folders.',
      ],
      code: [
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            "$conf = 'C:\\ProgramData\\Actian\\IntegrationManager\\conf'",
            '$copy = "$conf.$(Get-Date -Format yyyyMMdd-HHmmss)"',
            'Copy-Item -Recurse $conf $copy',
            '# Only administrators and SYSTEM, by SID.',
            "icacls $copy /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F'",
          ],
        },
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            'DATA=/etc/opt/actian/integration-manager',
            'sudo cp -a "$DATA/conf" "$DATA/conf.$(date +%Y%m%d-%H%M%S)"',
          ],
        },
      ],
    },
    {
      audience: 'server',
      kind: 'place',
      title: 'Put the keystore in its place',
      text: [
        'Copy {download:server} to the server and run the lines there. Afterwards only administrators and the service can read the keystore.',
        { when: { mode: 'complete' }, line: 'Other entries of the keystore that you brought are still in it.' },
      ],
      code: [
        {
          label: 'From the computer with the download (sh or PowerShell); login@ before the host if yours differs',
          language: 'sh',
          text: ['cd ~/Downloads', 'scp {download:server} {bracketed:host}:'],
        },
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            'Set-Location "$HOME\\Downloads" # where the zip lies',
            'try { Set-ExecutionPolicy -Scope Process RemoteSigned -Force } catch { }',
            "Expand-Archive -Force '{download:server}' certificates",
            'Set-Location certificates',
            "$account = 'NT AUTHORITY\\SYSTEM' # or the account that the service runs as",
            "$conf = 'C:\\ProgramData\\Actian\\IntegrationManager\\conf'",
            'Get-ChildItem conf -Directory | ForEach-Object {',
            '  Copy-Item -Recurse -Force $_.FullName $conf',
            "  icacls \"$conf\\$($_.Name)\" /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F'",
            '  icacls "$conf\\$($_.Name)" /grant "${account}:(OI)(CI)RX"',
            '}',
          ],
        },
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            'DATA=/etc/opt/actian/integration-manager',
            'test -e {download:server} || cd',
            'test -e {download:server} || cd ~/Downloads',
            'unzip -o {download:server} -d certificates && cd certificates &&',
            'for FOLDER in conf/*; do',
            '  sudo cp -r "$FOLDER" "$DATA/conf/"',
            '  sudo chown -R --reference="$DATA/conf/{name:properties}" "$DATA/$FOLDER"',
            '  sudo chmod -R u=rwX,go= "$DATA/$FOLDER"',
            'done',
          ],
        },
      ],
    },
    {
      audience: 'server',
      kind: 'configure',
      title: 'Put the lines into conf/application.properties',
      text: 'Run these lines in the same folder: they replace what is there under the same names, and show each name once, without passwords. Or copy the value above into the file by hand.',
      code: [
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            "$file = 'C:\\ProgramData\\Actian\\IntegrationManager\\conf\\{name:properties}'",
            "$names = 'security\\.require-ssl|server\\.port|server\\.ssl\\.(key[A-Za-z-]*|enabled|bundle|certificate[A-Za-z-]*|protocol)|im\\.base-url'",
            { when: withToken, line: "$names = $names + '|oauth\\.server\\.token\\.[a-z-]+'" },
            '$latin1 = [Text.Encoding]::GetEncoding(28591)',
            "if ((Test-Path 'certwright.json', '{file:properties}', $file) -notcontains $false) {",
            '  $ours = [IO.File]::ReadAllLines("$PWD\\{file:properties}", $latin1)',
            '  $kept = @([IO.File]::ReadAllLines($file, $latin1) -notmatch "^\\s*($names)[\\s=:]")',
            '  if ($?) { [IO.File]::WriteAllLines($file, [string[]]($kept + $ours), $latin1) }',
            '  Select-String -Path $file -Pattern "^\\s*($names)[\\s=:]" | Where-Object Line -notmatch password',
            "} else { Write-Warning 'Nothing changed: our {file:properties} is not in this folder, or the product is elsewhere.' }",
          ],
        },
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            'FILE=/etc/opt/actian/integration-manager/conf/{name:properties}',
            "NAMES='security\\.require-ssl|server\\.port|server\\.ssl\\.(key[A-Za-z-]*|enabled|bundle|certificate[A-Za-z-]*|protocol)|im\\.base-url'",
            { when: withToken, line: 'NAMES="$NAMES|oauth\\.server\\.token\\.[a-z-]+"' },
            'OURS=$(test -f certwright.json && cat {file:properties}) &&',
            '  sudo sed -i -E "/^[[:space:]]*($NAMES)[[:space:]=:]/d" "$FILE" &&',
            '  printf \'\\n%s\\n\' "$OURS" | sudo tee -a "$FILE" >/dev/null &&',
            '  sudo grep -nE "^[[:space:]]*($NAMES)[[:space:]=:]" "$FILE" | grep -v password ||',
            '  echo "Nothing changed: our {file:properties} is not in this folder, or the product is elsewhere."',
          ],
        },
      ],
    },
    {
      audience: 'server',
      kind: 'trust',
      title: 'Let the server’s own Java trust the root',
      text: [
        'If jre is elsewhere, change the first line. The last line shows the entry {alias}-root.',
        'Again after each update of the product or its Java, which bring a new cacerts; not when you renew under the same CA. Every other Java that calls the API needs the root too.',
      ],
      code: [
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            "$jre = 'C:\\ProgramData\\Actian\\IntegrationManager\\jre'",
            '$keytool = "$jre\\bin\\keytool.exe"',
            '$store = "$jre\\lib\\security\\cacerts"',
            'Copy-Item $store "$store.$(Get-Date -Format yyyyMMdd-HHmmss)"',
            "& $keytool -delete -keystore $store -storepass changeit -alias '{alias}-root' | Out-Null",
            "& $keytool -importcert -noprompt -keystore $store -storepass changeit -alias '{alias}-root' -file 'C:\\ProgramData\\Actian\\IntegrationManager\\{file:server-root}'",
            "& $keytool -list -keystore $store -storepass changeit -alias '{alias}-root'",
          ],
        },
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            'JRE=/etc/opt/actian/integration-manager/jre',
            '[ -d "$JRE" ] || JRE=/opt/actian/integration-manager/jre',
            'STORE=$JRE/lib/security/cacerts',
            'sudo cp -L "$STORE" "$STORE.$(date +%Y%m%d-%H%M%S)"',
            'sudo "$JRE/bin/keytool" -delete -keystore "$STORE" -storepass changeit -alias "{alias}-root" >/dev/null',
            'sudo "$JRE/bin/keytool" -importcert -noprompt -keystore "$STORE" -storepass changeit -alias "{alias}-root" -file /etc/opt/actian/integration-manager/{file:server-root}',
            'sudo "$JRE/bin/keytool" -list -keystore "$STORE" -storepass changeit -alias "{alias}-root"',
          ],
        },
      ],
      when: { field: 'existing-cacerts', is: 'false' },
    },
    {
      audience: 'server',
      kind: 'trust',
      title: 'Put your cacerts back, with the root in it',
      text: 'As administrator, rename the one there and put {file:new-cacerts} in its place. Only in the JRE that it came from; again after each update of the product or its Java; not when you renew under the same CA.',
      when: { field: 'existing-cacerts', is: 'true' },
    },
    {
      audience: 'server',
      kind: 'start',
      title: 'Restart the service and read its log',
      text: 'Good sign: "Tomcat started on port {port} (https)" or "on port(s): {port} (https)". Otherwise the last "Caused by" tells why: see the errors. Open TCP port {port} in the firewall.',
      code: [
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            "Restart-Service -DisplayName 'Actian Integration Manager'",
            'Start-Sleep 60',
            "Get-Content 'C:\\ProgramData\\Actian\\IntegrationManager\\logs\\IntegrationManager.log' -Tail 500 | Select-String 'Tomcat started|Caused by|already in use'",
          ],
        },
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            'sudo /etc/init.d/imservice stop',
            'sudo /etc/init.d/imservice start',
            'sleep 60',
            "sudo tail -n 500 /etc/opt/actian/integration-manager/logs/integration-manager.log | grep -E 'Tomcat started|Caused by|already in use'",
          ],
        },
      ],
    },
    {
      audience: 'server',
      kind: 'verify',
      title: 'Connect',
      text: [
        {
          when: privateRoot,
          line: 'On another computer, in the unpacked {download:clients}; then open https://{address:host} in a browser, which warns until it trusts the root.',
        },
        { when: { mode: 'request' }, line: onServer },
        { when: { field: 'signed-by', is: 'public' }, line: onServer },
        'Then delete the unpacked folder on the server: it holds keystore and password.',
      ],
      code: [
        {
          label: 'Windows (PowerShell)',
          os: 'windows',
          language: 'powershell',
          text: [
            'powershell -ExecutionPolicy Bypass -File .\\verify.ps1 -Connect {address:host}',
            "Test-NetConnection '{host:host}' -Port {port}",
          ],
        },
        {
          label: 'Any computer with OpenSSL (sh)',
          os: 'linux',
          language: 'sh',
          text: 'sh verify.sh --connect {address:host}',
        },
      ],
    },
    {
      audience: 'server',
      kind: 'rollback',
      title: 'Go back to what worked',
      text: 'Stop the service, put back the newest copy of conf with another keystore, start it again.',
      code: [
        {
          label: 'Windows (PowerShell, as administrator)',
          os: 'windows',
          language: 'powershell',
          text: [
            "Stop-Service -DisplayName 'Actian Integration Manager'",
            "$conf = 'C:\\ProgramData\\Actian\\IntegrationManager\\conf'",
            `$now = (Get-FileHash "$conf/${keystore}").Hash`,
            '$copy = Get-ChildItem "$conf.2*" -Directory | Sort-Object {',
            `  (Get-FileHash "$($_.FullName)/${keystore}" -ErrorAction SilentlyContinue).Hash -ne $now`,
            '}, { $_.Name } | Select-Object -Last 1',
            'if ($copy) { Copy-Item -Recurse -Force "$($copy.FullName)\\*" $conf }',
            "Start-Service -DisplayName 'Actian Integration Manager'",
          ],
        },
        {
          label: 'Linux (sh)',
          os: 'linux',
          language: 'sh',
          text: [
            'sudo /etc/init.d/imservice stop',
            'DATA=/etc/opt/actian/integration-manager',
            'COPY=$(ls -d "$DATA"/conf.2* | tail -n 1)',
            'for FOLDER in "$DATA"/conf.2*; do',
            `  sudo cmp -s "$FOLDER/${keystore}" "$DATA/conf/${keystore}" || COPY=$FOLDER`,
            'done',
            'sudo cp -a "${COPY:?No copy was found}/." "$DATA/conf/"',
            'sudo /etc/init.d/imservice start',
          ],
        },
      ],
    },
    {
      audience: 'server',
      kind: 'renew',
      title: 'Renew the certificate before it ends',
      text: [
        {
          when: { mode: 'new', field: 'ca-key', isNot: 'discard' },
          line: 'Come back with the whole zip and choose "Renew": alias and password stay.',
        },
        {
          when: { mode: 'use-ca' },
          line: 'Come back with the whole zip and the key of your CA, and choose "Renew": alias and password stay.',
        },
        { when: { field: 'ca-key', is: 'discard' }, line: 'Make everything new.' },
        {
          when: { mode: ['request', 'complete'] },
          line: 'Choose "Have a CA sign a request", later "The CA has replied".',
        },
        { when: { mode: 'convert' }, line: 'Bring the new certificate the same way.' },
        {
          when: { mode: ['request', 'complete', 'convert'] },
          line: 'Turn on "There is already a keystore in conf/ssl": alias and password stay.',
        },
        'Then replace the keystore and restart the service; cacerts and browsers need the root only if it is another.',
      ],
    },
  ],

  trust: [{ audience: 'clients', artifact: 'root' }],

  values: [
    {
      audience: 'server',
      label: 'Lines for conf/application.properties',
      text: '{content:properties}',
      secret: true,
    },
  ],

  checks: [
    {
      title: 'the keystore opens with the password in {name:properties} and has the key under its alias',
      audience: 'server',
      command:
        "STOREPASS=$(sed -n 's/\\\\\\\\/\\\\/g; s/^server\\.ssl\\.key-store-password=//p' {file:properties}) keytool -list -keystore {file:keystore} -storetype PKCS12 -storepass:env STOREPASS -alias '{alias}'",
      expect: 'PrivateKeyEntry',
      when: { mode: ['new', 'use-ca', 'complete', 'convert'] },
    },
    {
      title: 'the request is signed by its own key',
      audience: 'ca',
      command: 'openssl req -in {file:request} -noout -verify',
      expect: 'verify OK',
      when: { mode: 'request' },
    },
    {
      title: 'Java sees the root in the truststore',
      audience: 'clients',
      command: "keytool -list -keystore {file:truststore} -storepass changeit -alias '{alias}-root'",
      expect: 'trustedCertEntry',
      when: privateRoot,
    },
    {
      title: 'Java sees the root in cacerts',
      audience: 'server',
      command: "keytool -list -keystore {file:new-cacerts} -storepass changeit -alias '{alias}-root'",
      expect: 'trustedCertEntry',
      when: { field: 'existing-cacerts', is: 'true' },
    },
  ],

  knownErrors: [
    {
      message: 'keystore password was incorrect, or: failed to decrypt safe contents entry',
      causes: [
        'server.ssl.key-store-password is that of another keystore, or its backslashes were lost: take the line from {name:properties} as it is.',
        'It is there twice; the last one counts.',
        'Lost it? It stands in conf/{name:properties}, its dated copies and the zip. If it is gone, make a new keystore.',
        'Java is older than 11.0.12 or 8u301: choose "Also in older systems" under Advanced.',
      ],
    },
    {
      message: 'Alias name [{alias}] does not identify a key entry',
      causes: [
        'server.ssl.key-alias is not the alias that "keytool -list" shows.',
        'The entry holds no key: a reply was imported into another keystore than that of the request.',
      ],
    },
    {
      message: 'Get Key failed: Given final block not properly padded',
      causes: ['server.ssl.key-password is there too. Take it out: the key has the password of its keystore.'],
    },
    {
      message:
        'toDerInputStream rejects tag type, or: DER input, Integer tag error, or: DerValue.getBigIntegerInternal',
      causes: ['What server.ssl.key-store names is not a keystore but a certificate or a key.'],
    },
    {
      message: 'java.io.FileNotFoundException, or: java.nio.file.AccessDeniedException',
      causes: [
        'There is no file at server.ssl.key-store. ${sharedDataPath} is the folder above conf.',
        'The account of the service may not read it.',
      ],
    },
    {
      message: 'Web server failed to start. Port {port} was already in use.',
      causes: [
        'Another program has it, on Windows often IIS ("netstat -ano"). Stop it, or choose another port.',
        'Integration Manager still runs.',
      ],
    },
    {
      message: 'java.net.BindException: Permission denied',
      causes: ['On Linux only root may open ports below 1024: run the service as root, or choose 8443.'],
    },
    {
      message: 'PKIX path building failed',
      causes: [
        'The Java that calls does not trust the root: it has its own cacerts, or an update brought a new one.',
        'An intermediate is missing: come back with all files of the CA.',
      ],
    },
  ],

  endpoints: [{ audience: 'server', port: 443, portField: 'port', says: 'HTTPS' }],

  notes: [
    {
      level: 'warning',
      text: 'The vendor’s page imports the certificate into cacerts with the password of the keystore. That fails: the password there is changeit. And import the root, or each renewal needs it again.',
      citation: https,
    },
    {
      level: 'note',
      text: 'Step 6 of Option A lost its import commands. They are not needed: the finished keystore holds the reply and its issuers, in order.',
      citation: https,
      when: { mode: ['request', 'complete'] },
    },
    {
      level: 'note',
      text: 'A public CA signs no short names, localhost, .local names or addresses: take them out for it.',
      when: { mode: 'request' },
    },
    {
      level: 'warning',
      text: 'Encryption at rest has its own keystore, which is not made here. Its key can never be changed, and without it the macros are lost: keep copies of the file and its password, and enter existing macros again.',
      citation: `${docs}/admin/security/encryption-at-rest.md`,
    },
    {
      level: 'warning',
      text: "The CA's key is not kept. To renew, make everything new; every browser and Java must trust the new root.",
      when: { field: 'ca-key', is: 'discard' },
    },
  ],

  revocation:
    'No. The server asks nobody for a certificate, and browsers read no list of a private CA. Replace the keystore. Java programs that connect read one only where they are told to.',
  samples: [
    { name: 'defaults', answers: {} },
    {
      name: 'everything switched on',
      answers: {
        host: 'https://IM.example.com/ui',
        hosts: 'im.example.com 10.0.0.5 2001:db8::5',
        port: '8443',
        alias: 'My IM',
        profile: 'older',
        key: 'p-256',
        'ca-key': 'protected',
        'limit-ca': 'true',
        'token-key': 'true',
      },
    },
    { name: 'into what is there', answers: { 'existing-keystore': 'true', 'existing-cacerts': 'true' } },
    { name: 'no CA key kept', answers: { host: '10.0.0.5', 'ca-key': 'discard' } },
    { name: 'own CA', mode: 'use-ca', answers: { host: 'im.example.com' } },
    { name: 'first visit', mode: 'request', answers: { host: 'im.example.com', hosts: 'im.example.com' } },
    { name: 'second visit', mode: 'complete', answers: { host: 'im.example.com' } },
    { name: 'second visit, public CA', mode: 'complete', answers: { 'signed-by': 'public' } },
    { name: 'a certificate that is there', mode: 'convert', answers: { 'existing-cacerts': 'true' } },
    { name: 'a public certificate', mode: 'convert', answers: { 'signed-by': 'public', port: '8443' } },
  ],

  rejects: [
    { answers: { host: '' }, field: 'host', code: 'field-required' },
    { answers: { host: 'im.example.com, im' }, field: 'host', code: 'host-invalid' },
    { answers: { host: '*.example.com' }, field: 'host', code: 'host-invalid' },
    { answers: { alias: '' }, field: 'alias', code: 'field-required' },
    { answers: { alias: 'schlüssel' }, field: 'alias', code: 'field-invalid' },
    { answers: { alias: '\u212Aey' }, field: 'alias', code: 'field-invalid' },
    { answers: { alias: '${user}' }, field: 'alias', code: 'field-invalid' },
    { answers: { alias: 'x'.repeat(65) }, field: 'alias', code: 'field-invalid' },
    { answers: { password: 'x' }, field: 'password', code: 'field-invalid' },
    { answers: { 'trust-password': 'changeit' }, field: 'trust-password', code: 'field-invalid' },
  ],
};

export default recipe;
