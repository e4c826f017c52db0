import { PkiError } from '../../pki/errors';
import type { MaterialSlot, Mode, Recipe } from '../../recipes/types';
import type { ConvertCommand } from './convert-arguments';
import { make } from './make';
import type { CliHost } from './make';

/**
 * Puts the files into a recipe's layout, under its exact names: its way in that takes a certificate with its key.
 *
 * @throws PkiError as `make`; `mode-unknown` for a recipe without such a way in; `field-invalid` for options that only
 *   formats have
 */
export async function convertForRecipe(recipe: Recipe, command: ConvertCommand, host: CliHost): Promise<void> {
  const { set, files, passwordFiles, out, force } = command;
  refuseIdle(command);
  const { mode, slot } = wayIn(recipe, set.find(({ field }) => field === 'mode')?.value);
  const [password, another] = passwordFiles;
  if (another !== undefined)
    throw new PkiError('field-invalid', 'A recipe opens the files with one password. Name one file.', {
      field: '--password-file',
    });
  const setFile = [
    ...files.map((value) => ({ field: slot.id, value })),
    ...(password === undefined ? [] : [{ field: `${slot.id}-password`, value: password }]),
  ];
  const answers = set.filter(({ field }) => field !== 'mode');
  const chosen = { field: 'mode', value: mode.id };
  await make({ kind: 'make', recipe: recipe.id, set: [chosen, ...answers], setFile, ca: [], out, force }, host);
}

/** Options that say how one file is written; a recipe says so itself. */
function refuseIdle(command: ConvertCommand): void {
  const { choose, aliases, entry, profile, name, namespace, root, certificateFirst, newPasswordFile } = command;
  const given: Readonly<Record<string, boolean>> = {
    '--choose': choose.length > 0,
    '--alias': aliases.length > 0,
    '--entry': entry !== undefined,
    '--profile': profile !== undefined,
    '--name': name !== undefined,
    '--namespace': namespace !== undefined,
    '--root': root,
    '--certificate-first': certificateFirst,
    '--new-password-file': newPasswordFile !== undefined,
  };
  const idle = Object.keys(given).find((option) => given[option] === true);
  if (idle !== undefined)
    throw new PkiError(
      'field-invalid',
      `The recipe says how its files are written, so ${idle} has no effect. Answer its fields with --set; certwright make RECIPE --help names them.`,
      { field: idle },
    );
}

function wayIn({ id, modes }: Recipe, wanted: string | undefined): { mode: Mode; slot: MaterialSlot } {
  const ways = modes.flatMap((mode) => {
    const slot = mode.brings?.find(({ kind }) => kind === 'certified-key');
    return slot === undefined ? [] : [{ mode, slot }];
  });
  const way = wanted === undefined ? ways[0] : ways.find(({ mode }) => mode.id === wanted);
  if (way !== undefined) return way;
  const which = ways.length === 0 ? 'none' : ways.map(({ mode }) => mode.id).join(', ');
  throw new PkiError(
    'mode-unknown',
    `${id} takes a certificate with its key in these modes: ${which}. certwright make ${id} --help tells what else it takes.`,
    { field: '--to' },
  );
}
