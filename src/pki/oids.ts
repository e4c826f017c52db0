// Object identifiers, named as in the RFCs that define them.

/** RFC 5280 §4.2.1.12. */
export const id_kp_serverAuth = '1.3.6.1.5.5.7.3.1';
export const id_kp_clientAuth = '1.3.6.1.5.5.7.3.2';
export const anyExtendedKeyUsage = '2.5.29.37.0';

/** RFC 5280 §4.2.1. */
export const id_ce_subjectKeyIdentifier = '2.5.29.14';
export const id_ce_keyUsage = '2.5.29.15';
export const id_ce_subjectAltName = '2.5.29.17';
export const id_ce_basicConstraints = '2.5.29.19';
export const id_ce_nameConstraints = '2.5.29.30';
export const id_ce_authorityKeyIdentifier = '2.5.29.35';
export const id_ce_extKeyUsage = '2.5.29.37';

/** RFC 5280 §5.2 and §5.3: extensions of revocation lists and of their entries. */
export const id_ce_cRLNumber = '2.5.29.20';
export const id_ce_cRLReasons = '2.5.29.21';
export const id_ce_deltaCRLIndicator = '2.5.29.27';
export const id_ce_issuingDistributionPoint = '2.5.29.28';

/** RFC 2985 §5.4.2, and what Windows wrote in its place before it knew that one. */
export const id_extensionRequest = '1.2.840.113549.1.9.14';
export const id_msExtensionRequest = '1.3.6.1.4.1.311.2.1.14';

/** RFC 5652 §4 and §5.1: contents of CMS, which was PKCS#7. */
export const id_data = '1.2.840.113549.1.7.1';
export const id_signedData = '1.2.840.113549.1.7.2';

/** RFC 3279 §2.3.1, RFC 5480 §2.1.1, RFC 8410 §3: keys. */
export const rsaEncryption = '1.2.840.113549.1.1.1';
export const id_ecPublicKey = '1.2.840.10045.2.1';
export const id_Ed25519 = '1.3.101.112';

/** RFC 8018 appendix A: password-based encryption. */
export const id_PBES2 = '1.2.840.113549.1.5.13';
export const id_PBKDF2 = '1.2.840.113549.1.5.12';

/** RFC 7914 §7. */
export const id_scrypt = '1.3.6.1.4.1.11591.4.11';
