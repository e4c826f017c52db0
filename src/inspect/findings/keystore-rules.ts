import type { Keystore } from '../../keystores/read-keystore';
import { ofType } from '../placed';
import { listed } from './rule';
import type { Rule } from './rule';

/** Keystores. */
export const keystoreRules: readonly Rule[] = [
  {
    id: 'w_keystore_without_trusted_mark',
    source: 'OpenJDK sun.security.pkcs12.PKCS12KeyStore (trustedKeyUsage)',
    judge: ofKeystores(
      ({ format, entries, certificates }) =>
        format === 'PKCS#12' &&
        certificates.length > 0 &&
        entries.every(({ kind }) => kind === 'sealed') &&
        'has certificates without the mark of trusted ones that Java wants, so Java sees no entry in it. Make the truststore with Certwright or keytool -importcert.',
    ),
  },
  {
    id: 'w_keystore_key_without_certificate',
    source: 'Java KeyStore.getCertificateChain',
    judge: ofKeystores(({ entries }) => {
      const bare = entries.filter((entry) => entry.kind === 'private-key' && entry.chain.length === 0);
      return (
        bare.length > 0 &&
        `has a private key without its certificate (${listed(bare.map(({ friendlyName }) => friendlyName ?? 'no alias'))}). Java and Windows cannot use it; add the certificate.`
      );
    }),
  },
  {
    id: 'w_keystore_alias_missing',
    source: 'OpenJDK sun.security.pkcs12.PKCS12KeyStore (getUnfriendlyName)',
    judge: ofKeystores(
      ({ entries }) =>
        entries.some(({ kind, friendlyName = '' }) => kind === 'private-key' && friendlyName === '') &&
        'has a private key without an alias. Java calls it by its number (1), so a configuration that names an alias does not find it; set one.',
    ),
  },
  {
    id: 'w_keystore_alias_twice',
    source: 'OpenJDK sun.security.pkcs12.PKCS12KeyStore',
    judge: ofKeystores(({ entries }) => {
      const aliases = entries.flatMap(({ friendlyName }) => friendlyName?.toLowerCase() ?? []);
      const twice = [...new Set(aliases.filter((alias, index) => aliases.indexOf(alias) !== index))];
      return (
        twice.length > 0 &&
        `has more than one entry under the alias ${listed(twice)}. Java keeps only one of them; give each an alias of its own.`
      );
    }),
  },
  {
    id: 'w_keystore_weak_encryption',
    source: 'RFC 7292 appendix C; OpenSSL 3 legacy provider',
    judge: ofKeystores((keystore) => {
      const weak = ciphersOf(keystore).filter((cipher) => /^RC[24]|two keys$/u.test(cipher));
      return (
        weak.length > 0 &&
        `is encrypted with ${weak.join(' and ')}, which can be broken, and current OpenSSL does not open it. Convert it to AES.`
      );
    }),
  },
  {
    id: 'n_keystore_older_encryption',
    source: 'RFC 7292 appendix C',
    judge: ofKeystores(
      (keystore) =>
        ciphersOf(keystore).includes('Triple DES') &&
        'is encrypted with Triple DES, as older systems need it. Convert it to AES where all that open it are current.',
    ),
  },
  {
    id: 'w_keystore_without_mac',
    source: 'RFC 7292 §5.1; measured: GnuTLS and NSS',
    judge: ofKeystores(
      (keystore) =>
        keystore.format === 'PKCS#12' &&
        keystore.protection.mac === undefined &&
        'has no MAC: nobody notices when it is altered, and GnuTLS and Firefox do not open it. Write it again with a password.',
    ),
  },
  {
    id: 'n_keystore_java_only',
    source: 'JEP 229',
    judge: ofKeystores(
      ({ format }) =>
        format !== 'PKCS#12' &&
        `is in Java's own format ${format}, which only Java reads, and whose protection is weak. Convert it to PKCS#12.`,
    ),
  },
];

/** The sentence goes on after "The keystore NAME". */
function ofKeystores(judge: (keystore: Keystore) => string | false): Rule['judge'] {
  return ({ placed, place }) =>
    ofType(placed, 'keystore').flatMap(({ object, reference }) => {
      const said = judge(object.keystore);
      return said === false ? [] : [{ message: `The keystore ${place(reference.file)} ${said}`, objects: [reference] }];
    });
}

function ciphersOf(keystore: Keystore): string[] {
  if (keystore.format !== 'PKCS#12') return [];
  const { safes, keys } = keystore.protection;
  return [...new Set([...safes, ...keys].map(({ cipher }) => cipher))];
}
