import type { Bytes } from '../pki/types';

/** A file that a job gives back. */
export interface OutputFile {
  /** File name, without folders unless the files make up a tree. */
  readonly name: string;
  readonly bytes: Bytes;
  /** Whether it holds a private key or a password. */
  readonly secret: boolean;
}
