/**
 * The schema of the catalogue. A recipe is data: no functions, no imports but these types. `docs/recipe-format.md`
 * explains each part with examples; `tests/recipes.test.ts` derives the tests of every recipe from it.
 */

/** A non-empty list. */
export type NonEmpty<T> = readonly [T, ...T[]];

/**
 * Text with placeholders:
 * - `{plugin}` a field's value; `{first:hosts}` the first item of a list; `{list:hosts}` all of them, separated by comma;
 *   `{short:host}` the first label of a host, or of the first in a list; `{host:hosts}` the first that is no wildcard (of
 *   wildcards only, `host.` and the domain); `{bracketed:hosts}` that one, IPv6 in brackets; `{address:hosts}` the same and
 *   the value of the field `port` as `host:port`
 * - `{file:server-key}` archive path of an artifact; `dir:` its folder, `folder:` that folder's own name, `name:` its file
 *   name, `target:` its place on its machine; `{download:plugin}` the zip with this audience's files only
 * - `{dn:node}` an entity's subject (RFC 4514)
 * - `{content:…}`, `{escaped:…}` (line ends as literal `\n`), `{base64:…}`: what is in an artifact, and a secret field's
 *   value; filled in only once they exist
 *
 * Inside a loop, files and subjects are those of the same item; outside of it, paths are those of the first item. A
 * placeholder preceded by `$` belongs to the consuming system and passes untouched, as does every brace that is no known
 * placeholder's.
 */
export type Template = string;

/** When a part of a recipe applies. All given members must hold. */
export interface Condition {
  /** One of these modes is chosen. */
  readonly mode?: string | readonly string[];
  /** This field's value … */
  readonly field?: string;
  /** … equals this text (`true` and `false` for switches) … */
  readonly is?: string;
  /** … is not this text … */
  readonly isNot?: string;
  /** … or is (not) empty … */
  readonly filled?: boolean;
  /** … or, being a hosts field, names nothing but this computer (or does). */
  readonly onlyHere?: boolean;
}

/** A line of a longer text, repeated for each item of a list field or present only under a condition. */
export type TextLine =
  | string
  | { readonly each: string; readonly as: string; readonly line: Template }
  | { readonly when: Condition; readonly line: Template };

/** One template, or lines joined by LF. */
export type Text = Template | readonly TextLine[];

export interface Citation {
  readonly url: string;
  /** What the source says, in our words. */
  readonly says: string;
  /** The day it was read, ISO 8601. */
  readonly read: string;
}

// ---------------------------------------------------------------------------------------------------------------------
// Fields

interface FieldBase {
  readonly id: string;
  readonly label: string;
  /** One sentence under the field. */
  readonly help?: string;
  /** Hidden under "Advanced", with its default shown. */
  readonly advanced?: boolean;
  readonly when?: Condition;
}

/** One line of text. */
export interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly default: Template;
  readonly example: string;
  /** The whole value must match. */
  readonly pattern: RegExp;
  /** What the pattern asks for, in words: "a letter or digit, then letters, digits, _ . -, at most 40". */
  readonly patternHelp: string;
  /** The value becomes part of a path, so names that Windows reserves are refused. */
  readonly inPath?: boolean;
  /** Capitals are lower-cased with a notice: Java looks aliases up without regard to case. */
  readonly lowerCase?: boolean;
}

/** Host names and addresses, in any form people paste; become typed subject alternative names. */
export interface HostsField extends FieldBase {
  readonly kind: 'hosts';
  readonly default: Template;
  readonly example: string;
  /** Whether `*.example.com` is allowed; default true. */
  readonly wildcard?: boolean;
  /** Exactly one host (a `host` field), not a list. */
  readonly single?: boolean;
  /** Asked while only names of the computer itself are listed: "Are … and … on the same computer?" */
  readonly sameComputer?: string;
}

/** Several short texts (users, nodes, clients), separated by comma, space or newline. */
export interface ListField extends FieldBase {
  readonly kind: 'list';
  readonly default: Template;
  readonly example: string;
  /** Every item must match. */
  readonly pattern: RegExp;
  readonly patternHelp: string;
  readonly inPath?: boolean;
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly default: string;
  readonly options: NonEmpty<{ readonly value: string; readonly label: string; readonly help?: string }>;
}

export interface SwitchField extends FieldBase {
  readonly kind: 'switch';
  readonly default: 'true' | 'false';
}

export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly default: string;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
}

/**
 * A password. Never in a link, a manifest or a log; generated unless the user types one. Those that protect a keystore must
 * be printable ASCII of at least six characters, whatever stands here.
 */
export interface SecretField extends FieldBase {
  readonly kind: 'secret';
  readonly minLength: number;
  /** Pieces of text that a typed password must not hold, each with the reason: `${`, which Spring expands. */
  readonly forbids?: readonly { readonly text: string; readonly why: string }[];
  /** The consumer demands exactly this one (UniFi, Java truststores); the page says so. */
  readonly fixed?: string;
}

export type Field = TextField | HostsField | ListField | ChoiceField | SwitchField | NumberField | SecretField;

// ---------------------------------------------------------------------------------------------------------------------
// Modes

/** What the user brings in a mode; its bytes reach the job as materials under this id. */
export interface MaterialSlot {
  readonly id: string;
  /**
   * - `authority`: a CA certificate with its key, in PEM, PKCS#12, our earlier zip or a folder of such files
   * - `certified-key`: a certificate with its key and its issuers, in any such form
   * - `reply`: the same, but the key comes from our earlier zip or a keystore, and the certificates from a CA
   * - `keystore`: a keystore to which an artifact is added (`into`); nothing of it is replaced but the same alias
   */
  readonly kind: 'authority' | 'certified-key' | 'keystore' | 'reply';
  readonly label: string;
  readonly help: string;
  /** The entity that this material stands for, so that it is not made; none for a `keystore`. */
  readonly entity?: string;
  /** Of a `reply`: further leaf entities whose keys and certificates lie among the same files, each told by its request. */
  readonly others?: NonEmpty<string>;
  /** The authority entity that the root above the brought certificate stands for; while it is planned, the root must be there. */
  readonly root?: string;
  /** What to do when the files hold no private key, or its password is lost, in the exporting system's words: "tick Include secret key". */
  readonly withoutKey?: string;
  /** Secret field whose place the password takes that opened the brought keystore. */
  readonly keepsPassword?: string;
  readonly when?: Condition;
}

export interface Mode {
  readonly id: string;
  /** A way in, as the user would say it: "Make everything new". */
  readonly label: string;
  readonly help: string;
  readonly brings?: readonly MaterialSlot[];
  /** Leaf entities that get a key and a certification request here; a CA elsewhere makes their certificate. */
  readonly requests?: NonEmpty<string>;
  /** Nothing is made in this mode: its steps are what the user came for. */
  readonly guideOnly?: boolean;
}

// ---------------------------------------------------------------------------------------------------------------------
// Entities

/** Shared field `key`. RSA by modulus bits, NIST curves by name, Ed25519 (RFC 8410). */
export type KeyAlgorithmId = 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'p-256' | 'p-384' | 'p-521' | 'ed25519';

/** Attribute types of a distinguished name, by their RFC 4519 short names (emailAddress: RFC 2985). */
export type AttributeType =
  'CN' | 'O' | 'OU' | 'C' | 'ST' | 'L' | 'STREET' | 'DC' | 'UID' | 'serialNumber' | 'emailAddress';

/** One attribute per relative distinguished name, in encoding order (the most significant first). */
export type NameTemplate = readonly { readonly type: AttributeType; readonly value: Template }[];

/** Where subject alternative names come from: a hosts field, or one fixed or templated name. */
export type SanTemplate =
  | {
      readonly from: string;
      /** While this switch field is on, IP addresses are written as dNSName too (older gRPC consumers). */
      readonly ipsAsDnsWhen?: string;
    }
  | { readonly kind: 'dns' | 'ip' | 'email' | 'uri'; readonly value: Template };

interface EntityBase {
  readonly id: string;
  /** What it is, for people: "Server certificate". */
  readonly title: string;
  /** Key algorithms that the consumer accepts; default: all. The first stands in when the chosen one is not among them. */
  readonly keys?: NonEmpty<KeyAlgorithmId>;
  readonly when?: Condition;
}

export interface AuthorityEntity extends EntityBase {
  readonly kind: 'authority';
  readonly subject: NameTemplate;
  /** Entity id of the issuer; absent: self-signed root. */
  readonly issuer?: string;
  /** pathLenConstraint (RFC 5280 §4.2.1.9); absent: none. */
  readonly pathLength?: number;
  /** Days of validity; default: the shared field `ca-days`. */
  readonly days?: number;
  /** Hosts fields whose names bound this CA when the shared field `limit-ca` is on (RFC 5280 §4.2.1.10). */
  readonly limitTo?: readonly string[];
}

export interface LeafEntity extends EntityBase {
  readonly kind: 'leaf';
  readonly issuer: string;
  /** Becomes extendedKeyUsage serverAuth, clientAuth or both. */
  readonly purposes: NonEmpty<'server' | 'client'>;
  readonly subject: NameTemplate;
  readonly sans: readonly SanTemplate[];
  /** One instance per item of a list or hosts field; `as` names the item in templates. */
  readonly forEach?: { readonly field: string; readonly as: string };
  /** Days of validity at most; default: the shared field `days`. */
  readonly days?: number;
  /** The entity whose key it certifies, instead of one of its own: a placeholder until a CA has replied. */
  readonly keyOf?: string;
  /** Private extensions that a consumer looks for: dotted OID and a UTF8String value. */
  readonly extensions?: readonly { readonly oid: string; readonly value: Template }[];
}

/** A key pair without a certificate (kubeadm's sa.key, Actian's token key). */
export interface KeyPairEntity extends EntityBase {
  readonly kind: 'key-pair';
}

export type Entity = AuthorityEntity | LeafEntity | KeyPairEntity;

// ---------------------------------------------------------------------------------------------------------------------
// Artifacts

/** What is inside a file. `entity` is an entity id; inside a loop it means the instance of the same item. */
export type Encoding =
  | { readonly as: 'certificate-pem'; readonly entity: string; readonly chain?: 'leaf' | 'intermediates' | 'full' }
  | { readonly as: 'certificate-der'; readonly entity: string }
  | { readonly as: 'private-key-pkcs8-pem'; readonly entity: string }
  | { readonly as: 'private-key-pkcs8-der'; readonly entity: string }
  | { readonly as: 'private-key-pkcs1-pem'; readonly entity: string }
  | { readonly as: 'private-key-sec1-pem'; readonly entity: string }
  | { readonly as: 'private-key-encrypted-pem'; readonly entity: string; readonly password: string }
  /** The CA's key, plain or protected as the shared field `ca-key` says. */
  | { readonly as: 'authority-key-pem'; readonly entity: string }
  | { readonly as: 'public-key-pem'; readonly entity: string }
  | { readonly as: 'concatenation'; readonly parts: NonEmpty<Encoding> }
  | {
      readonly as: 'pkcs12';
      readonly entity: string;
      /** The friendlyName of the entry: Java's alias. */
      readonly alias: Template;
      /** Id of the secret field that protects it. */
      readonly password: string;
      /** Id of a choice field with `modern` and `older`; default modern. */
      readonly profile?: string;
      /** Id of a `keystore` slot: the entry is put into what the user brought, which keeps its format. */
      readonly into?: string;
    }
  | {
      readonly as: 'truststore-pkcs12';
      readonly entities: NonEmpty<{ readonly entity: string; readonly alias: Template }>;
      readonly password: string;
      /** As in `pkcs12`. */
      readonly profile?: string;
      /** As in `pkcs12`. */
      readonly into?: string;
    }
  /** Java's own older keystore, for consumers that read nothing else. */
  | { readonly as: 'jks'; readonly entity: string; readonly alias: Template; readonly password: string }
  | { readonly as: 'request-pem'; readonly entity: string }
  | { readonly as: 'text'; readonly language: Language; readonly text: Text };

/** The language that a value lands in, which decides how it is escaped. */
export type Language =
  'text' | 'sh' | 'powershell' | 'cmd' | 'properties' | 'yaml' | 'json' | 'ini' | 'xml' | 'javascript' | 'python';

export interface Artifact {
  readonly id: string;
  /** Path in the archive, `/` between folders. A file name is typed here and nowhere else. */
  readonly path: Template;
  /**
   * Where it must end up on its machine, when the consumer looks only there. May hold what no archive path can, such as the
   * colon in Docker's `certs.d/host:port`.
   */
  readonly target?: Template;
  readonly encoding: Encoding;
  /** What it is, for people: "the plugin's private key". */
  readonly title: Template;
  /** Audience id: the machine it goes to. */
  readonly audience: string;
  /** The consumer opens exactly this file name. */
  readonly fixedName: boolean;
  /** Contains a key or password. Keys and keystores are secret by themselves; this marks texts. */
  readonly secret?: boolean;
  /** POSIX mode; default 0o600 when secret, else 0o644. */
  readonly fileMode?: number;
  /** Who must own it there: "the account that runs the plugin". */
  readonly owner?: string;
  readonly forEach?: { readonly field: string; readonly as: string };
  /** What must change on which machines when this file leaks. */
  readonly leaked?: Text;
  readonly when?: Condition;
}

// ---------------------------------------------------------------------------------------------------------------------
// What people read

/** A machine or place that files go to, in the order in which the user visits them. */
export interface Audience {
  readonly id: string;
  /** "The Qlik server (Windows, as administrator)". */
  readonly label: Template;
  /** Slug in "Download only for …" file names. */
  readonly slug: Template;
  /** The only system that it can run: its commands are the ones in view at first. */
  readonly os?: NonNullable<CodeBlock['os']>;
  /** Holds the CA key: labelled, never offered for copying to servers. */
  readonly keepSafe?: boolean;
  /** One machine for each item of a list or hosts field; what goes there is inside the same loop. */
  readonly forEach?: { readonly field: string; readonly as: string };
  /**
   * While this holds, it is the same machine as another audience: everything that goes here goes there, under this label
   * and with this one's system, and the zip with everything is its download.
   */
  readonly sameAs?: { readonly audience: string; readonly when: Condition; readonly label: Template };
}

export interface CodeBlock {
  /** Names its shell or file: "bash, on the plugin's computer". */
  readonly label: Template;
  readonly os?: 'windows' | 'macos' | 'linux';
  readonly language: Language;
  readonly text: Text;
  readonly when?: Condition;
}

export interface Step {
  readonly audience: string;
  readonly kind: 'prepare' | 'backup' | 'place' | 'configure' | 'start' | 'verify' | 'trust' | 'rollback' | 'renew';
  readonly title: Template;
  readonly text?: Text;
  readonly code?: readonly CodeBlock[];
  /** Only some take it, as its title says, so it is folded in its place and has no number. */
  readonly aside?: true;
  /** The values of its machine are entered here, so the page shows them in this step and not above all of them. */
  readonly values?: true;
  /** What stands under it, folded, of which the reader takes what fits: a language each. */
  readonly parts?: readonly Pick<Step, 'title' | 'text' | 'code' | 'when'>[];
  readonly when?: Condition;
}

/**
 * How one platform learns to trust a root, how to see that it does, and how to remove it: a part of the step that
 * `Recipe.trust` adds. Its templates know what `trust-steps.ts` says.
 */
export interface TrustPlatform {
  readonly id: TrustPlatformId;
  /** "Windows, only for yourself (no administrator)". */
  readonly title: string;
  readonly text: Text;
  readonly code?: readonly CodeBlock[];
}

export type TrustPlatformId =
  | 'windows-user'
  | 'windows-machine'
  | 'macos'
  | 'debian'
  | 'rhel'
  | 'firefox'
  | 'chrome-linux'
  | 'ios'
  | 'android'
  | 'java'
  | 'python'
  | 'node'
  | 'curl';

/** A single value to paste into a form of the consuming system. */
export interface CopyValue {
  readonly audience: string;
  /** The exact label in the consumer's form. */
  readonly label: string;
  /** One of several ways, of which the reader takes one: values of a group stand together, and all but the first are folded. */
  readonly group?: string;
  readonly text: Template;
  readonly help?: Template;
  readonly secret?: boolean;
  readonly when?: Condition;
}

/** A command that our tests run for real in the unzipped archive, and that the user may run too. */
export interface Check {
  readonly title: Template;
  readonly audience: string;
  /** POSIX sh, run in the archive's top folder. */
  readonly command: Template;
  /** Must appear in what it prints. */
  readonly expect?: Template;
  readonly forEach?: { readonly field: string; readonly as: string };
  readonly when?: Condition;
}

export interface KnownError {
  /** The consumer's own words. */
  readonly message: Template;
  /** In order of likelihood, each with what to do. */
  readonly causes: NonEmpty<Template>;
  readonly when?: Condition;
}

/**
 * Where people or programs must trust a root: the steps for every platform (`trust-steps.ts`) are added to the audience's
 * own, with this artifact as the root certificate.
 */
export interface TrustStep {
  readonly audience: string;
  /** Artifact id of the root certificate, PEM or DER; without it in a plan, nothing is added. */
  readonly artifact: string;
  /** Only these platforms; default: all. */
  readonly platforms?: NonEmpty<TrustPlatformId>;
  readonly when?: Condition;
}

export interface Note {
  readonly level: 'note' | 'warning';
  readonly text: Template;
  readonly citation?: string;
  readonly when?: Condition;
}

/** Port the consumer is reached on, for `--connect`, firewalls and live checks. */
export interface Endpoint {
  readonly audience: string;
  readonly port: number;
  /** The number field in which the user may name another port. */
  readonly portField?: string;
  readonly says: string;
}

export interface Sample {
  readonly name: string;
  readonly mode?: string;
  readonly answers: Readonly<Record<string, string>>;
}

/** Answers that must be refused, with the field and the code of the refusal. */
export interface Reject {
  readonly answers: Readonly<Record<string, string>>;
  readonly field: string;
  readonly code: string;
}

export interface Recipe {
  /** Equals the file name; part of links, embeds and scripts, so never renamed. */
  readonly id: string;
  /** Raised when the layout or the profile changes; stands in certwright.json. */
  readonly version: number;
  readonly title: string;
  /** What it is for, one sentence on its card. */
  readonly summary: string;
  /** Further words people search for. */
  readonly aliases: readonly string[];
  /** What the vendor's page tells people to do, in its own words: on the card, for those who come from that page. */
  readonly vendorSays?: string;
  /** Fits systems that are not in the catalogue, so it is offered when a search finds nothing. */
  readonly generic?: true;
  readonly citations: NonEmpty<Citation>;
  /** What proves it: "system tested", "loader tested", or "not tested". */
  readonly proof: 'system' | 'loader' | 'none';
  readonly proofNote: string;
  /** File name of the zip; default `certwright-<id>-<slug>.zip`. */
  readonly archive?: Template;
  /** What distinguishes this bundle in file names. */
  readonly slug: Template;
  readonly defaultKey: KeyAlgorithmId;
  /** Default of the shared field `ca-name`. */
  readonly caName: Template;
  readonly fields: readonly Field[];
  readonly modes: NonEmpty<Mode>;
  /** Mode that the page begins with; default the first, which command line and links take. */
  readonly proposes?: string;
  readonly audiences: NonEmpty<Audience>;
  readonly entities: NonEmpty<Entity>;
  readonly artifacts: NonEmpty<Artifact>;
  readonly steps: readonly Step[];
  readonly trust?: readonly TrustStep[];
  readonly values?: readonly CopyValue[];
  readonly checks: readonly Check[];
  readonly knownErrors?: readonly KnownError[];
  readonly endpoints?: readonly Endpoint[];
  readonly notes?: readonly Note[];
  /** Whether the system reads a revocation list (RFC 5280 §5), in plain words without placeholders. */
  readonly revocation?: string;
  readonly samples: NonEmpty<Sample>;
  readonly rejects: readonly Reject[];
}
