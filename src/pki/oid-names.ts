/**
 * Purposes (RFC 5280 §4.2.1.12 and others), each with its name and in words, and extensions and attributes of requests
 * (RFC 2985 §5.4) that people meet.
 */
const names: Readonly<Record<string, string | readonly [name: string, words: string]>> = {
  '1.3.6.1.5.5.7.3.1': ['serverAuth', 'server'],
  '1.3.6.1.5.5.7.3.2': ['clientAuth', 'client'],
  '1.3.6.1.5.5.7.3.3': ['codeSigning', 'code signing'],
  '1.3.6.1.5.5.7.3.4': ['emailProtection', 'e-mail protection'],
  '1.3.6.1.5.5.7.3.5': ['ipsecEndSystem', 'IPsec end system'],
  '1.3.6.1.5.5.7.3.6': ['ipsecTunnel', 'IPsec tunnel'],
  '1.3.6.1.5.5.7.3.7': ['ipsecUser', 'IPsec user'],
  '1.3.6.1.5.5.7.3.8': ['timeStamping', 'time stamping'],
  '1.3.6.1.5.5.7.3.9': ['OCSPSigning', 'OCSP signing'],
  '1.3.6.1.5.5.7.3.17': ['ipsecIKE', 'IPsec IKE'],
  '1.3.6.1.4.1.311.20.2.2': ['smartcardLogon', 'smart card logon'],
  '1.3.6.1.4.1.311.10.3.4': ['encryptedFileSystem', 'encrypting file system'],
  '1.3.6.1.5.2.3.5': ['pkKdc', 'Kerberos KDC'],
  '2.5.29.37.0': ['anyExtendedKeyUsage', 'any purpose'],
  '2.5.29.30': 'nameConstraints',
  '2.5.29.31': 'cRLDistributionPoints',
  '2.5.29.32': 'certificatePolicies',
  '2.5.29.36': 'policyConstraints',
  '1.3.6.1.5.5.7.1.1': 'authorityInfoAccess',
  '1.3.6.1.5.5.7.1.24': 'tlsFeature, must-staple',
  '2.16.840.1.113730.1.1': 'Netscape certificate type',
  '1.3.6.1.4.1.311.20.2': 'Windows certificate template',
  '1.3.6.1.4.1.311.21.7': 'Windows certificate template',
  '1.2.840.113549.1.9.15': 'sMIMECapabilities',
  '1.2.840.113549.1.9.2': 'unstructuredName',
  '1.2.840.113549.1.9.7': 'challengePassword',
  '1.3.6.1.4.1.311.13.2.2': 'Windows key provider',
  '1.3.6.1.4.1.311.13.2.3': 'Windows version',
  '1.3.6.1.4.1.311.21.20': 'Windows client',
};

/** The name with the OID after it, or the OID alone. */
export function oidName(oid: string): string {
  const known = names[oid];
  if (known === undefined) return oid;
  return `${typeof known === 'string' ? known : known[0]} (${oid})`;
}

/** A purpose in words; its OID when it has none here. */
export function purposeInWords(oid: string): string {
  const known = names[oid];
  return typeof known === 'object' ? known[1] : oid;
}
