import type { Clock, Random } from '../pki/platform';
import type { Bytes } from '../pki/types';
import type { Environment } from './environment';

/** The part of Certwright that holds the PKI libraries; it arrives after first paint. */
export type Jobs = typeof import('../jobs');

/** What the state needs from the browser. The entry provides it; tests provide their own. */
export interface PageHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Environment;
  /** Address of this page without fragment. */
  readonly address: string;
  readonly loadJobs: () => Promise<Jobs>;
  /** Hands a file to the browser's downloads. Whether it arrives cannot be known. */
  readonly save: (name: string, bytes: Bytes) => void;
  /** Puts text on the clipboard; rejects when the browser refuses. */
  readonly copy: (text: string) => Promise<void>;
  /** Makes what was handed to downloads unreachable. */
  readonly revoke: () => void;
}
