import { fieldsOf } from '../../bundle/fields';
import { planBundle } from '../../bundle/plan';
import type { Field, MaterialSlot, Recipe } from '../../recipes/types';

export const usage = `Certwright makes the certificate files that a named system wants. Nothing is sent anywhere.
"certwright" stands for: node dist/cli.js

Usage:
  certwright list                                   the systems it knows
  certwright make RECIPE [--set FIELD=VALUE]…       one zip with everything
  certwright inspect FILE…                          what is in these files
  certwright convert FILE… --to FORMAT|RECIPE       the same in another form
  certwright renew ZIP|FOLDER                       an earlier bundle anew, under its own CA
  certwright sign REQUEST --ca FILE --ca-key FILE   a certificate for somebody's request
  certwright intermediate NAME --ca FILE --ca-key FILE    a CA below yours
  certwright revoke SERIAL… --ca FILE --ca-key FILE       the CA's next revocation list

Examples:
  certwright make qlik-sse
  certwright make qlik-sse --set plugin=sales --set hosts=sse.example.com,10.0.0.5
  certwright make qlik-sse --set mode=use-ca --ca root_cert.pem --ca-key root_key.pem --out sales.zip
  certwright inspect sales.zip
  certwright renew sales.zip --out sales-2028.zip

certwright make RECIPE --help names the fields of a recipe; certwright --help --all tells the rest.`;

export const advancedUsage = `${usage}

Options of make:
  --set FIELD=VALUE        answers a field; again for the next one. A field given twice takes the later value,
                           lists too. Lists are separated by comma or space. mode is set like a field.
  --set-file FIELD=PATH    reads a secret (UTF-8, a final line end is dropped). Secrets are refused in --set, where
                           other users and the shell's history see them. Secrets are the fields marked so,
                           ca-key-password for a CA key that is to be protected (asked for on a terminal), and
                           ca-password for the key of a CA that you bring. In modes that convert or complete what you
                           have, FIELD is the name that the recipe's help gives for it and PATH a file or folder of any
                           form, again for each further one; FIELD-password=PATH holds the password that opens it.
  --ca PATH, --ca-key PATH your CA's certificate and key: PEM or DER files of any name, a zip of Certwright, or a
                           folder that holds them. Both options may be repeated and mean the same.
  --out FILE.zip           writes the zip there; default: the zip's own name in this folder. Mode 0600.
  --out FOLDER             writes the tree instead: secrets 0600 in folders 0700, the rest 0644 and 0755.
  --force                  replaces what is there: a file, or a folder that holds nothing but files written anew.

Options of convert:
  --to FORMAT              the form to write: certificate-pem, key-pkcs1-pem, pkcs12, truststore-jks, kubernetes-tls, …
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
  --out FILE|FOLDER        default: a name made of the certificate's, in this folder. Secrets get mode 0600.
  --force                  replaces what is there

Options of renew:
  --keys new|same          new keys, or new certificates for the keys of before; default new
  --set FIELD=VALUE        another answer than before: hosts, clients. Then only what it changes or adds is made, and
                           everything else stays as its holders have it.
  --renew all|changed      everything, or only that; default: changed with --set, else all
  --keep ID                stays as it is whatever is set: client, client[alice]; again for the next one
  --ca PATH, --ca-key PATH the CA, where its key is not in the bundle
  --new-ca                 another CA, which everybody must then trust anew
  --set-file FIELD=PATH    a password: ca-password for the CA's key, those of keystores where the bundle does not hold
                           them; ca-key-password and those of keystores also take the place of the earlier ones.
  --out, --force           as for make

Options of sign, intermediate and revoke:
  --ca PATH, --ca-key PATH your CA, as for make; an intermediate CA with its root.
  --ca-password-file PATH  the password of the CA's key; asked for on a terminal.
  --out FOLDER             where the files go; default: a folder named after what was made.
  --out FILE               only that one, where its suffix says which: sign .pem or .crt (certificate and the CAs
                           between it and the root), .cer (certificate alone), .p7b; revoke .pem, .crl or .der.
  --days N                 until the end: sign 825, intermediate 1825; revoke: until the next list is due, 30.
  --force                  replaces what is there, as for make.
sign REQUEST               says what the request asks for before it signs. CA rights and unknown extensions are never
                           copied, and a request whose signature does not verify is refused.
  --hosts HOSTS            the names instead of those that it asks for
  --subject NAME           the holder instead of the one that it names: CN=svc.example.com,O=Example
  --purpose PURPOSE        server, client or both; default: what it asks for, else server
intermediate NAME          its common name, or a whole name as in CN=Issuing CA,O=Example
  --key TYPE               rsa-2048, rsa-3072, rsa-4096, p-256, p-384, p-521, ed25519; default: as the CA's own
  --path-length N          how many CAs may stand below it; default 0
  --key-password-file PATH protects its key with the password in that file
revoke [SERIAL|FILE]…      serial numbers in hex, and files with certificates; none: the last list anew
  --crl PATH               the CA's last list: its entries are kept, and its number goes up by one
  --reason REASON          unspecified, keyCompromise, cACompromise, affiliationChanged, superseded,
                           cessationOfOperation, privilegeWithdrawn
  --date YYYY-MM-DD        since when; default: now

Options of inspect:
  --json                   the same as JSON, for scripts: docs/inspect.md describes it
  --password-file PATH     a password to try on everything protected; again for the next one. On a terminal, the
                           password of each file that stays closed is asked for.
  --password TEXT          the same on the command line, where other users and the shell's history see it
  --for RECIPE             says whether they will work with that system, and why not: names, dates, purposes, chains,
                           roots, aliases, file names
  --set FIELD=VALUE        with --for: the hosts that are dialled, the alias in the settings, the mode
  --explain "MESSAGE"      names the cause of an error message in these files, then its other causes
  Its exit code is 2 when a file could not be read to its end; the others are told of all the same.

What is printed: the path written on stdout, everything else on stderr, progress only on a terminal. No key or
password is ever printed. A target that exists stops everything before a key is made. Writing is atomic: after a
failure or Ctrl+C the target is as it was.

Exit code: 0 done · 1 failed · 2 bad input (stderr names the field). Ctrl+C ends it by the signal (130 in shells).`;

/** The fields of a recipe in every mode, with the defaults that stand when nothing is given. */
export function recipeUsage(recipe: Recipe): string {
  const [first, ...others] = recipe.modes;
  const shared = fieldsOf(recipe, first.id);
  const seen = new Set(shared.map(({ id }) => id));
  const more = others.flatMap((mode) => {
    const fields = fieldsOf(recipe, mode.id).filter(({ id }) => !seen.has(id));
    return fields.length === 0 ? [] : ['', `Only with mode=${mode.id}:`, ...fields.flatMap(describe(recipe, mode.id))];
  });
  const [plain, advanced] = [false, true].map((hidden) =>
    shared.filter((field) => (field.advanced ?? false) === hidden),
  );
  return [
    `${recipe.title}: certwright make ${recipe.id} [--set FIELD=VALUE]…`,
    '',
    'mode',
    ...recipe.modes.flatMap(({ id, label, brings = [] }, index) => [
      `    ${id}${index === 0 ? ' (default)' : ''}: ${label}`,
      ...brings.flatMap((slot) => [
        `        ${option(slot)}  ${slot.label}`,
        `        --set-file ${slot.id}-password=FILE  the password that opens it, if it is protected`,
      ]),
    ]),
    ...(plain ?? []).flatMap(describe(recipe, first.id)),
    '',
    'Rarely needed:',
    ...(advanced ?? []).flatMap(describe(recipe, first.id)),
    ...more,
    '',
    'Secrets (--set-file FIELD=PATH, or asked for on a terminal): ca-key-password with ca-key=protected, ca-password for',
    'a protected CA key that you bring. Options: --ca, --ca-key, --out, --force; certwright --help --all tells them.',
  ].join('\n');
}

function option({ id, kind }: MaterialSlot): string {
  return kind === 'authority' ? '--ca PATH --ca-key PATH' : `--set-file ${id}=PATH`;
}

function describe(recipe: Recipe, mode: string): (field: Field) => string[] {
  const { answers } = planBundle(recipe, mode, {});
  return (field) => [
    `${field.id}${field.kind === 'secret' ? '' : ` (${answers[field.id] || 'empty'})`}`,
    `    ${[field.label, field.help].filter(Boolean).join('. ')}`,
    ...detail(field),
  ];
}

function detail(field: Field): string[] {
  switch (field.kind) {
    case 'choice':
      return field.options.map(({ value, label }) => `    ${value}: ${label}`);
    case 'number':
      return [
        `    from ${String(field.min)} to ${String(field.max)}${field.unit === undefined ? '' : ` ${field.unit}`}`,
      ];
    case 'text':
    case 'list':
      return [`    ${field.patternHelp}`];
    case 'switch':
      return ['    true or false'];
    case 'secret':
      return [
        field.fixed === undefined
          ? `    only --set-file ${field.id}=FILE; otherwise generated`
          : '    fixed by the system',
      ];
    case 'hosts':
      return [`    for example ${field.example}`];
  }
}
