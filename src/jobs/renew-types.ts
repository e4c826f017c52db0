import type { MadeEntity } from '../bundle/encoders';
import type { BundleChanges } from '../bundle/changes';
import type { Manifest } from '../bundle/manifest';
import type { Answers, Bundle, BundlePlan } from '../bundle/types';
import type { InputFile } from '../inspect/found-object';
import type { OpenedStore } from '../inspect/read-store';
import type { Bytes } from '../pki/types';
import type { Recipe } from '../recipes/types';

/**
 * How an earlier bundle goes on:
 * - `issue`: certificates are made anew under its CA
 * - `request`: it holds requests, which are made anew
 * - `ask-again`: a CA elsewhere issued its certificate, so a new request is made
 * - `export-again`: its certificates came from a vendor or another tool, which alone can renew them
 */
export type RenewalWay = 'issue' | 'request' | 'ask-again' | 'export-again';

/** A certificate of an earlier bundle. */
export interface EarlierCertificate {
  /** Instance id. */
  readonly id: string;
  readonly title: string;
  readonly role: Manifest['entities'][number]['role'];
  /** RFC 4514. */
  readonly subject: string;
  readonly notAfter: Date;
  /** Whole days until it ends; negative once it has ended. */
  readonly daysLeft: number;
  readonly brought: boolean;
  /** Whether its certificate, and its private key, are among the files and could be read. */
  readonly here: boolean;
  readonly keyHere: boolean;
}

/**
 * Where the key of an earlier bundle's CA is:
 * - `here`: among the files, and open
 * - `protected`: among the files, and no password given opens it
 * - `missing`: written, but not among these files
 * - `discarded`: kept nowhere
 * - `brought`: the user's own, never written
 * - `unused`: written nowhere by design, since nobody trusts that CA; it is made anew each time
 */
export type AuthorityKeyState = 'here' | 'protected' | 'missing' | 'discarded' | 'brought' | 'unused';

export interface EarlierAuthority {
  /** Instance id. */
  readonly id: string;
  readonly title: string;
  readonly key: AuthorityKeyState;
  /** Of `protected`: whether a password was tried. */
  readonly tried: boolean;
  /** Labels of the machines that must trust another one if this CA is made anew. */
  readonly trustedBy: readonly string[];
}

/** What is known of a bundle that the user brings back. */
export interface EarlierBundle {
  readonly manifest: Manifest;
  readonly recipe: Recipe;
  /** What today's recipe makes of the earlier answers. */
  readonly plan: BundlePlan;
  readonly answers: Answers;
  readonly way: RenewalWay;
  readonly certificates: readonly EarlierCertificate[];
  readonly authorities: readonly EarlierAuthority[];
  /** Certificates and keys by instance id, as far as they were found. */
  readonly entities: ReadonlyMap<string, MadeEntity>;
  /** Passwords by secret field id, as far as the files hold them or a given one fits. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Keystores that opened, by path. */
  readonly stores: ReadonlyMap<string, OpenedStore>;
  /** Its files by path. */
  readonly files: ReadonlyMap<string, Bytes>;
  /** SHA-256 by path, lower-case hex, of all files that the bundle had, as far as it is known. */
  readonly digests: ReadonlyMap<string, string>;
  /** Paths that the bundle had and that are not among these files. */
  readonly missing: readonly string[];
  /** Paths of files that are not what they were when the bundle was made. */
  readonly changed: readonly string[];
  /** What else was given: a CA, for example. */
  readonly others: readonly InputFile[];
  /** Sentences about what the user should know before renewing. */
  readonly notices: readonly string[];
}

/** What the user wants of an earlier bundle. */
export interface RenewRequest {
  readonly earlier: EarlierBundle;
  /** Whether certificates that are made anew get new keys or those of before. */
  readonly keys: 'new' | 'same';
  /** `changed`: only what the answers change or add is made; everything else stays as its holders have it. */
  readonly renews: 'all' | 'changed';
  /** By field id, in place of the earlier ones. */
  readonly answers?: Answers;
  /** Instance ids of certificates that stay as they are whatever the answers say. */
  readonly keeps?: readonly string[];
  /** Files of the CA when its key is not in the bundle, or `new` for another CA. */
  readonly authority?: readonly InputFile[] | 'new';
  /** By secret field id, in place of the earlier ones; `ca-password` opens the CA's key. */
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface Renewal {
  readonly bundle: Bundle;
  readonly changes: BundleChanges;
  /** A sentence about each certificate: its new end, the earlier one, names that came and went. */
  readonly certificates: readonly string[];
  /** A sentence about each setting that must be changed because a name did. */
  readonly settings: readonly string[];
}
