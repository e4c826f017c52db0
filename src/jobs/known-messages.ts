import type { KnownMessage } from './known-message';
import { javaMessages } from './known-messages-java';
import { keystoreMessages } from './known-messages-keystores';
import { opensslMessages } from './known-messages-openssl';
import { opensslFileMessages } from './known-messages-openssl-files';
import { goMessages } from './known-messages-go';
import { browserMessages } from './known-messages-browsers';
import { windowsMessages } from './known-messages-windows';
import { clientMessages } from './known-messages-clients';

export type { KnownMessage } from './known-message';

/** All messages; what says more stands before what says less. */
export const knownMessages: readonly KnownMessage[] = [
  ...javaMessages,
  ...keystoreMessages,
  ...opensslMessages,
  ...opensslFileMessages,
  ...goMessages,
  ...browserMessages,
  ...windowsMessages,
  ...clientMessages,
];
