import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { encodePem } from '../pki/pem';
import { utf8 } from '../pki/bytes';
import { writeCertificatesOnly } from '../pki/pkcs7';
import { certificatesFile, chainOf, heldCertificate, publicFile } from './convert-files';
import { fileName } from './convert-names';
import type { ConversionNeed, ConversionRow, ConversionSubjects } from './convert-types';
import type { Holds } from './convert-written';

type Row<Need extends ConversionNeed> = Omit<ConversionRow<Need>, 'group' | 'secret' | 'needs'>;

/** A certificate and those above it. */
const certificateRows: readonly Row<'certificate'>[] = [
  {
    id: 'certificate-pem',
    label: 'Certificate, PEM',
    takes: ['choose', 'name'],
    encode: ({ certificate, name }, { options }) => [
      certificatesFile(`${fileName(options, name)}-cert.pem`, [certificate]),
    ],
  },
  {
    id: 'certificate-der',
    label: 'Certificate, DER (.cer)',
    takes: ['choose', 'name'],
    encode: ({ certificate, name }, { options }) => [
      publicFile(`${fileName(options, name)}.cer`, certificate.der.slice(), {
        as: 'objects',
        objects: [heldCertificate(certificate)],
      }),
    ],
  },
  {
    id: 'fullchain-pem',
    label: 'Certificate with its intermediate CAs, PEM (fullchain)',
    takes: ['choose', 'name', 'root'],
    encode: (pieces, { options }) => [
      certificatesFile(`${fileName(options, pieces.name)}-fullchain.pem`, chainOf(pieces, options.root === true)),
    ],
  },
  {
    id: 'chain-pem',
    label: 'Only the intermediate CAs, PEM (chain)',
    takes: ['choose', 'name', 'root'],
    fits: ({ certificate, issuers, root }) => {
      if (issuers.length > 0) return;
      const issuer =
        root === undefined ? `${formatName(certificate.issuer)}, which is not among the files` : 'its root';
      throw new PkiError(
        'material-missing',
        `There is no intermediate CA between ${formatName(certificate.subject)} and ${issuer}. Add its certificate if there should be one.`,
      );
    },
    encode: (pieces, { options }) => [
      certificatesFile(`${fileName(options, pieces.name)}-chain.pem`, chainOf(pieces, options.root === true).slice(1)),
    ],
  },
  {
    id: 'root-pem',
    label: 'Only its root, PEM',
    takes: ['choose', 'name'],
    fits: (pieces) => {
      rootOf(pieces);
    },
    encode: (pieces, { options }) => [certificatesFile(`${fileName(options, pieces.name)}-root.pem`, [rootOf(pieces)])],
  },
  {
    id: 'p7b-pem',
    label: 'Certificate with all CAs above it, PKCS#7 in PEM (.p7b)',
    takes: ['choose', 'name'],
    encode: (pieces, { options }) => {
      const { der, holds } = signedData(pieces);
      return [publicFile(`${fileName(options, pieces.name)}.p7b`, utf8(encodePem('PKCS7', der)), holds)];
    },
  },
  {
    id: 'p7b-der',
    label: 'Certificate with all CAs above it, PKCS#7 in DER (.p7b)',
    takes: ['choose', 'name'],
    encode: (pieces, { options }) => {
      const { der, holds } = signedData(pieces);
      return [publicFile(`${fileName(options, pieces.name)}.p7b`, der, holds)];
    },
  },
];

function rootOf({ certificate, root, issuers, selfSigned }: ConversionSubjects['certificate']): typeof certificate {
  const last = issuers.at(-1) ?? certificate;
  if (root !== undefined) return root;
  throw new PkiError(
    'material-missing',
    selfSigned
      ? `${formatName(certificate.subject)} is self-signed: it is its own root. Write the certificate itself.`
      : `${formatName(last.subject)} was issued by ${formatName(last.issuer)}, whose certificate is not among the files. Add it.`,
  );
}

function signedData(pieces: ConversionSubjects['certificate']): { der: Uint8Array<ArrayBuffer>; holds: Holds } {
  const certificates = chainOf(pieces, true);
  return {
    der: writeCertificatesOnly(certificates.map(({ der }) => der)),
    holds: { as: 'objects', objects: certificates.map(heldCertificate), anyOrder: true },
  };
}

/** Something that is written as it is. */
function derRows<Need extends 'public-key' | 'request' | 'crl'>(
  id: string,
  label: string,
  pemLabel: string,
  extensions: readonly [pem: string, der: string],
): readonly Row<Need>[] {
  const row = (form: 'pem' | 'der'): Row<Need> => ({
    id: `${id}-${form}`,
    label: `${label}, ${form.toUpperCase()}`,
    takes: ['choose', 'name'],
    encode: ({ name, der }, { options }) => {
      const [extension, used] = form === 'pem' ? [extensions[0], pemLabel] : [extensions[1], undefined];
      const bytes = used === undefined ? der.slice() : utf8(encodePem(used, der));
      return [publicFile(`${fileName(options, name)}${extension}`, bytes, { as: 'der', label: used, der })];
    },
  });
  return [row('pem'), row('der')];
}

const publicKeyRows = derRows<'public-key'>('public-key', 'Public key', 'PUBLIC KEY', ['-public.pem', '-public.der']);
const requestRows = derRows<'request'>('request', 'Request', 'CERTIFICATE REQUEST', ['.csr', '-csr.der']);
const crlRows = derRows<'crl'>('crl', 'Revocation list', 'X509 CRL', ['-crl.pem', '.crl']);

/** Formats in which no private key is. */
export const certificateFormats = certificateRows.map(
  (row) => ({ ...row, group: 'Certificate', secret: false, needs: 'certificate' }) as const,
);
export const publicKeyFormats = publicKeyRows.map(
  (row) => ({ ...row, group: 'Key', secret: false, needs: 'public-key' }) as const,
);
export const requestFormats = requestRows.map(
  (row) => ({ ...row, group: 'Request and revocation list', secret: false, needs: 'request' }) as const,
);
export const crlFormats = crlRows.map(
  (row) => ({ ...row, group: 'Request and revocation list', secret: false, needs: 'crl' }) as const,
);
