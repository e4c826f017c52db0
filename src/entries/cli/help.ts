import { fieldsOf } from '../../bundle/fields';
import { planBundle } from '../../bundle/plan';
import type { Field, MaterialSlot, Recipe } from '../../recipes/types';
import { allOptions } from './help-commands';

export const usage = `Certwright makes the certificate files that a named system wants. Nothing is sent anywhere.
"certwright" stands for: node dist/cli.js

Usage:
  certwright list                                   the systems it knows
  certwright make RECIPE [--set FIELD=VALUE]…       one zip with everything
  certwright inspect FILE…                          what is in these files
  certwright convert FILE… --to FORMAT|RECIPE       the same in another form
  certwright renew ZIP|FOLDER                       renews an earlier bundle under its own CA
  certwright sign REQUEST --ca FILE --ca-key FILE   a certificate for somebody's request
  certwright intermediate NAME --ca FILE --ca-key FILE    a CA below yours
  certwright revoke SERIAL… --crl LAST|--first --ca …     the CA's next revocation list

Examples:
  certwright make qlik-sse
  certwright make qlik-sse --set plugin=sales --set hosts=sse.example.com,10.0.0.5
  certwright make qlik-sse --set mode=use-ca --ca root_cert.pem --ca-key root_key.pem --out sales.zip
  certwright inspect sales.zip
  certwright renew sales.zip --out sales-2028.zip

certwright make RECIPE --help names the fields of a recipe; certwright COMMAND --help tells its options,
certwright --help --all everything.`;

export const advancedUsage = `${usage}

${allOptions}

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
          ? `    only --set-file ${field.id}=FILE; otherwise made for you`
          : '    fixed by the system',
      ];
    case 'hosts':
      return [`    for example ${field.example}`];
  }
}
