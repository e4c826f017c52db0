/**
 * Every way in which Certwright can refuse. Codes are part of the command line's and the tests' contract: a code is a
 * noun and its state, and is never renamed.
 */
export type PkiErrorCode =
  // what the user typed
  | 'field-required'
  | 'field-invalid'
  | 'field-unknown'
  | 'recipe-unknown'
  | 'mode-unknown'
  | 'host-invalid'
  | 'hosts-too-many'
  | 'name-invalid'
  | 'common-name-too-long'
  | 'days-invalid'
  | 'algorithm-unavailable'
  | 'algorithm-not-allowed'
  // what the user brought
  | 'material-missing'
  | 'material-ambiguous'
  | 'file-damaged'
  | 'file-too-large'
  | 'file-unknown'
  | 'password-required'
  | 'password-wrong'
  | 'work-factor-too-high'
  | 'key-mismatch'
  | 'ca-not-authority'
  | 'ca-key-usage'
  | 'ca-expired'
  | 'ca-not-yet-valid'
  | 'ca-path-length'
  | 'ca-name-constraints'
  | 'ca-weak'
  // what the plan or the platform does not allow
  | 'path-unsafe'
  | 'path-clash'
  | 'random-failed'
  | 'cancelled'
  | 'self-check-failed'
  | 'encoding-unavailable'
  | 'defect';

/** What a {@link PkiError} carries besides its message. */
export interface PkiErrorOptions {
  /** Id of the field (recipe field, shared field or material slot) in which the user can mend it. */
  readonly field?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The one error class of the core. The message is a sentence for the user: what is wrong, what was given, what to do.
 * It never holds a key or a password. `code` `defect` means a bug in Certwright; everything else the user can act on.
 */
export class PkiError extends Error {
  readonly code: PkiErrorCode;
  readonly field: string | undefined;

  constructor(code: PkiErrorCode, message: string, options: PkiErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PkiError';
    this.code = code;
    this.field = options.field;
  }
}
