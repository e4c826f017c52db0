/** A bundle of ours among the files, held against its own `certwright.json`. */
export interface BundleState {
  /** Name of the `certwright.json` in the report. */
  readonly manifest: string;
  /** Why that cannot be read; nothing else is known then. */
  readonly error?: string;
  /** Names of files that are not what they were when the bundle was made. */
  readonly changed: readonly string[];
  /** Paths in the bundle of files that should be with those that are here. */
  readonly missing: readonly string[];
  /** Names of files that lie with the bundle and are none of its own. */
  readonly unknown: readonly string[];
}
