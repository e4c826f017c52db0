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
  | 'ca-extension-unknown'
  | 'certificate-expired'
  | 'certificate-purpose'
  | 'certificate-names'
  | 'chain-incomplete'
  | 'entry-not-keepable'
  // what the plan or the platform does not allow
  | 'path-unsafe'
  | 'path-clash'
  | 'random-failed'
  | 'cancelled'
  | 'self-check-failed'
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

/**
 * The same refusal where the user can mend it.
 *
 * @param field takes the place of the error's own
 * @param source name of the file that it is about, put in front of the sentence
 * @throws the error itself when it is no PkiError: a bug
 */
export function refusedAt(error: unknown, field: string | undefined, source?: string): PkiError {
  if (!(error instanceof PkiError)) throw error;
  const message = source === undefined ? error.message : `${source}: ${error.message}`;
  return new PkiError(error.code, message, { field: field ?? error.field, cause: error });
}
