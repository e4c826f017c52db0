import { id_kp_clientAuth, id_kp_serverAuth } from '../pki/oids';

/** Extended key usages in words (RFC 5280 §4.2.1.12 and others). */
const purposeNames: Readonly<Record<string, string>> = {
  [id_kp_serverAuth]: 'server',
  [id_kp_clientAuth]: 'client',
  '1.3.6.1.5.5.7.3.3': 'code signing',
  '1.3.6.1.5.5.7.3.4': 'e-mail protection',
  '1.3.6.1.5.5.7.3.5': 'IPsec end system',
  '1.3.6.1.5.5.7.3.6': 'IPsec tunnel',
  '1.3.6.1.5.5.7.3.7': 'IPsec user',
  '1.3.6.1.5.5.7.3.8': 'time stamping',
  '1.3.6.1.5.5.7.3.9': 'OCSP signing',
  '1.3.6.1.5.5.7.3.17': 'IPsec IKE',
  '1.3.6.1.4.1.311.20.2.2': 'smart card logon',
  '1.3.6.1.4.1.311.10.3.4': 'encrypting file system',
  '1.3.6.1.5.2.3.5': 'Kerberos KDC',
  '2.5.29.37.0': 'any purpose',
};

/** A purpose in words; its OID when it has none here. */
export function purposeInWords(oid: string): string {
  return purposeNames[oid] ?? oid;
}
