import { readManifest } from '../bundle/manifest';
import type { Answers, BundlePlan } from '../bundle/types';
import { untilEnd } from '../inspect/days';
import type { FoundObject } from '../inspect/found-object';
import { readAuthority } from '../inspect/read-authority';
import type { CertifiedKey } from '../inspect/read-certified-key';
import { readStore } from '../inspect/read-store';
import type { OpenedStore } from '../inspect/read-store';
import { authorityWarnings } from '../issuance/authority';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { formatGeneralName } from '../pki/general-names';
import { describeKey } from '../pki/key-algorithms';
import type { Clock } from '../pki/platform';
import type { Certificate } from '../pki/types';
import type { MaterialSlot } from '../recipes/types';
import { certifiedKeyWarnings } from './certified-key-warnings';
import { hostsAnswer } from './hosts-answer';
import { assertIssuable } from './issuable';
import { longestUnder } from './longest-under';
import type { MaterialFacts } from './material-facts';
import { createPace } from './pace';
import { readCertified } from './read-certified';
import type { CertifiedLeaf, SlotContext } from './read-certified';
import { describeEntry, replacedNotices } from './replaced-entries';
import { dialledField, serverNamesIn } from './server-names';
import type { Material } from './types';

type Checker = (files: Material['files'], password: string | undefined, context: SlotContext) => Promise<MaterialFacts>;

/** How what is brought for each kind of slot is judged. */
const checkers: { readonly [Kind in MaterialSlot['kind']]: Checker } = {
  authority: async (files, password, { plan, slot, now }) => {
    const authority = await readAuthority(files, { field: slot.id, now, password, entity: slot.entity }, createPace());
    const brought = plan.entities.find(({ broughtBy }) => broughtBy === slot.id);
    if (brought !== undefined) assertIssuable(plan, brought.id, authority, now);
    const days = brought === undefined ? undefined : longestUnder(plan, brought.id);
    const messages = await authorityWarnings(authority, now, days);
    const warnings = messages.map((message) => ({ field: slot.id, message }));
    return { title: formatName(authority.certificate.subject), lines: dates(authority.certificate, now), warnings };
  },
  'certified-key': certifiedKey,
  reply: certifiedKey,
  keystore: async (files, password, { plan, slot }) => {
    const store = await readStore(files, password, slot.id, createPace());
    const warnings = replacedNotices(store, plan, slot);
    return { title: `${store.name}, ${store.keystore.format}`, lines: entryLines(store), warnings, ...kept(slot) };
  },
};

/**
 * Looks at what was brought for a slot, as soon as it is there.
 *
 * @param slot slot id; one that the plan does not have is a defect
 * @throws PkiError with `field` = slot id for what keeps it from being used, or the answer that a CA does not issue
 */
export async function checkMaterial(
  material: Material,
  password: string | undefined,
  { plan, clock, slot: id }: { readonly plan: BundlePlan; readonly clock: Clock; readonly slot: string },
): Promise<MaterialFacts> {
  const slot = plan.slots.find((each) => each.id === id);
  if (slot === undefined) throw new PkiError('defect', `The plan has no slot ${id}.`);
  return checkers[slot.kind](material.files, password, { plan, slot, now: clock() });
}

async function certifiedKey(
  files: Material['files'],
  password: string | undefined,
  context: SlotContext,
): Promise<MaterialFacts> {
  const [first, ...more] = await readCertified(files, password, context, createPace());
  if (first === undefined) throw new PkiError('defect', `Nothing was read for ${context.slot.id}.`);
  return more.length === 0 ? factsOf(first, context) : factsOfSeveral([first, ...more], context);
}

/** Several certificates: a line for each, and what is to be said of any of them. */
function factsOfSeveral(all: readonly CertifiedLeaf[], context: SlotContext): MaterialFacts {
  const each = all.map((one) => factsOf(one, context));
  return {
    title: `${String(all.length)} certificates with their keys`,
    lines: all.map(({ leaf, certified: { certificate } }) => ({
      label: leaf?.title ?? formatName(certificate.subject),
      value: `${formatName(certificate.subject)}, valid until ${certificate.validity.notAfter.toISOString().slice(0, 10)}`,
    })),
    warnings: each.flatMap(({ warnings }, index) =>
      warnings.map((warning) => ({ ...warning, message: `${all[index]?.leaf?.title ?? ''}: ${warning.message}` })),
    ),
    answers: Object.assign({}, ...each.map(({ answers }) => answers)) as Answers,
  };
}

function factsOf({ leaf, certified: brought }: CertifiedLeaf, { plan, slot, now }: SlotContext): MaterialFacts {
  const isServer = (leaf?.purposes ?? ['server']).includes('server');
  const { certificate, chain, root, keystore } = brought;
  const issuers = [...chain.slice(1), ...(root === undefined ? [] : [root])].map(({ subject }) => formatName(subject));
  const names = (certificate.subjectAltNames ?? []).map(formatGeneralName).join(', ');
  return {
    title: formatName(certificate.subject),
    lines: [
      ...(names === '' ? [] : [{ label: 'Names', value: names }]),
      ...dates(certificate, now),
      { label: 'Issued by', value: issuers.length === 0 ? formatName(certificate.issuer) : issuers.join(', under ') },
      ...(keystore === undefined ? [] : [{ label: 'Alias', value: keystore.alias }]),
      ...(isServer ? [] : serverNames(brought)),
    ],
    warnings: certifiedKeyWarnings(plan, slot, leaf, brought),
    ...(keystore === undefined ? {} : kept(slot)),
    answers: {
      ...(isServer ? {} : serverAnswer(plan, brought)),
      ...hostsAnswer(plan, leaf, certificate),
      ...rootAnswer(plan, brought),
      ...aliasAnswer(plan, brought),
      ...earlierAnswers(plan, brought.found),
    },
  };
}

function dates({ validity, keyAlgorithm }: Certificate, now: Date): MaterialFacts['lines'] {
  return [
    {
      label: 'Valid until',
      value: `${validity.notAfter.toISOString().slice(0, 10)} (${untilEnd(validity.notAfter, now)})`,
    },
    { label: 'Key', value: keyAlgorithm === undefined ? 'unknown' : describeKey(keyAlgorithm) },
  ];
}

/** A vendor's export often holds the server's certificate too, which says by which names the server can be reached. */
function serverNames(brought: CertifiedKey): MaterialFacts['lines'] {
  const names = serverNamesIn(brought).map(formatGeneralName);
  return names.length === 0 ? [] : [{ label: 'The server answers to', value: names.join(', ') }];
}

/** The server's own name, for the field that says what is dialled. */
function serverAnswer(plan: BundlePlan, brought: CertifiedKey): Answers {
  const field = dialledField(plan);
  const [name] = serverNamesIn(brought);
  return field === undefined || name === undefined ? {} : { [field.id]: name.value };
}

function entryLines({ keystore }: OpenedStore): MaterialFacts['lines'] {
  const shown = keystore.entries
    .slice(0, 10)
    .map((entry) => `${entry.friendlyName ?? '(no alias)'} (${describeEntry(entry)})`);
  const more = keystore.entries.length - shown.length;
  return [{ label: 'Holds', value: [...shown, ...(more > 0 ? [`and ${String(more)} more`] : [])].join(', ') }];
}

function kept({ keepsPassword }: MaterialSlot): Pick<MaterialFacts, 'keepsPassword'> {
  return keepsPassword === undefined ? {} : { keepsPassword };
}

/** Whoever brings the root with the certificate has clients that do not know it. */
function rootAnswer({ recipe }: BundlePlan, { root }: CertifiedKey): Answers {
  const asked = recipe.fields.some(({ id }) => id === 'signed-by');
  return asked && root !== undefined ? { 'signed-by': 'internal' } : {};
}

/** The alias stays as it is, since deployed configuration names it. */
function aliasAnswer({ recipe }: BundlePlan, { keystore }: CertifiedKey): Answers {
  const asked = recipe.fields.some(({ id }) => id === 'alias');
  return asked && keystore !== undefined && keystore.alias !== '' ? { alias: keystore.alias } : {};
}

/** The answers of our earlier zip, as far as this mode asks the same. A manifest that cannot be read counts for nothing. */
function earlierAnswers({ recipe, answers }: BundlePlan, found: readonly FoundObject[]): Answers {
  const manifest = found.find((object) => object.type === 'manifest');
  if (manifest?.type !== 'manifest') return {};
  try {
    const earlier = readManifest(manifest.text);
    if (earlier.recipe.id !== recipe.id) return {};
    return Object.fromEntries(Object.entries(earlier.answers).filter(([id]) => Object.hasOwn(answers, id)));
  } catch (error) {
    if (error instanceof PkiError) return {};
    throw error;
  }
}
