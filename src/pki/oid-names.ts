/** Purposes (RFC 5280 §4.2.1.12), extensions, and attributes of requests (RFC 2985 §5.4) that people meet, by what they are called. */
const names: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '2.5.29.37.0': 'anyExtendedKeyUsage',
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
  const name = names[oid];
  return name === undefined ? oid : `${name} (${oid})`;
}
