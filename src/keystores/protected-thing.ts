/** What a password protects, and how it is saved again in another way: words for messages. */
export interface ProtectedThing {
  readonly noun: string;
  readonly withFewerRounds: string;
  readonly withAnotherCipher: string;
}

export const keystoreThing: ProtectedThing = {
  noun: 'keystore',
  withFewerRounds: 'for example 10000',
  withAnotherCipher: 'with AES-256 or triple DES and a SHA-256 or SHA-1 MAC',
};

export const keyThing: ProtectedThing = {
  noun: 'key',
  withFewerRounds: 'with: openssl pkcs8 -topk8 -iter 100000 -in OLD -out NEW',
  withAnotherCipher: 'with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW',
};
