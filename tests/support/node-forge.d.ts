// The parts of node-forge that judge here, which ships without types. Strings are binary: one character per octet.

interface ForgeCipher {
  start(iv: string): void;
  update(input: { getBytes(): string }): void;
  /** @param pad adds or removes padding; one that returns true leaves it to the caller */
  finish(pad: () => boolean): boolean;
  readonly output: { getBytes(): string };
}

declare module 'node-forge/lib/des.js' {
  /** Keys have 8 octets, or 24 for triple DES. */
  const des: {
    createEncryptionCipher(key: string, mode: 'CBC'): ForgeCipher;
    createDecryptionCipher(key: string, mode: 'CBC'): ForgeCipher;
  };
  export default des;
}

declare module 'node-forge/lib/aes.js' {
  const aes: { createEncryptionCipher(key: string, mode: 'CBC'): ForgeCipher };
  export default aes;
}

declare module 'node-forge/lib/rc2.js' {
  /** @param bits effective key length (RFC 2268 §2) */
  const rc2: { createEncryptionCipher(key: string, bits: number): ForgeCipher };
  export default rc2;
}

declare module 'node-forge/lib/md5.js' {
  interface MessageDigest {
    update(message: string): MessageDigest;
    digest(): { getBytes(): string };
  }
  const md5: { create(): MessageDigest };
  export default md5;
}
