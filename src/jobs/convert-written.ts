import type { Keystore } from '../keystores/read-keystore';
import type { KeystoreEntry } from '../keystores/types';
import type { Bytes } from '../pki/types';
import type { OutputFile } from './output-file';

/** An object that must be found when a written file is read back. Keys are PrivateKeyInfo. */
export interface HeldObject {
  readonly type: 'certificate' | 'private-key';
  readonly der: Bytes;
}

/** What reading a written file back must give. */
export type Holds =
  | {
      readonly as: 'objects';
      readonly objects: readonly HeldObject[];
      /** Opens it; absent: it opens without. */
      readonly password?: string;
      /** The format keeps no order. */
      readonly anyOrder?: boolean;
      /** The files of PEM or DER that it wraps; absent: it is one itself. */
      readonly unwrap?: (bytes: Bytes) => readonly Bytes[];
    }
  | {
      readonly as: 'keystore';
      readonly format: Keystore['format'];
      readonly password: string;
      readonly entries: readonly KeystoreEntry[];
    }
  /** One PEM block, or without a label the DER itself. */
  | { readonly as: 'der'; readonly label: string | undefined; readonly der: Bytes };

/** A file with what must be in it. */
export interface WrittenFile extends OutputFile {
  readonly holds: Holds;
}
