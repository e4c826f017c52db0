import type { Step, TrustPlatform } from './types';

/*
 * How people and programs come to trust a root, for every recipe with `trust`. Besides what a recipe's own templates know:
 * `{name:trusted-root}` (as with `file:` and `dir:`) the root's file; `{trusted-root-form}` PEM or DER; `{trusted-root-pem}`
 * the name of the same in PEM; `{trusted-root-id}` a name to find it by in stores; `{trusted-root-url}` a server under it.
 */

/** For whoever hands out the root, where all platforms follow: people get it with the shortest way for most of them. */
export const giveRoot: Pick<Step, 'title' | 'text' | 'code'> = {
  title: 'Give people {name:trusted-root}',
  text: 'Attach it, and never a key, to a message such as this one. Tell its fingerprint by telephone: it stands in README.txt, and on the page at the root certificate.',
  code: [
    {
      label: 'Message: the way for Windows (Edge, Chrome, Firefox; no administrator)',
      language: 'text',
      text: [
        'Your browser must know the attached {name:trusted-root} before it opens {trusted-root-url}. Save it in Downloads, and paste into PowerShell:',
        '',
        '$root = New-Object Security.Cryptography.X509Certificates.X509Certificate2 "$HOME\\Downloads\\{name:trusted-root}"',
        "[BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($root.RawData)) -replace '-', ':'",
        '',
        'Call me: I tell you what it must print. If it is the same, paste this, say Yes, and restart the browser:',
        '',
        'certutil -user -addstore Root "$HOME\\Downloads\\{name:trusted-root}"',
      ],
    },
  ],
};

/** Comes before every platform. */
export const compareRoot: Pick<Step, 'title' | 'text' | 'code'> = {
  title: 'Trust the root certificate {name:trusted-root}',
  text: [
    'First compare: its SHA-256 fingerprint must be the one that Certwright showed, also in the README. Ask for it by telephone, not where you got the file: a wrong root lets its maker pose as any site.',
    'Then do what fits the device or program. Run the lines in the folder with {name:trusted-root}; in the unpacked zip it is {file:trusted-root}. Tested: the lines for Debian, Chrome on Linux, Java, Python, Node and curl.',
    {
      when: { field: 'trusted-root-form', is: 'DER' },
      line: '{name:trusted-root} is in DER form. Debian, Python, Node and curl want PEM: write {trusted-root-pem} first.',
    },
  ],
  code: [
    {
      label: 'Its fingerprint, where {name:trusted-root} lies (sh)',
      os: 'linux',
      language: 'sh',
      text: 'openssl x509 -inform {trusted-root-form} -in {name:trusted-root} -noout -fingerprint -sha256',
    },
    {
      label: 'Its fingerprint, where {name:trusted-root} lies (PowerShell)',
      os: 'windows',
      language: 'powershell',
      text: [
        '$root = New-Object Security.Cryptography.X509Certificates.X509Certificate2 "$PWD\\{name:trusted-root}"',
        "[BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($root.RawData)) -replace '-', ':'",
      ],
    },
    {
      label: 'The same in PEM (sh)',
      os: 'linux',
      language: 'sh',
      text: 'openssl x509 -inform DER -in {name:trusted-root} -out {trusted-root-pem}',
      when: { field: 'trusted-root-form', is: 'DER' },
    },
    {
      label: 'The same in PEM (PowerShell or cmd)',
      os: 'windows',
      language: 'cmd',
      text: 'certutil -encode {name:trusted-root} {trusted-root-pem}',
      when: { field: 'trusted-root-form', is: 'DER' },
    },
  ],
};

export const trustPlatforms: readonly TrustPlatform[] = [
  {
    id: 'windows-user',
    title: 'Windows, only for yourself (no administrator)',
    text: 'Read by Edge, Chrome, PowerShell, .NET and the curl of Windows, and by Firefox since release 120. Windows asks whether you are sure.',
    code: [
      {
        label: 'Trust it (PowerShell or cmd)',
        os: 'windows',
        language: 'cmd',
        text: 'certutil -user -addstore Root {name:trusted-root}',
      },
      {
        label: 'Check that it is there (PowerShell)',
        os: 'windows',
        language: 'powershell',
        text: [
          '$root = New-Object Security.Cryptography.X509Certificates.X509Certificate2 "$PWD\\{name:trusted-root}"',
          'Get-Item "Cert:\\CurrentUser\\Root\\$($root.Thumbprint)"',
        ],
      },
      {
        label: 'Remove it, after the lines above (PowerShell)',
        os: 'windows',
        language: 'powershell',
        text: 'Remove-Item "Cert:\\CurrentUser\\Root\\$($root.Thumbprint)"',
      },
    ],
  },
  {
    id: 'windows-machine',
    title: 'Windows, for all users of a machine, or by group policy',
    text: 'By group policy: Computer Configuration, Policies, Windows Settings, Security Settings, Public Key Policies, Trusted Root Certification Authorities, right click, Import; then gpupdate /force on the machines. To remove it, delete it there.',
    code: [
      {
        label: 'Trust it (PowerShell or cmd, as administrator)',
        os: 'windows',
        language: 'cmd',
        text: 'certutil -addstore Root {name:trusted-root}',
      },
      {
        label: 'Check that it is there (PowerShell)',
        os: 'windows',
        language: 'powershell',
        text: [
          '$root = New-Object Security.Cryptography.X509Certificates.X509Certificate2 "$PWD\\{name:trusted-root}"',
          'Get-Item "Cert:\\LocalMachine\\Root\\$($root.Thumbprint)"',
        ],
      },
      {
        label: 'Remove it, after the lines above (PowerShell, as administrator)',
        os: 'windows',
        language: 'powershell',
        text: 'Remove-Item "Cert:\\LocalMachine\\Root\\$($root.Thumbprint)"',
      },
    ],
  },
  {
    id: 'macos',
    title: 'macOS',
    text: 'Read by Safari, Chrome and Edge, and by Firefox since release 120. Only for yourself: without sudo and -d, and with ~/Library/Keychains/login.keychain-db.',
    code: [
      {
        label: 'Trust it (sh, as administrator)',
        os: 'macos',
        language: 'sh',
        text: 'sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain {name:trusted-root}',
      },
      {
        label: 'Check that it works (sh)',
        os: 'macos',
        language: 'sh',
        text: 'security verify-cert -c {name:trusted-root}',
      },
      {
        label: 'Remove it (sh, as administrator)',
        os: 'macos',
        language: 'sh',
        text: [
          'sudo security remove-trusted-cert -d {name:trusted-root}',
          'sudo security delete-certificate -Z "$(openssl x509 -inform {trusted-root-form} -in {name:trusted-root} -noout -fingerprint -sha1 | sed \'s/.*=//; s/://g\')" /Library/Keychains/System.keychain',
        ],
      },
    ],
  },
  {
    id: 'chrome-linux',
    title: 'Chrome and Chromium on Linux',
    text: 'By hand: chrome://certificate-manager, Installed by you, Trusted Certificates, Import. Or with certutil of libnss3-tools (nss-tools); restart the browser afterwards.',
    code: [
      {
        label: 'Trust it (sh)',
        os: 'linux',
        language: 'sh',
        text: [
          'mkdir -p "$HOME/.pki/nssdb"',
          'certutil -d "sql:$HOME/.pki/nssdb" -A -t C,, -n {trusted-root-id} -i {name:trusted-root}',
        ],
      },
      {
        label: 'Check that it is there: C,, (sh)',
        os: 'linux',
        language: 'sh',
        text: 'certutil -d "sql:$HOME/.pki/nssdb" -L',
      },
      {
        label: 'Remove it (sh)',
        os: 'linux',
        language: 'sh',
        text: 'certutil -d "sql:$HOME/.pki/nssdb" -D -n {trusted-root-id}',
      },
    ],
  },
  {
    id: 'firefox',
    title: 'Firefox, its own store or by policy',
    text: [
      'Needed on Linux, and where Firefox is older than 120 or told not to read the store of the system. By hand: Settings, Privacy & Security, View Certificates, Authorities, Import, tick "Trust this CA to identify websites". It is then in that list; Delete or Distrust removes it.',
      'By policy: put the block into policies.json, with the path where the file lies: /etc/firefox/policies on Linux, the folder distribution beside firefox.exe on Windows, Firefox.app/Contents/Resources/distribution on macOS. about:policies shows whether it was read.',
    ],
    code: [
      {
        label: 'policies.json',
        language: 'json',
        text: [
          '{',
          '  "policies": {',
          '    "Certificates": { "ImportEnterpriseRoots": true, "Install": ["/etc/ssl/{name:trusted-root}"] }',
          '  }',
          '}',
        ],
      },
    ],
  },
  {
    id: 'debian',
    title: 'Debian, Ubuntu',
    text: 'Read by curl, wget, git, Go, .NET, PHP, Ruby, and the Python and Java of the distribution. Browsers, Node and requests do not read it.',
    code: [
      {
        label: 'Trust it (sh); the suffix must be .crt',
        os: 'linux',
        language: 'sh',
        text: [
          'sudo cp {trusted-root-pem} /usr/local/share/ca-certificates/{trusted-root-id}.crt',
          'sudo update-ca-certificates',
        ],
      },
      {
        label: 'Check that it works: OK (sh)',
        os: 'linux',
        language: 'sh',
        text: 'openssl verify -CApath /etc/ssl/certs {trusted-root-pem}',
      },
      {
        label: 'Remove it (sh)',
        os: 'linux',
        language: 'sh',
        text: ['sudo rm /usr/local/share/ca-certificates/{trusted-root-id}.crt', 'sudo update-ca-certificates --fresh'],
      },
    ],
  },
  {
    id: 'rhel',
    title: 'RHEL, Fedora and the like',
    text: 'Read by the same programs as on Debian, by Java of the distribution too.',
    code: [
      {
        label: 'Trust it (sh)',
        os: 'linux',
        language: 'sh',
        text: [
          'sudo cp {name:trusted-root} /etc/pki/ca-trust/source/anchors/{trusted-root-id}.pem',
          'sudo update-ca-trust',
        ],
      },
      {
        label: 'Check that it works: OK (sh)',
        os: 'linux',
        language: 'sh',
        text: 'openssl verify -CAfile /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem {trusted-root-pem}',
      },
      {
        label: 'Remove it (sh)',
        os: 'linux',
        language: 'sh',
        text: ['sudo rm /etc/pki/ca-trust/source/anchors/{trusted-root-id}.pem', 'sudo update-ca-trust'],
      },
    ],
  },
  {
    id: 'ios',
    title: 'iPhone, iPad',
    text: [
      'Send the file by AirDrop or mail and open it; if it is not recognised, name it {trusted-root-id}.crt. Settings, General, VPN & Device Management, the profile, Install. Then Settings, General, About, Certificate Trust Settings: switch it on.',
      'To see that it works open {trusted-root-url}. To remove it, delete the profile. With device management, a certificate payload does the same.',
    ],
  },
  {
    id: 'android',
    title: 'Android',
    text: [
      'Copy the file to the device as {trusted-root-id}.crt. Settings, Security & privacy, More, Encryption & credentials, Install a certificate, CA certificate. It is then under Trusted credentials, User, where it is removed too.',
      'Chrome trusts it. Other apps do only if their makers allow it (networkSecurityConfig), Firefox with "Use third party CA certificates" in its secret settings.',
    ],
  },
  {
    id: 'java',
    title: 'Java',
    text: [
      'Each JRE has its own list: set JAVA_HOME to the one that the program runs on ("java -XshowSettings:properties -version" prints its java.home), run the lines as administrator, and again after each update of that JRE. Then restart the program.',
      'changeit is the password that Java ships with. Java 8 has no -cacerts: write -keystore and the path of jre/lib/security/cacerts. The last line must print the fingerprint you compared.',
    ],
    code: [
      {
        label: 'Trust it, Linux and macOS (sh)',
        os: 'linux',
        language: 'sh',
        text: [
          'sudo cp -L "$JAVA_HOME/lib/security/cacerts" "$JAVA_HOME/lib/security/cacerts.$(date +%Y%m%d-%H%M%S)"',
          'if sudo "$JAVA_HOME/bin/keytool" -list -cacerts -storepass changeit -alias {trusted-root-id} >/dev/null 2>&1; then',
          '  sudo "$JAVA_HOME/bin/keytool" -delete -cacerts -storepass changeit -alias {trusted-root-id}',
          'fi',
          'sudo "$JAVA_HOME/bin/keytool" -importcert -noprompt -cacerts -storepass changeit -alias {trusted-root-id} -file {name:trusted-root}',
          '"$JAVA_HOME/bin/keytool" -list -cacerts -storepass changeit -alias {trusted-root-id}',
        ],
      },
      {
        label: 'Trust it (PowerShell, as administrator)',
        os: 'windows',
        language: 'powershell',
        text: [
          '$keytool = "$env:JAVA_HOME\\bin\\keytool.exe"',
          '$cacerts = "$env:JAVA_HOME\\lib\\security\\cacerts"',
          'Copy-Item $cacerts "$cacerts.$(Get-Date -Format yyyyMMdd-HHmmss)"',
          '& $keytool -list -cacerts -storepass changeit -alias {trusted-root-id} | Out-Null',
          'if ($LASTEXITCODE -eq 0) { & $keytool -delete -cacerts -storepass changeit -alias {trusted-root-id} }',
          '& $keytool -importcert -noprompt -cacerts -storepass changeit -alias {trusted-root-id} -file {name:trusted-root}',
          '& $keytool -list -cacerts -storepass changeit -alias {trusted-root-id}',
        ],
      },
      {
        label: 'Remove it, Linux and macOS (sh)',
        os: 'linux',
        language: 'sh',
        text: 'sudo "$JAVA_HOME/bin/keytool" -delete -cacerts -storepass changeit -alias {trusted-root-id}',
      },
      {
        label: 'Remove it (PowerShell, as administrator)',
        os: 'windows',
        language: 'powershell',
        text: '& "$env:JAVA_HOME\\bin\\keytool.exe" -delete -cacerts -storepass changeit -alias {trusted-root-id}',
      },
    ],
  },
  {
    id: 'python',
    title: 'Python',
    text: 'requests has a list of its own and reads no store of the system. It works when a status is printed instead of CERTIFICATE_VERIFY_FAILED. To remove it, leave argument or variable out. The variables replace the whole list, the argument of ssl adds to it.',
    code: [
      {
        label: 'requests',
        language: 'python',
        text: ['import requests', "print(requests.get('{trusted-root-url}', verify='{trusted-root-pem}').status_code)"],
      },
      {
        label: 'ssl, urllib',
        language: 'python',
        text: [
          'import ssl, urllib.request',
          'context = ssl.create_default_context()',
          "context.load_verify_locations('{trusted-root-pem}')",
          "print(urllib.request.urlopen('{trusted-root-url}', context=context).status)",
        ],
      },
      {
        label: 'A whole program (sh)',
        os: 'linux',
        language: 'sh',
        text: 'REQUESTS_CA_BUNDLE={trusted-root-pem} SSL_CERT_FILE={trusted-root-pem} python3 program.py',
      },
    ],
  },
  {
    id: 'node',
    title: 'Node',
    text: 'The variable adds to the list that Node has; it is read once, at the start, and a wrong path is only a warning. It works when a status is printed. To remove it, unset the variable. Node 24 reads the store of the system with --use-system-ca.',
    code: [
      {
        label: 'Linux and macOS (sh)',
        os: 'linux',
        language: 'sh',
        text: `NODE_EXTRA_CA_CERTS={trusted-root-pem} node -e "fetch('{trusted-root-url}').then(({ status }) => console.log(status))"`,
      },
      {
        label: 'PowerShell',
        os: 'windows',
        language: 'powershell',
        text: [
          '$env:NODE_EXTRA_CA_CERTS = "$PWD\\{trusted-root-pem}"',
          `node -e "fetch('{trusted-root-url}').then(({ status }) => console.log(status))"`,
        ],
      },
    ],
  },
  {
    id: 'curl',
    title: 'curl',
    text: 'Exit code 60 means that it is not trusted. For a whole session: the variable CURL_CA_BUNDLE. Where https_proxy is set, put the host into no_proxy. Nothing is left behind to remove.',
    code: [{ label: 'Any shell', language: 'sh', text: 'curl --cacert {trusted-root-pem} {trusted-root-url}' }],
  },
];
