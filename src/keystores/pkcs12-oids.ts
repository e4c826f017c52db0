// Object identifiers of PKCS#12, named as in the RFCs that define them.

/** RFC 5652 §4, RFC 2315 §14: content types. */
export const id_data = '1.2.840.113549.1.7.1';
export const id_encryptedData = '1.2.840.113549.1.7.6';

/** RFC 7292 §4.2 and appendix D: bag types. */
export const keyBag = '1.2.840.113549.1.12.10.1.1';
export const pkcs8ShroudedKeyBag = '1.2.840.113549.1.12.10.1.2';
export const certBag = '1.2.840.113549.1.12.10.1.3';
export const crlBag = '1.2.840.113549.1.12.10.1.4';
export const secretBag = '1.2.840.113549.1.12.10.1.5';
export const safeContentsBag = '1.2.840.113549.1.12.10.1.6';

/** RFC 7292 §4.2.3: the one kind of certificate in use. */
export const x509Certificate = '1.2.840.113549.1.9.22.1';

/** RFC 2985 §5.5: attributes of bags. */
export const friendlyName = '1.2.840.113549.1.9.20';
export const localKeyId = '1.2.840.113549.1.9.21';

/** Oracle's attribute, without which Java lists no trusted certificate (JDK: sun.security.pkcs12.PKCS12KeyStore). */
export const trustedKeyUsage = '2.16.840.1.113894.746875.1.1';

/** RFC 5280 §4.2.1.12: the value of that attribute. */
export const anyExtendedKeyUsage = '2.5.29.37.0';

/** RFC 8018 appendix A.5, RFC 9579 §4. */
export const id_PBMAC1 = '1.2.840.113549.1.5.14';
