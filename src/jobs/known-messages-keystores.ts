import type { KnownMessage } from './known-message';

// Where the message stands, since no manual names it.
const jdk = 'https://github.com/openjdk/jdk/blob/jdk-17%2B35/src/java.base/share/classes/';
const keytool = `${jdk}sun/security/tools/keytool/Resources.java`;
const tomcat = 'https://github.com/apache/tomcat/blob/10.1.x/java/org/apache/tomcat/util/net/LocalStrings.properties';
const netty =
  'https://github.com/netty/netty/blob/4.1/handler/src/main/java/io/netty/handler/ssl/SslContextBuilder.java';
const springBoot =
  'https://github.com/spring-projects/spring-boot/blob/v3.3.0/spring-boot-project/spring-boot/src/main/java/org/springframework/boot/ssl/jks/JksSslStoreBundle.java';

const by = 'Java';

/** Messages of Java, keytool, Tomcat, Netty and Spring Boot about keystores and key files. */
export const keystoreMessages: readonly KnownMessage[] = [
  {
    id: 'java-alias',
    by: 'Spring Boot, Tomcat',
    message: 'Alias name [x] does not identify a key entry',
    pattern: /does not identify a key entry|Keystore does not contain alias/iu,
    means: 'The keystore has no key under the alias that the settings name.',
    checks: ['alias', 'reply', 'form'],
    causes: [
      'The settings name another keystore than this one.',
      'The reply of the CA was imported under another alias than that of the request, so that it became a certificate without its key.',
    ],
    source: tomcat,
  },
  {
    id: 'keytool-chain-from-reply',
    by: 'keytool',
    message: 'Failed to establish chain from reply',
    pattern: /Failed to establish chain from reply|Unable to establish chain from reply/iu,
    means: 'keytool found no way from the reply to a root, neither in the reply nor in the keystore nor in cacerts.',
    checks: ['reply', 'chain', 'key'],
    causes: [
      'The CA certificates are not in the keystore yet: import the root, then the intermediate CAs, then the reply.',
      'The option -trustcacerts was left out, for a root that is in cacerts.',
    ],
    source: keytool,
  },
  {
    id: 'keytool-identical',
    by: 'keytool',
    message: 'Certificate reply and certificate in keystore are identical',
    pattern: /Certificate reply and certificate in keystore are identical/iu,
    means: 'The certificate that was imported is in the keystore already.',
    checks: ['reply'],
    causes: [
      'The reply was imported before: nothing is left to do.',
      'The old certificate was taken instead of the reply.',
    ],
    source: keytool,
  },
  {
    id: 'keytool-public-keys',
    by: 'keytool',
    message: "Public keys in reply and keystore don't match",
    pattern: /Public keys in reply and keystore don't match/iu,
    means: 'The reply was issued for another key than the one in the keystore.',
    checks: ['key', 'reply'],
    causes: ['The request was made again, and the reply is to an earlier one: have the newest request signed.'],
    source: keytool,
  },
  {
    id: 'java-recover-key',
    by,
    message: 'Cannot recover key; Get Key failed: Given final block not properly padded',
    pattern: /Cannot recover key|Get Key failed|Given final block not properly padded/iu,
    means: 'The keystore opened, but the password of the key is another one.',
    checks: ['password'],
    causes: [
      'The settings give the key a password of its own, which it does not have: in PKCS#12 it is that of the keystore.',
      'A keystore of the old format has another password for the key.',
    ],
    source: `${jdk}sun/security/provider/KeyProtector.java`,
  },
  {
    id: 'java-keystore-password',
    by,
    message: 'Keystore was tampered with, or password was incorrect',
    pattern:
      /keystore password was incorrect|Keystore was tampered with|failed to decrypt safe contents entry|Password verification failed/iu,
    means: 'The password does not open the keystore, or this Java does not know its protection.',
    checks: ['password', 'cipher'],
    causes: [
      'The password in the settings is that of another keystore, or lost a backslash, a dollar sign or a space there.',
      'Java before 8u301 or 11.0.12 says this of every current keystore: convert it for older systems.',
    ],
    source: `${jdk}sun/security/provider/JavaKeyStore.java`,
  },
  {
    id: 'java-not-a-keystore',
    by,
    message: 'toDerInputStream rejects tag type',
    pattern:
      /toDerInputStream rejects tag type|DerInputStream\.getLength\(\)|DER input, Integer tag error|DerValue\.getBigIntegerInternal|Invalid keystore format/iu,
    means: 'The file that Java was told to open is not a keystore, or is one of another format.',
    checks: ['form', 'keystore', 'readable', 'cipher'],
    causes: [
      'The settings name a certificate or key file where a keystore is due.',
      'A JKS file is named with the type PKCS12, or the other way round.',
      'The file was damaged on the way, for example copied as text.',
    ],
    source: `${jdk}sun/security/util/DerValue.java`,
  },
  {
    id: 'java-private-key-form',
    by,
    message: 'File does not contain valid private key; algid parse error, not a sequence',
    pattern:
      /File does not contain valid private key|algid parse error|Neither PKCS#8 nor PKCS#1|Could not read private key|Missing private key/iu,
    means: 'The key file is not in the form that this Java program reads: PKCS#8 without a password.',
    checks: ['form', 'password', 'readable'],
    causes: ['The key is in the older form (BEGIN RSA PRIVATE KEY) or has a password: convert it to PKCS#8.'],
    source: netty,
  },
  {
    id: 'spring-load-store',
    by: 'Spring Boot',
    message: 'Could not load store from …',
    pattern:
      /Could not load (?:key|trust ?)?store|Unable to create (?:key|trust) store|Error creating (?:key|trust) store/iu,
    means: 'Spring Boot could not open the keystore or truststore; the line "Caused by" says why.',
    checks: ['password', 'form', 'keystore', 'cipher', 'alias', 'readable'],
    causes: [
      'There is no file at that path, or the account of the service may not read it.',
      'Type and content differ: set the type to PKCS12 or JKS.',
    ],
    source: springBoot,
  },
];
