/** What `--help` says of one command. */
interface CommandHelp {
  /** Its words, after the program's name. */
  readonly words: string;
  readonly says: string;
  /** Each with what it does; empty: it has none. */
  readonly options: string;
  readonly example: string;
}

const theCa = `  --ca PATH, --ca-key PATH your CA, as for make; an intermediate CA with its root
  --ca-password-file PATH  the password of the CA's key; asked for on a terminal
  --out FOLDER             where the files go; default: a folder named after what was made`;

const commands: Readonly<Record<string, CommandHelp>> = {
  list: { words: 'list', says: 'The systems that Certwright knows.', options: '', example: 'list' },
  make: {
    words: 'make RECIPE [--set FIELD=VALUE]…',
    says: 'One zip with everything that a system wants. certwright make RECIPE --help names the fields of a recipe.',
    options: `  --set FIELD=VALUE        answers a field; again for the next one. A field given twice takes the later value,
                           lists too. Lists are separated by comma or space. mode is set like a field.
  --set-file FIELD=PATH    reads a secret (UTF-8, a final line end is dropped). Secrets are refused in --set, where
                           other users and the shell's history see them. Secrets are the fields marked so,
                           ca-key-password for a CA key that is to be protected (asked for on a terminal), and
                           ca-password for the key of a CA that you bring. In modes that convert or complete what you
                           have, FIELD is the name that the recipe's help gives for it and PATH a file or folder of any
                           form, again for each further one; FIELD-password=PATH holds the password that opens it.
  --ca PATH, --ca-key PATH your CA's certificate and key: PEM or DER files of any name, a zip of Certwright, or a
                           folder that holds them; each again for the next one. A file that is named is used before
                           what a folder or zip beside it holds.
  --out FILE.zip           writes the zip there; default: the zip's own name in this folder. Mode 0600.
  --out FOLDER             writes the tree instead: secrets 0600 in folders 0700, the rest 0644 and 0755.
  --force                  replaces what is there: a file, or a folder that holds nothing but files written again.`,
    example: 'make qlik-sse --set plugin=sales --set hosts=sse.example.com,10.0.0.5',
  },
  convert: {
    words: 'convert FILE… --to FORMAT|RECIPE',
    says: 'The same certificates and keys in another form.',
    options: `  --to FORMAT              the form to write: certificate-pem, key-pkcs1-pem, pkcs12, truststore-jks, kubernetes-tls, …
                           Without --to, the forms that can be made of the files are listed.
  --to RECIPE              the recipe's files under its exact names; its fields are answered with --set as for make.
  --choose WHAT            which of several is meant: subject, common name, serial number, alias or file name; again
                           for each further certificate of a truststore
  --alias NAME             of the entry written; of a truststore one for each certificate, in their order
  --entry ALIAS            change-alias: the entry that gets the new one
  --profile modern|older   of PKCS#12: older is for Windows Server 2016, older Apple systems and Java 8
  --name NAME              what the file's name begins with; the name of a Kubernetes Secret
  --namespace NAME         of a Kubernetes Secret
  --root                   puts the root behind the intermediate CAs
  --certificate-first      combined-pem: the certificates before the key
  --password-file PATH     a password to try on everything protected, as for inspect
  --new-password-file PATH the password of what is written; asked for on a terminal. At least 6 characters for a
                           keystore, 8 for a key file, 15 for the key file of a CA. Without it change-alias,
                           keystore-pkcs12 and keystore-jks keep the keystore's own.
  --out FILE|FOLDER        default: a name made of the certificate's, in this folder. Secrets get mode 0600. With - one
                           file that holds no key goes to stdout.
  --force                  replaces what is there`,
    example: 'convert server.p12 --to certificate-pem',
  },
  renew: {
    words: 'renew ZIP|FOLDER',
    says: 'Renews an earlier bundle under its own CA. It says until when each certificate is valid, before and after.',
    options: `  --keys new|same          new keys, or new certificates for the keys of before; default new
  --set FIELD=VALUE        another answer than before: hosts, clients. Then only what it changes or adds is made, and
                           everything else stays as its holders have it.
  --renew all|changed      everything, or only that; default: changed with --set, else all
  --keep ID                stays as it is whatever is set: client, client[alice]; again for the next one
  --ca PATH, --ca-key PATH the CA, where its key is not in the bundle
  --new-ca                 another CA, which everybody must then trust
  --set-file FIELD=PATH    a password: ca-password for the CA's key, those of keystores where the bundle does not hold
                           them; ca-key-password and those of keystores also take the place of the earlier ones.
  --out, --force           as for make`,
    example: 'renew sales.zip --out sales-2028.zip',
  },
  sign: {
    words: 'sign REQUEST --ca FILE --ca-key FILE',
    says: `A certificate for somebody's request. It says what the request asks for before it signs. CA rights and unknown
extensions are never copied, and a request whose signature does not verify is refused.`,
    options: `${theCa}
  --out FILE               only that one, where its suffix says which: .pem or .crt (certificate and the CAs between it
                           and the root), .cer (certificate alone), .p7b
  --days N                 until the end; default 825
  --hosts HOSTS            the names instead of those that it asks for
  --subject NAME           the holder instead of the one that it names: CN=svc.example.com,O=Example
  --purpose PURPOSE        server, client or both; default: what it asks for, else server
  --force                  replaces what is there, as for make`,
    example: 'sign svc.csr --ca root_cert.pem --ca-key root_key.pem --out svc.pem',
  },
  intermediate: {
    words: 'intermediate NAME --ca FILE --ca-key FILE',
    says: 'A CA below yours. NAME is its common name, or a whole name as in CN=Issuing CA,O=Example.',
    options: `${theCa}
  --days N                 until the end; default 1825
  --key TYPE               rsa-2048, rsa-3072, rsa-4096, p-256, p-384, p-521, ed25519; default: as the CA's own
  --path-length N          how many CAs are allowed below it; default 0
  --key-password-file PATH protects its key with the password in that file
  --force                  replaces what is there, as for make`,
    example: 'intermediate "Issuing CA" --ca root_cert.pem --ca-key root_key.pem',
  },
  revoke: {
    words: 'revoke [SERIAL|FILE]… --ca FILE --ca-key FILE --crl FILE',
    says: `The CA's next revocation list. Certificates are named by serial numbers in hex, or by files that hold them, each
with a reason and a day of its own where it has one: 0a1b2c=keyCompromise@2026-01-02. None: the same list again.`,
    options: `${theCa}
  --out FILE               only that one, where its suffix says which: .pem, .crl or .der
  --days N                 until the next list is due; default 30
  --crl PATH               the CA's last list: its entries are kept, and its number goes up by one; this or --first
  --first                  this CA never had a list; without a serial number, it then names no certificate
  --for RECIPE             says whether that system reads a list
  --reason REASON          unspecified, keyCompromise, cACompromise, affiliationChanged, superseded,
                           cessationOfOperation, privilegeWithdrawn
  --date YYYY-MM-DD        since when; default: the date of the list. Both are for what says nothing of its own.
  --force                  replaces what is there, as for make`,
    example: 'revoke 0a1b2c --ca root_cert.pem --ca-key root_key.pem --crl revocation-list.crl --out next.crl',
  },
  inspect: {
    words: 'inspect FILE…',
    says: 'What is in these files, how the pieces fit, and what is wrong with them.',
    options: `  --json                   the same as JSON, for scripts: docs/inspect.md describes it
  --password-file PATH     a password to try on everything protected; again for the next one. On a terminal, the
                           password of each file that stays closed is asked for.
  --password TEXT          the same on the command line, where other users and the shell's history see it
  --for RECIPE             says whether they will work with that system, and why not: names, dates, purposes, chains,
                           roots, aliases, file names
  --set FIELD=VALUE        with --for: the hosts that clients use, the alias in the settings, the mode
  --explain "MESSAGE"      names the cause of an error message in these files, then its other causes
  Its exit code is 2 when a file could not be read to its end; the others are told of all the same. Findings, and files
  that do not fit --for, leave it at 0: scripts ask the JSON (fitness.passed).`,
    example: 'inspect sales.zip --for qlik-sse',
  },
};

/** The usage of one command: its words, its options and one example; empty for a command that there is not. */
export function commandUsage(name: string): string {
  const help = commands[name];
  if (help === undefined) return '';
  const { words, says, options, example } = help;
  const listed = options === '' ? '' : `\n\nOptions:\n${options}`;
  return `Usage: certwright ${words}\n\n${says}${listed}\n\nExample: certwright ${example}`;
}

/** The options of every command that has some. */
export const allOptions = Object.entries(commands)
  .filter(([, { options }]) => options !== '')
  .map(([name, { options }]) => `Options of ${name}:\n${options}`)
  .join('\n\n');
