import type { KnownMessage } from './known-message';

const jsse =
  'https://docs.oracle.com/en/java/javase/17/security/java-secure-socket-extension-jsse-reference-guide.html';
const keytool = 'https://docs.oracle.com/en/java/javase/17/docs/specs/man/keytool.html';
const keystores = 'https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/security/KeyStore.html';
const springSsl = 'https://docs.spring.io/spring-boot/reference/features/ssl.html';

const by = 'Java';

/** Messages of Java, its keytool and Spring Boot. */
export const javaMessages: readonly KnownMessage[] = [
  {
    id: 'java-validity',
    by,
    message: 'CertificateExpiredException, CertPathValidatorException: validity check failed',
    pattern: /CertificateExpiredException|CertificateNotYetValidException|validity check failed|NotAfter: /iu,
    means: 'A certificate on the way to the root is not valid today, by the clock of the computer that says so.',
    checks: ['dates', 'chain'],
    causes: ['The clock of that computer is wrong.', 'The server still has the old certificate loaded: restart it.'],
    source: jsse,
  },
  {
    id: 'java-extended-key-usage',
    by,
    message: 'Extended key usage does not permit use for TLS server authentication',
    pattern: /extended key usage does not permit|does not allow (?:key encipherment|digital signatures)/iu,
    means: 'The certificate was made for another purpose.',
    checks: ['purpose'],
    causes: ['The files of client and server were exchanged.'],
    source: jsse,
  },
  {
    id: 'java-path-building',
    by,
    message: 'PKIX path building failed: unable to find valid certification path to requested target',
    pattern:
      /PKIX path (?:building|validation) failed|unable to find valid certification path|SunCertPathBuilderException/iu,
    means: 'The Java that calls knows no root under which the certificate of the other side was issued.',
    checks: ['chain', 'roots', 'chain-file', 'self-signed', 'trusted-entries'],
    causes: [
      'The root is not in the truststore of the Java that calls: each Java has its own cacerts, and an update brings a new one.',
      'The truststore that the settings name is another one than that which was changed.',
      'The server shows another certificate than the one in these files: restart it, or look with openssl s_client.',
    ],
    source: jsse,
  },
  {
    id: 'java-no-name',
    by,
    message: 'No subject alternative names present',
    pattern: /No subject alternative names present|No name matching \S{1,255} found/iu,
    means: 'The certificate bears no name or not the one that Java dialled.',
    checks: ['names'],
    causes: ['An IP address is dialled where the certificate bears host names only: dial the name.'],
    source: jsse,
  },
  {
    id: 'java-other-name',
    by,
    message: 'No subject alternative names matching IP address … found',
    pattern:
      /No subject alternative (?:DNS name|names?) matching|HTTPS hostname wrong|Certificate for <[^>\s]{1,255}> doesn't match/iu,
    means: 'The certificate does not bear the name or address that Java dialled.',
    checks: ['names', 'java-names'],
    causes: ['A proxy or load balancer in between shows a certificate of its own.'],
    source: jsse,
  },
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
    source: springSsl,
  },
  {
    id: 'keytool-chain-from-reply',
    by: 'keytool',
    message: 'Failed to establish chain from reply',
    pattern: /Failed to establish chain from reply|Unable to establish chain from reply/iu,
    means: 'keytool found no way from the reply to a root, neither in the reply nor in the keystore nor in cacerts.',
    checks: ['reply', 'chain', 'key'],
    causes: [
      'The CA certificates are not in the keystore yet: import the root, then those between, then the reply.',
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
      'The reply was imported before: nothing is to be done.',
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
    source: keystores,
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
      'Java before 8u301 or 11.0.12 says this of every keystore in the form of today: write it for older systems.',
    ],
    source: keystores,
  },
  {
    id: 'java-not-a-keystore',
    by,
    message: 'toDerInputStream rejects tag type',
    pattern:
      /toDerInputStream rejects tag type|DerInputStream\.getLength\(\)|DER input, Integer tag error|DerValue\.getBigIntegerInternal|Invalid keystore format/iu,
    means: 'The file that Java was told to open is no keystore, or one of another format.',
    checks: ['form', 'keystore', 'readable', 'cipher'],
    causes: [
      'The settings name a certificate or key file where a keystore is due.',
      'A JKS file is named with the type PKCS12, or the other way round.',
      'The file was damaged on the way, for example copied as text.',
    ],
    source: keystores,
  },
  {
    id: 'java-trust-anchors',
    by,
    message: 'the trustAnchors parameter must be non-empty',
    pattern: /trustAnchors parameter must be non-empty/iu,
    means: 'The truststore is empty for Java: it holds no entry that is marked as trusted.',
    checks: ['trusted-entries', 'keystore', 'password'],
    causes: [
      'The path of the truststore is wrong: Java takes a file that is not there for an empty one.',
      'The PKCS#12 file was made by OpenSSL, which does not mark certificates as trusted.',
    ],
    source: jsse,
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
    source: springSsl,
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
    source: springSsl,
  },
];
