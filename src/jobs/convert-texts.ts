import { fillContents } from '../bundle/fill-contents';
import { fromBase64, utf8 } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { chainOf, heldCertificate, heldKey, pem } from './convert-files';
import { fileName, kubernetesNames } from './convert-names';
import type { ConversionOptions, ConversionRow, HeldObject, Pieces, WrittenFile } from './convert-types';

/** What a configuration quotes. */
interface Part {
  readonly id: 'certificate' | 'key' | 'ca';
  readonly pem: Bytes;
  /** Of a chain its first certificate. */
  readonly der: Bytes;
  readonly objects: readonly HeldObject[];
}

/** The certificate with its intermediate CAs, the key, and the root, as far as they are there. */
function partsOf(pieces: Pieces, { root }: ConversionOptions): Part[] {
  const chain = chainOf(pieces, root === true);
  const { key } = pieces;
  const ca = pieces.root;
  return [
    ...(pieces.certificate === undefined
      ? []
      : [
          {
            id: 'certificate' as const,
            pem: pem('CERTIFICATE', ...chain.map(({ der }) => der)),
            der: pieces.certificate.der,
            objects: chain.map(heldCertificate),
          },
        ]),
    ...(key === undefined
      ? []
      : [{ id: 'key' as const, pem: pem('PRIVATE KEY', key.pkcs8), der: key.pkcs8, objects: [heldKey(key)] }]),
    ...(ca === undefined
      ? []
      : [{ id: 'ca' as const, pem: pem('CERTIFICATE', ca.der), der: ca.der, objects: [heldCertificate(ca)] }]),
  ];
}

/** How PEM gets into a text and out again. */
interface Wrapping {
  /** In the language of `fillContents`: what stands for the part of this id. */
  readonly quote: (id: Part['id']) => string;
  readonly unwrap: (bytes: Bytes) => readonly Bytes[];
}

const text = (bytes: Bytes): string => new TextDecoder().decode(bytes);
const unescaped = (bytes: Bytes): readonly Bytes[] => [utf8(text(bytes).replaceAll(String.raw`\n`, '\n'))];

/** The values of `name: base64` lines below `data:`. */
function base64Values(bytes: Bytes): readonly Bytes[] {
  const [, data = ''] = text(bytes).split('\ndata:\n');
  return [...data.matchAll(/: (\S+)$/gmu)].map(([, value = '']) => fromBase64(value));
}

/** Text files of one part each. */
const bare: Readonly<Record<string, Wrapping & { readonly label: string; readonly of: 'pem' | 'der' }>> = {
  escaped: {
    label: 'On one line, line ends written as \\n',
    of: 'pem',
    quote: (id) => `{escaped:${id}}`,
    unwrap: unescaped,
  },
  'base64-pem': {
    label: 'Base64 of the PEM, on one line',
    of: 'pem',
    quote: (id) => `{base64:${id}}`,
    unwrap: (bytes) => [fromBase64(text(bytes))],
  },
  'base64-der': {
    label: 'Base64 of the DER, on one line',
    of: 'der',
    quote: (id) => `{base64:${id}}`,
    unwrap: (bytes) => [fromBase64(text(bytes))],
  },
};

function fill(template: string, parts: readonly Part[], of: 'pem' | 'der' = 'pem'): Bytes {
  const contents = new Map(parts.map((part) => [part.id as string, part[of]]));
  return utf8(fillContents(template, (id) => contents.get(id) ?? new Uint8Array()));
}

function textFile(name: string, bytes: Bytes, parts: readonly Part[], unwrap: Wrapping['unwrap']): WrittenFile {
  const objects = parts.flatMap((part) => part.objects);
  return { name, bytes, secret: parts.some(({ id }) => id === 'key'), holds: { as: 'objects', objects, unwrap } };
}

const bareFormats = Object.entries(bare).map(([id, { label, of, quote, unwrap }]): ConversionRow<'pieces'> => ({
  ...{ id, label, group: 'For configuration files', secret: 'maybe', needs: 'pieces' },
  takes: of === 'pem' ? ['choose', 'name', 'root'] : ['choose', 'name'],
  encode: (pieces, { options }) =>
    partsOf(pieces, options).map((part) => {
      const held = of === 'pem' ? part : { ...part, objects: part.objects.slice(0, 1) };
      const name = `${fileName(options, pieces.name)}-${part.id}.${id}.txt`;
      return textFile(name, fill(`${quote(part.id)}\n`, [part], of), [held], unwrap);
    }),
}));

/** Texts that hold all parts under names. */
const documents: readonly (Pick<ConversionRow<'pieces'>, 'id' | 'label'> & {
  readonly extension: string;
  readonly lines: (ids: readonly Part['id'][]) => readonly string[];
  readonly unwrap: Wrapping['unwrap'];
})[] = [
  {
    id: 'yaml',
    label: 'YAML, as block scalars',
    extension: '.yaml',
    lines: (ids) => ids.flatMap((id) => [`${id}: |`, `  {content:${id}}`]),
    unwrap: (bytes) => [utf8(text(bytes).replace(/^ {2}/gmu, ''))],
  },
  {
    id: 'json',
    label: 'JSON, as strings',
    extension: '.json',
    lines: (ids) => ['{', ids.map((id) => String.raw`  "${id}": "{escaped:${id}}\n"`).join(',\n'), '}'],
    unwrap: (bytes) => Object.values(JSON.parse(text(bytes)) as Record<string, string>).map(utf8),
  },
  {
    id: 'env',
    label: 'Environment file (.env), line ends as \\n in double quotes',
    extension: '.env',
    lines: (ids) => ids.map((id) => `TLS_${id.toUpperCase()}="{escaped:${id}}"`),
    unwrap: unescaped,
  },
];

const documentFormats = documents.map(({ id, label, extension, lines, unwrap }): ConversionRow<'pieces'> => ({
  ...{ id, label, group: 'For configuration files', secret: 'maybe', needs: 'pieces' },
  takes: ['choose', 'name', 'root'],
  encode: (pieces, { options }) => {
    const parts = partsOf(pieces, options);
    const template = [...lines(parts.map((part) => part.id)), ''].join('\n');
    return [textFile(`${fileName(options, pieces.name)}${extension}`, fill(template, parts), parts, unwrap)];
  },
}));

/**
 * A Kubernetes Secret (https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets): of the type for TLS, whose
 * names of keys are fixed, or an opaque one.
 */
function secretOf(
  pieces: Pieces,
  options: ConversionOptions,
  type: string,
  keys: Readonly<Record<Part['id'], string>>,
): readonly WrittenFile[] {
  const parts = partsOf(pieces, options);
  const { name, namespace } = kubernetesNames(options, pieces.name);
  const template = [
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    `  name: ${JSON.stringify(name)}`,
    ...(namespace === undefined ? [] : [`  namespace: ${JSON.stringify(namespace)}`]),
    `type: ${type}`,
    'data:',
    ...parts.map(({ id }) => `  ${keys[id]}: {base64:${id}}`),
    '',
  ].join('\n');
  return [textFile(`${name}-secret.yaml`, fill(template, parts), parts, base64Values)];
}

const kubernetesTls: ConversionRow<'certified-key'> = {
  ...{ id: 'kubernetes-tls', label: 'Kubernetes Secret of type kubernetes.io/tls' },
  ...{ group: 'For Kubernetes', secret: true, needs: 'certified-key' },
  takes: ['choose', 'name', 'namespace', 'root'],
  encode: (pieces, { options }) =>
    secretOf(pieces, options, 'kubernetes.io/tls', { certificate: 'tls.crt', key: 'tls.key', ca: 'ca.crt' }),
};

const kubernetesGeneric: ConversionRow<'pieces'> = {
  ...{ id: 'kubernetes-generic', label: 'Kubernetes Secret of type Opaque' },
  ...{ group: 'For Kubernetes', secret: 'maybe', needs: 'pieces' },
  takes: ['choose', 'name', 'namespace', 'root'],
  encode: (pieces, { options }) =>
    secretOf(pieces, options, 'Opaque', { certificate: 'certificate.pem', key: 'key.pem', ca: 'ca.pem' }),
};

/** Forms in which certificates and keys are pasted into the configuration of others. */
export const textFormats = [...bareFormats, ...documentFormats, kubernetesTls, kubernetesGeneric] as const;
