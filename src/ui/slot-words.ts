import type { MaterialSlot } from '../recipes/types';

/** How the page asks for what a slot takes. */
export interface SlotWords {
  /** Kinds of files, by the endings that people know. */
  readonly takes: string;
  /** Label of the field for the password that opens them. */
  readonly password: string;
  /** Label of the field to paste texts into; absent where no text can be meant. */
  readonly paste?: string;
  /** Whether a whole folder may hold it. */
  readonly folder: boolean;
}

const pastePem = 'Or paste the PEM texts, one after the other';

/** One row for each kind of slot. */
export const slotWords: Readonly<Record<MaterialSlot['kind'], SlotWords>> = {
  authority: {
    takes: 'Certificate and key as .pem, .crt, .key, .p12 or .pfx, an earlier Certwright .zip, or a folder with them.',
    password: 'Password of the CA’s key',
    paste: pastePem,
    folder: true,
  },
  'certified-key': {
    takes: '.pfx or .p12, or .pem, .crt, .cer and .key, also .p7b, .jks, a .zip, or a folder with them.',
    password: 'Password of the file',
    paste: pastePem,
    folder: true,
  },
  reply: {
    takes: 'The earlier Certwright .zip or the keystore, and the CA’s reply: .cer, .crt, .pem or .p7b, in any order.',
    password: 'Password of the keystore or key',
    paste: 'Or paste the CA’s reply as PEM text',
    folder: true,
  },
  keystore: {
    takes: 'A keystore or truststore: .p12, .pfx, .jks, .keystore, or Java’s cacerts.',
    password: 'Password of the keystore',
    folder: false,
  },
};
