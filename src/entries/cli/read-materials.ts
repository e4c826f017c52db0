import type { Answers, BundlePlan } from '../../bundle/types';
import { checkMaterial } from '../../jobs';
import type { Material } from '../../jobs/types';
import { PkiError } from '../../pki/errors';
import type { Clock } from '../../pki/platform';
import type { MaterialSlot } from '../../recipes/types';
import type { MakeCommand } from './parse-arguments';
import { readMaterial, readSecret } from './read-input';
import type { Terminal } from './terminal';

/** What the user brings, the passwords that open it, and the answers that stand in it. */
export interface BroughtInput {
  readonly materials: Readonly<Record<string, Material>>;
  /** `<slot>-password` by slot. */
  readonly passwords: Readonly<Record<string, string>>;
  readonly answers: Answers;
}

/**
 * Reads what the plan's slots need: `--ca` for a CA, `--set-file SLOT=PATH` for everything else, again for each further file.
 *
 * @throws PkiError `material-missing` naming the option, and those of `checkMaterial`
 */
export async function readBrought(
  plan: BundlePlan,
  command: Pick<MakeCommand, 'ca' | 'setFile'>,
  { terminal, clock }: { readonly terminal: Terminal; readonly clock: Clock },
): Promise<BroughtInput> {
  refuseIdleCa(plan, command.ca);
  const materials: Record<string, Material> = {};
  const passwords: Record<string, string> = {};
  let answers: Answers = {};
  for (const slot of plan.slots) {
    const files = pathsOf(slot.id, command).map((path) => ({ path, namedFor: 'certificate' as const }));
    const paths = [...(slot.kind === 'authority' ? command.ca : []), ...files];
    if (paths.length === 0) throw missing(plan, slot);
    const material = { files: await readMaterial(paths, slot.kind === 'authority' ? '--ca' : slot.id) };
    materials[slot.id] = material;
    const [file] = pathsOf(`${slot.id}-password`, command).slice(-1);
    let password = file === undefined ? undefined : await readSecret(file, `${slot.id}-password`);
    const look = (): ReturnType<typeof checkMaterial> =>
      checkMaterial(material, password, { plan, clock, slot: slot.id });
    const facts = await look().catch(async (error: unknown) => {
      const locked = error instanceof PkiError && error.code === 'password-required';
      if (!locked) throw error;
      if (terminal.ask === undefined)
        throw new PkiError(error.code, `${error.message} Give it with --set-file ${slot.id}-password=FILE.`, {
          field: `${slot.id}-password`,
          cause: error,
        });
      password = await terminal.ask(error.message);
      return look();
    });
    if (password !== undefined) passwords[`${slot.id}-password`] = password;
    answers = { ...answers, ...facts.answers };
  }
  return { materials, passwords, answers };
}

/** The names that `--set-file` may have because of what is brought. */
export function broughtFields({ slots }: BundlePlan): readonly string[] {
  return slots.flatMap(({ id }) => [id, `${id}-password`]);
}

function pathsOf(field: string, { setFile }: Pick<MakeCommand, 'setFile'>): string[] {
  return setFile.filter((each) => each.field === field).map(({ value }) => value);
}

function refuseIdleCa(plan: BundlePlan, ca: MakeCommand['ca']): void {
  if (ca.length === 0 || plan.slots.some(({ kind }) => kind === 'authority')) return;
  const mode = plan.recipe.modes.find(({ brings = [] }) => brings.some(({ kind }) => kind === 'authority'));
  const advice = mode === undefined ? 'Leave --ca out.' : `Add --set mode=${mode.id} to use it.`;
  throw new PkiError('field-invalid', `Mode ${plan.mode.id} takes no CA of yours. ${advice}`, { field: '--ca' });
}

function missing({ mode }: BundlePlan, { id, kind, label }: MaterialSlot): PkiError {
  const message =
    kind === 'authority'
      ? `Mode ${mode.id} needs your CA. Name its certificate and key: --ca FILE --ca-key FILE, or one zip or folder that holds both.`
      : `Mode ${mode.id} needs: ${label}. Name the file or folder: --set-file ${id}=PATH, again for each further file.`;
  return new PkiError('material-missing', message, { field: id });
}
