import type { MadeEntity } from '../bundle/encoders';
import type { Answers, EarlierFiles } from '../bundle/types';
import type { InputFile } from '../inspect/found-object';
import type { Clock, Random } from '../pki/platform';
import type { KeyAlgorithmId, Recipe } from '../recipes/types';
import type { Bytes, KeyPair } from '../pki/types';

/** A file that the user brought: its name (with folders, as dropped) and content. */
export type MaterialFile = InputFile;

/** What the user brought for one material slot. */
export interface Material {
  readonly files: readonly MaterialFile[];
}

/** What the user asks for. Only `answers` may reach a link or the manifest. */
export interface Job {
  readonly recipe: Recipe;
  /** Mode id. */
  readonly mode: string;
  readonly answers: Answers;
  /** By secret field id; `ca-key-password` protects the written CA key, `<slot>-password` opens a brought one. */
  readonly secrets: Readonly<Record<string, string>>;
  /** By slot id. */
  readonly materials: Readonly<Record<string, Material>>;
  /** Absent: nothing is taken over. */
  readonly continues?: Continuation | undefined;
}

/** What a bundle takes over from an earlier one. Its keys are wiped when the job ends, so they must be copies. */
export interface Continuation {
  /** What stays as it is, by instance id. A CA with its key issues what is new. */
  readonly kept: ReadonlyMap<string, MadeEntity>;
  /** Keys that get a new certificate or request, by instance id. */
  readonly keys: ReadonlyMap<string, KeyPair>;
  /** Files that hold nothing new, by entry id: written anew they would differ by their salts. */
  readonly files: ReadonlyMap<string, Bytes>;
  readonly earlier: EarlierFiles;
}

/** Where a job stands. `done` of `total` steps; `label` is shown to people. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

export interface JobHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Keys made ahead, or injected by tests; each is used once. Absent or undefined: generate now. */
  readonly takeKey?: ((algorithm: KeyAlgorithmId) => Promise<KeyPair> | undefined) | undefined;
}
