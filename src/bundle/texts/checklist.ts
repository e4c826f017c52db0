import type { GeneralName } from '../../pki/types';
import type { Encoding } from '../../recipes/types';
import { isChainOf, partsOf } from '../facts';
import { holdsPassword } from '../holds-password';
import type { BundlePlan, CertificateFacts, PlannedContent, PlannedEntry, TextContext } from '../types';

/**
 * What both verify scripts check, in one form: folders (so that one machine's folder can be checked alone) and
 * certificates with the files that hold them, their keys and their roots.
 */
export interface Checklist {
  readonly texts: readonly CheckedFile[];
  readonly folders: readonly CheckedFolder[];
  readonly certificates: readonly CheckedCertificate[];
  readonly keystores: readonly CheckedKeystore[];
  /** PEM of the certificates between those of the bundle and their roots. */
  readonly issuers: readonly string[];
  /** How many passwords open what is guarded. */
  readonly passwords: number;
  /** Whether the first server's clients have certificates of the same issuer, so that it must turn away all others. */
  readonly mutual: boolean;
}

/** The files of one machine in one folder of the archive. */
export interface CheckedFolder {
  /** Path without final slash; `.` is the archive's top. */
  readonly path: string;
  readonly machine: string;
  readonly files: readonly CheckedFile[];
}

export interface CheckedFile {
  readonly name: string;
  /** Lower-case hex; empty for a text that quotes a password. */
  readonly sha256: string;
  /** `guarded`: secret and under a password. `text`: every machine's download has it. */
  readonly kind: 'public' | 'secret' | 'guarded' | 'text';
  /** What other folders have under this name: nothing, the same file, or another one. */
  readonly rule: 'own' | 'shared' | 'differs';
}

/** Where a file is: its folder's index in {@link Checklist.folders}, and its name there. */
export interface FilePlace {
  readonly folder: number;
  readonly name: string;
  readonly form: 'PEM' | 'DER';
  readonly guarded: boolean;
  /** Whether it holds every certificate between the one that it is looked at for and the root. */
  readonly chain?: boolean;
}

export interface CheckedCertificate {
  readonly title: string;
  readonly role: CertificateFacts['role'];
  readonly sha256: string;
  readonly purposes: readonly ('server' | 'client')[];
  readonly names: readonly GeneralName[];
  /** The user's own CA: its certificate may be found only in the chain files of what it issued. */
  readonly brought: boolean;
  /** Whether it and all above it were made here, by profiles that strict verifiers accept. */
  readonly strict: boolean;
  /** Every file that holds it. */
  readonly files: readonly FilePlace[];
  readonly keys: readonly FilePlace[];
  /** Files with the root that its chain ends in. */
  readonly anchors: readonly FilePlace[];
}

/** A PKCS#12 keystore, which can be opened by whoever gives its password. */
export interface CheckedKeystore {
  readonly file: FilePlace;
  /** Of the certificate that must be in it; lower-case hex. */
  readonly sha256: string;
}

/** Gathers what can be checked of the files that are finished already. */
export function checklistOf({ plan, certificates, digests }: TextContext): Checklist {
  const entries = plan.entries.filter(({ path }) => digests.has(path));
  const folders = foldersOf(plan, entries, digests);
  const place = (entry: PlannedEntry): FilePlace => ({
    folder: folders.findIndex((folder) => folder.entries.includes(entry)),
    name: split(entry.path).name,
    form: /-der$/u.test(entry.content.as) ? 'DER' : 'PEM',
    guarded: isGuarded(plan, entry.content),
  });
  return {
    texts: entries.filter(isText).map((entry) => fileOf(plan, entry, digests, 'own')),
    folders,
    mutual: isMutual(plan),
    issuers: [...new Set(certificates.flatMap(({ issuers }) => issuers))],
    passwords: new Set(entries.flatMap(({ content }) => passwordsOf(plan, content))).size,
    keystores: entries.flatMap((entry) =>
      certificates
        .filter(({ id }) => entry.content.as === 'pkcs12' && entry.content.entity === id)
        .map(({ sha256 }) => ({ file: place(entry), sha256 })),
    ),
    certificates: certificates.map((facts) => {
      const holding = (test: (part: Encoding) => boolean): PlannedEntry[] =>
        entries.filter(({ content }) => partsOf(content).some(test));
      const root = above(plan, facts.id).at(-1) ?? facts.id;
      const brought = facts.brought && facts.role === 'authority';
      const holders = brought ? [facts.id, ...issuedBy(plan, facts.id)] : [facts.id];
      return {
        brought,
        strict: !certificates.some(({ id, brought: foreign }) => foreign && above(plan, facts.id).includes(id)),
        title: facts.title,
        role: facts.role,
        sha256: facts.sha256,
        purposes: (['server', 'client'] as const).filter((purpose) => facts.role.includes(purpose)),
        names: facts.sans,
        files: holding((part) => holders.some((id) => isCertificateOf(part, id))).map((entry) => ({
          ...place(entry),
          chain: partsOf(entry.content).some((part) => isChainOf(part, facts.id)),
        })),
        keys: holding(
          (part) => /^(?:private|authority)-key-/u.test(part.as) && 'entity' in part && part.entity === facts.id,
        ).map(place),
        anchors: entries
          .filter(({ content }) => content.as !== 'generated' && isCertificateOf(content, root))
          .map(place),
      };
    }),
  };
}

type FolderOfEntries = CheckedFolder & { readonly entries: readonly PlannedEntry[] };

function foldersOf(
  plan: BundlePlan,
  entries: readonly PlannedEntry[],
  digests: TextContext['digests'],
): FolderOfEntries[] {
  const groups = new Map<string, PlannedEntry[]>();
  for (const entry of entries.filter((each) => !isText(each))) {
    const key = `${entry.audience ?? ''}\n${split(entry.path).folder}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((group) => ({
    path: split(group[0]?.path ?? '').folder,
    machine: plan.audiences.find(({ id }) => id === group[0]?.audience)?.label ?? '',
    entries: group,
    files: group.map((entry) => fileOf(plan, entry, digests, ruleOf(entry, group, entries, digests))),
  }));
}

function ruleOf(
  entry: PlannedEntry,
  group: readonly PlannedEntry[],
  entries: readonly PlannedEntry[],
  digests: TextContext['digests'],
): CheckedFile['rule'] {
  const { name } = split(entry.path);
  const others = entries.filter((other) => !group.includes(other) && split(other.path).name === name);
  if (others.length === 0) return 'own';
  return others.every(({ path }) => digests.get(path) === digests.get(entry.path)) ? 'shared' : 'differs';
}

function fileOf(
  plan: BundlePlan,
  entry: PlannedEntry,
  digests: TextContext['digests'],
  rule: CheckedFile['rule'],
): CheckedFile {
  const secretKind = isGuarded(plan, entry.content) ? 'guarded' : 'secret';
  return {
    name: split(entry.path).name,
    sha256: holdsPassword(entry.content) ? '' : (digests.get(entry.path) ?? ''),
    kind: isText(entry) ? 'text' : entry.secret ? secretKind : 'public',
    rule,
  };
}

function isText({ content }: PlannedEntry): boolean {
  return content.as === 'generated';
}

/** Encodings that a password always protects. */
const guarded: ReadonlySet<Encoding['as']> = new Set<Encoding['as']>(['private-key-encrypted-pem', 'pkcs12', 'jks']);

/** Whether a password is needed to open it, which no script knows. */
function isGuarded(plan: BundlePlan, content: PlannedContent): boolean {
  return passwordsOf(plan, content).length > 0;
}

/** Ids of the secret fields whose passwords open it. */
function passwordsOf({ authorityKey }: BundlePlan, content: PlannedContent): string[] {
  return partsOf(content).flatMap((part) => {
    if (part.as === 'authority-key-pem') return authorityKey === 'protected' ? ['ca-key-password'] : [];
    return guarded.has(part.as) && 'password' in part ? [part.password] : [];
  });
}

function isCertificateOf(part: Encoding, id: string): boolean {
  if (part.as === 'certificate-der') return part.entity === id;
  return part.as === 'certificate-pem' && part.entity === id && part.chain !== 'intermediates';
}

/** An entity and the authorities above it; the last is self-signed or brought. */
function above(plan: BundlePlan, id: string): readonly string[] {
  const entity = plan.entities.find((each) => each.id === id);
  return entity === undefined || entity.kind === 'key-pair' || entity.issuer === undefined
    ? [id]
    : [id, ...above(plan, entity.issuer)];
}

function isMutual({ entities }: BundlePlan): boolean {
  const leaves = entities.filter((each) => each.kind === 'leaf');
  const server = leaves.find(({ purposes }) => purposes.includes('server'));
  return leaves.some(({ purposes, issuer }) => !purposes.includes('server') && issuer === server?.issuer);
}

function issuedBy(plan: BundlePlan, id: string): string[] {
  return plan.entities.filter((each) => each.kind !== 'key-pair' && each.issuer === id).map((each) => each.id);
}

function split(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? { folder: '.', name: path } : { folder: path.slice(0, slash), name: path.slice(slash + 1) };
}
