import { fromBase64, utf8 } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { kubernetesGeneric, kubernetesTls } from './convert-kubernetes';
import { fileName } from './convert-names';
import { fill, partsOf, text, textFile } from './convert-text-parts';
import type { Part, Wrapping } from './convert-text-parts';
import type { ConversionRow } from './convert-types';

const unescaped = (bytes: Bytes): readonly Bytes[] => [utf8(text(bytes).replaceAll(String.raw`\n`, '\n'))];

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

/** Forms in which certificates and keys are pasted into the configuration of others. */
export const textFormats = [...bareFormats, ...documentFormats, kubernetesTls, kubernetesGeneric] as const;
