import type { KnownMessage } from './known-message';
import { javaMessages } from './known-messages-java';
import { opensslMessages } from './known-messages-openssl';
import { otherMessages } from './known-messages-others';

export type { KnownMessage } from './known-message';

/** All messages; what says more stands before what says less. */
export const knownMessages: readonly KnownMessage[] = [...javaMessages, ...opensslMessages, ...otherMessages];
