import type { KnownMessage } from './known-message';

// Where the message stands, since no manual names it.
const jdk = 'https://github.com/openjdk/jdk/blob/jdk-17%2B35/src/java.base/share/classes/';

const by = 'Java';

/** Messages of Java about the other side's certificate. */
export const javaMessages: readonly KnownMessage[] = [
  {
    id: 'java-validity',
    by,
    message: 'CertificateExpiredException, CertPathValidatorException: validity check failed',
    pattern: /CertificateExpiredException|CertificateNotYetValidException|validity check failed|NotAfter: /iu,
    means: 'A certificate on the way to the root is not valid today, by the clock of the computer that says so.',
    checks: ['dates', 'chain'],
    causes: ['The clock of that computer is wrong.', 'The server still has the old certificate loaded: restart it.'],
    source: `${jdk}sun/security/provider/certpath/BasicChecker.java`,
  },
  {
    id: 'java-extended-key-usage',
    by,
    message: 'Extended key usage does not permit use for TLS server authentication',
    pattern: /extended key usage does not permit|does not allow (?:key encipherment|digital signatures)/iu,
    means: 'The certificate was made for another purpose.',
    checks: ['purpose'],
    causes: ['The files of client and server were mixed up.'],
    source: `${jdk}sun/security/validator/EndEntityChecker.java`,
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
      'The server does not send its intermediate CA: give it the full chain.',
      'The truststore that the settings name is another one than that which was changed.',
      'The server shows another certificate than the one in these files: restart it, or look with openssl s_client.',
    ],
    source: `${jdk}sun/security/provider/certpath/SunCertPathBuilder.java`,
  },
  {
    id: 'java-no-name',
    by,
    message: 'No subject alternative names present',
    pattern: /No subject alternative names present|No name matching \S{1,255} found/iu,
    means: 'The certificate names no host, or not the one that Java used.',
    checks: ['names'],
    causes: ['Java used an IP address, and the certificate is for host names only: use the name.'],
    source: `${jdk}sun/security/util/HostnameChecker.java`,
  },
  {
    id: 'java-other-name',
    by,
    message: 'No subject alternative names matching IP address … found',
    pattern:
      /No subject alternative (?:DNS name|names?) matching|HTTPS hostname wrong|Certificate for <[^>\s]{1,255}> doesn't match/iu,
    means: 'The certificate is not for the name or address that Java used.',
    checks: ['names', 'java-names'],
    causes: ['A proxy or load balancer in between shows a certificate of its own.'],
    source: `${jdk}sun/security/util/HostnameChecker.java`,
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
    source: `${jdk}java/security/cert/PKIXParameters.java`,
  },
];
