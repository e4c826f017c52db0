import type { Keystore } from '../keystores/read-keystore';
import type { RevocationList } from '../pki/crl';
import type { PkiError } from '../pki/errors';
import type { CertificationRequest } from '../pki/request';
import type { Bytes, Certificate, KeyAlgorithm, KeyPair } from '../pki/types';

/** A file to be looked into: its name as dropped, and its content. */
export interface InputFile {
  readonly name: string;
  readonly bytes: Bytes;
  /** What the user named this very file for; absent for one that came with a folder, and where nobody is asked. */
  readonly namedFor?: 'certificate' | 'key';
}

/**
 * An object found in a file. `source` is the file's name, `bundle.zip!/path` for a file inside a zip. `alias` is there for
 * what lies in a keystore: the friendlyName of its entry, which may be empty.
 */
export type FoundObject =
  | {
      readonly type: 'certificate';
      readonly source: string;
      readonly certificate: Certificate;
      readonly alias?: string;
    }
  | {
      readonly type: 'private-key';
      readonly source: string;
      readonly key: KeyPair;
      readonly encrypted: boolean;
      readonly alias?: string;
    }
  /** SubjectPublicKeyInfo, DER; the algorithm is undefined when the key type is not one that Certwright knows. */
  | {
      readonly type: 'public-key';
      readonly source: string;
      readonly spki: Bytes;
      readonly algorithm: KeyAlgorithm | undefined;
    }
  /** A symmetric key: a keystore's secret-key entry, or a JWK of type `oct`. Its octets are not kept. */
  | { readonly type: 'secret-key'; readonly source: string; readonly what: string; readonly alias?: string }
  /**
   * A protected key or keystore whose password is not known; `reason` tells whether one was tried. With `alias` it is a key in
   * an open keystore that has a password of its own. `closed` is what a keystore of Java shows without its password.
   */
  | {
      readonly type: 'locked-key';
      readonly source: string;
      readonly holds: 'private-key' | 'keystore';
      readonly reason: 'password-required' | 'password-wrong';
      readonly alias?: string;
      readonly closed?: Pick<Keystore, 'format' | 'entries'>;
    }
  /** A PEM block or zip entry that cannot be read; the error names the file. */
  | { readonly type: 'damaged'; readonly source: string; readonly error: PkiError }
  /** Opened with `password`; its keys and certificates are objects of their own. */
  | {
      readonly type: 'keystore';
      readonly source: string;
      readonly keystore: Keystore;
      readonly password: string;
    }
  | { readonly type: 'request'; readonly source: string; readonly request: CertificationRequest }
  | { readonly type: 'crl'; readonly source: string; readonly crl: RevocationList }
  /** `certwright.json`, not yet looked into. */
  | { readonly type: 'manifest'; readonly source: string; readonly text: string }
  /**
   * What is read, but of no use here: a PEM label, or what a keystore's entry is. Label `unknown` for a file, zip or not, in
   * which nothing was found.
   */
  | { readonly type: 'other'; readonly source: string; readonly label: string; readonly alias?: string };
