import { keyPasswordProblem } from '../bundle/password-problem';
import { isAuthority } from '../inspect/climb';
import { concatBytes } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { encryptPkcs8, pkcs8ToPkcs1, pkcs8ToSec1 } from '../pki/key-formats';
import type { Bytes, KeyPair } from '../pki/types';
import { chainOf, heldCertificate, heldKey, pem, secretFile } from './convert-files';
import { fileName } from './convert-names';
import type { ConversionContext, ConversionRow } from './convert-types';

/** One way to write a key that is not protected. */
function plain(
  id: string,
  label: string,
  extension: string,
  write: (pkcs8: Bytes) => Bytes,
): Omit<ConversionRow<'key'>, 'group'> {
  return {
    ...{ id, label, secret: true, needs: 'key', takes: ['choose', 'name'] },
    fits: ({ key }) => {
      write(key.pkcs8).fill(0);
    },
    encode: ({ key, name }, { options }) => [
      secretFile(`${fileName(options, name)}${extension}`, write(key.pkcs8), {
        as: 'objects',
        objects: [heldKey(key)],
      }),
    ],
  };
}

/** One way to write it protected. */
function locked(
  id: string,
  label: string,
  extension: string,
  write: (encrypted: Bytes) => Bytes,
): Omit<ConversionRow<'key'>, 'group'> {
  return {
    ...{ id, label, secret: true, needs: 'key', takes: ['choose', 'name', 'password'], password: 'new' },
    encode: async ({ key, certificate, name }, context) => {
      const ofAuthority = certificate !== undefined && isAuthority(certificate);
      const { encrypted, password } = await encrypt(key, ofAuthority, context);
      return [
        secretFile(`${fileName(context.options, name)}${extension}`, write(encrypted), {
          ...{ as: 'objects', objects: [heldKey(key)], password },
        }),
      ];
    },
  };
}

async function encrypt(
  { pkcs8 }: KeyPair,
  ofAuthority: boolean,
  { options: { password = '' }, random }: ConversionContext,
): Promise<{ encrypted: Bytes; password: string }> {
  const problem = keyPasswordProblem(password, ofAuthority);
  if (problem !== undefined) throw new PkiError('field-invalid', problem, { field: 'password' });
  return { encrypted: await encryptPkcs8(pkcs8, password, { random }), password };
}

/** Private keys, alone. */
export const keyFormats: readonly ConversionRow<'key'>[] = [
  plain('key-pkcs8-pem', 'Private key without password, PEM (PKCS#8)', '-key.pem', (pkcs8) =>
    pem('PRIVATE KEY', pkcs8),
  ),
  plain('key-pkcs8-der', 'Private key without password, DER (PKCS#8)', '-key.pk8', (pkcs8) => pkcs8.slice()),
  locked('key-encrypted-pem', 'Private key under a password, PEM (PKCS#8)', '-key.pem', (encrypted) =>
    pem('ENCRYPTED PRIVATE KEY', encrypted),
  ),
  locked('key-encrypted-der', 'Private key under a password, DER (PKCS#8)', '-key.pk8', (encrypted) => encrypted),
  plain('key-pkcs1-pem', 'RSA key for older programs, PEM (PKCS#1)', '-key.pem', (pkcs8) =>
    pem('RSA PRIVATE KEY', pkcs8ToPkcs1(pkcs8)),
  ),
  plain('key-sec1-pem', 'Elliptic-curve key for older programs, PEM (SEC1)', '-key.pem', (pkcs8) =>
    pem('EC PRIVATE KEY', pkcs8ToSec1(pkcs8)),
  ),
].map((row) => ({ ...row, group: 'Key' }) as const);

/** A key and its certificates in one PEM file, as HAProxy and others want it. */
export const combinedFormat: ConversionRow<'certified-key'> = {
  id: 'combined-pem',
  label: 'Key and certificates in one file, PEM',
  group: 'Certificate and key',
  secret: true,
  needs: 'certified-key',
  takes: ['choose', 'name', 'root', 'certificateFirst'],
  encode: (pieces, { options }) => {
    const chain = chainOf(pieces, options.root === true);
    const parts = [
      { bytes: pem('PRIVATE KEY', pieces.key.pkcs8), objects: [heldKey(pieces.key)] },
      { bytes: pem('CERTIFICATE', ...chain.map(({ der }) => der)), objects: chain.map(heldCertificate) },
    ];
    if (options.certificateFirst === true) parts.reverse();
    return [
      secretFile(`${fileName(options, pieces.name)}-combined.pem`, concatBytes(...parts.map(({ bytes }) => bytes)), {
        as: 'objects',
        objects: parts.flatMap(({ objects }) => objects),
      }),
    ];
  },
};
