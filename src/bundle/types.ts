import type { DistinguishedName, GeneralName } from '../pki/types';
import type { PkiErrorCode } from '../pki/errors';
import type {
  Audience,
  CodeBlock,
  Endpoint,
  Encoding,
  KeyAlgorithmId,
  KnownError,
  MaterialSlot,
  Mode,
  Note,
  Recipe,
  Step,
} from '../recipes/types';

/**
 * What the user answered, as text per field id: the form that links, embeds, the command line and certwright.json share.
 * Lists are separated by comma, space or newline; switches are `true` or `false`. Absent fields take their default.
 */
export type Answers = Readonly<Record<string, string>>;

/** A sentence at a field. `code` and `field` as in PkiError; a problem blocks, a notice informs. */
export interface Problem {
  readonly field: string;
  readonly code: PkiErrorCode;
  readonly message: string;
}

export interface Notice {
  readonly field: string | undefined;
  readonly message: string;
  /** What the page shows beside Create too: a server that only its own computer reaches, or that nobody has named yet. */
  readonly topic?: 'only-this-computer' | 'example-host';
}

/** A field's value after normalising. */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'hosts'; readonly names: readonly GeneralName[] };

/** An entity instance to be made or taken from a material. Ids of loop instances are `entity[item]`. */
export type PlannedEntity = PlannedAuthority | PlannedLeaf | PlannedKeyPair;

interface PlannedEntityBase {
  /** Instance id: `root`, `client[alice]`. */
  readonly id: string;
  /** Entity id in the recipe. */
  readonly entity: string;
  readonly title: string;
  readonly key: KeyAlgorithmId;
  /** Slot id when the user brings it; then it is not made, and its own key, names and dates count instead of those here. */
  readonly broughtBy?: string;
  /**
   * It goes on from an earlier bundle as it is, so that it is not made: SHA-256 of its certificate, of a bare key pair that
   * of its SubjectPublicKeyInfo; lower-case hex.
   */
  readonly kept?: string;
}

export interface PlannedAuthority extends PlannedEntityBase {
  readonly kind: 'authority';
  readonly subject: DistinguishedName;
  /** Instance id; absent: self-signed. */
  readonly issuer?: string;
  readonly pathLength?: number;
  readonly days: number;
  /** Permitted names; absent: not limited. */
  readonly limitTo?: readonly GeneralName[];
}

export interface PlannedLeaf extends PlannedEntityBase {
  readonly kind: 'leaf';
  /** Instance id; not planned when the leaf is requested, or when it is brought without its root. */
  readonly issuer: string;
  /** A CA elsewhere makes its certificate: it gets a key and a certification request only. */
  readonly requested?: boolean;
  /** Of one that is brought together with others: the subject of the request that was made for it. */
  readonly asked?: DistinguishedName;
  /** Instance id of the entity whose key it certifies. */
  readonly keyOf?: string;
  readonly subject: DistinguishedName;
  readonly purposes: readonly ('server' | 'client')[];
  readonly sans: readonly GeneralName[];
  readonly days: number;
  readonly extensions: readonly { readonly oid: string; readonly value: string }[];
}

export interface PlannedKeyPair extends PlannedEntityBase {
  readonly kind: 'key-pair';
}

/** The texts that stand in every archive and are written from the plan and the finished files. */
export type GeneratedText = 'readme' | 'verify-sh' | 'verify-ps1' | 'manifest' | 'reminder';

/** What an entry holds: the recipe's encoding with instance ids for entities, and text with its plan-time values filled in. */
export type PlannedContent = Encoding | { readonly as: 'generated'; readonly text: GeneratedText };

export interface PlannedEntry {
  readonly path: string;
  /** Artifact id; `readme`, `verify-sh`, … for the generated texts. Loop artifacts: `artifact[item]`. */
  readonly id: string;
  readonly content: PlannedContent;
  readonly title: string;
  /** Audience id; undefined for the five texts at the top, which every download carries. */
  readonly audience: string | undefined;
  readonly secret: boolean;
  /** POSIX permission bits. */
  readonly mode: number;
  readonly fixedName: boolean;
  readonly owner?: string;
  /** Where it must end up on its machine, when the consumer looks only there. */
  readonly target?: string;
  readonly leaked?: string;
}

/** A code block with every value filled in and escaped for its language. */
export interface PlannedCode extends Omit<CodeBlock, 'text' | 'label' | 'when'> {
  readonly label: string;
  /** Placeholders for contents (`{content:…}`) still stand in it before the files exist. */
  readonly text: string;
}

export interface PlannedStep extends Omit<Step, 'text' | 'title' | 'code' | 'parts' | 'when'> {
  readonly title: string;
  readonly text: string;
  readonly code: readonly PlannedCode[];
  /** What stands under a step, of which the reader takes what fits: a platform each. */
  readonly parts?: readonly StepPart[];
}

/** What a step, or a part of one, has to say. */
export type StepPart = Pick<PlannedStep, 'title' | 'text' | 'code'>;

export interface PlannedValue {
  readonly audience: string;
  readonly label: string;
  readonly group?: string;
  readonly text: string;
  readonly help?: string;
  readonly secret: boolean;
}

export interface PlannedCheck {
  readonly title: string;
  readonly audience: string;
  readonly command: string;
  readonly expect?: string;
}

export interface PlannedAudience extends Audience {
  readonly label: string;
  /** Nearly everything goes here, so the zip with everything is its download. */
  readonly takesAll?: true;
  readonly entries: readonly PlannedEntry[];
  readonly steps: readonly PlannedStep[];
  readonly values: readonly PlannedValue[];
}

/**
 * Everything about a bundle that can be said before a key exists: pure, cheap, made on every keystroke. With `problems`
 * the plan is still as complete as it can be (fields in error stand with their default), but must not be produced.
 */
export interface BundlePlan {
  readonly recipe: Recipe;
  readonly mode: Mode;
  /** Normalised answers of the fields that apply, defaults filled in, secrets left out. */
  readonly answers: Answers;
  readonly values: ReadonlyMap<string, FieldValue>;
  /** Whether the CA's key is written, and how (shared field `ca-key`). */
  readonly authorityKey: 'plain' | 'protected' | 'discard';
  readonly archiveName: string;
  /** What the user brings, as far as it applies to the answers. */
  readonly slots: readonly MaterialSlot[];
  readonly entities: readonly PlannedEntity[];
  readonly entries: readonly PlannedEntry[];
  readonly audiences: readonly PlannedAudience[];
  readonly checks: readonly PlannedCheck[];
  readonly knownErrors: readonly KnownError[];
  readonly endpoints: readonly Endpoint[];
  readonly notes: readonly Note[];
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

/** A finished file. */
export interface BundleEntry {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mode: number;
  readonly secret: boolean;
  readonly audience: string | undefined;
}

/** A fact of an issued or brought certificate, for the result page, README and manifest. */
export interface CertificateFacts {
  /** Instance id. */
  readonly id: string;
  readonly title: string;
  readonly role: 'authority' | 'server' | 'client' | 'server and client';
  /** RFC 4514. */
  readonly subject: string;
  readonly sans: readonly GeneralName[];
  /** Lower-case hex. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 and SHA-1 of the DER, lower-case hex. */
  readonly sha256: string;
  readonly sha1: string;
  readonly key: string;
  readonly brought: boolean;
  /** Whether it goes on from an earlier bundle as it is. */
  readonly kept?: boolean;
  /** PEM of the CAs between a leaf and its root, as far as a file of the bundle holds that chain. */
  readonly issuers: readonly string[];
  readonly paths: readonly string[];
}

/** One assertion of the self-check. `subject` is a path in the archive or an instance id. */
export interface CheckResult {
  readonly id: string;
  readonly subject: string;
  readonly passed: boolean;
  /** What was asserted, and when it failed, what was found. */
  readonly message: string;
}

export interface Bundle {
  readonly plan: BundlePlan;
  readonly entries: readonly BundleEntry[];
  readonly certificates: readonly CertificateFacts[];
  readonly checks: readonly CheckResult[];
  readonly notices: readonly Notice[];
  /** The moment of creation by the given clock. */
  readonly created: Date;
  /** The whole archive, byte for byte what was checked. */
  readonly archive: Uint8Array<ArrayBuffer>;
}

/** The bundle whose place a renewed one takes, as far as the texts of the new one speak of it. */
export interface EarlierFiles {
  readonly archiveName: string;
  /** The moment of its creation, as it says. */
  readonly created: Date;
  /** SHA-256 by path, lower-case hex. */
  readonly digests: ReadonlyMap<string, string>;
  readonly answers: Answers;
  readonly certificates: readonly EarlierFacts[];
}

/** What an earlier bundle says of one of its certificates. */
export type EarlierFacts = Pick<CertificateFacts, 'id' | 'title' | 'role' | 'sans' | 'notAfter' | 'sha256'>;

/** What the generated texts are written from. */
export interface TextContext {
  readonly plan: BundlePlan;
  readonly certificates: readonly CertificateFacts[];
  /** SHA-256 as lower-case hex by path, of the entries that are finished already. */
  readonly digests: ReadonlyMap<string, string>;
  readonly notices: readonly Notice[];
  readonly created: Date;
  /** Absent: this bundle renews no other. */
  readonly earlier?: EarlierFiles | undefined;
}
