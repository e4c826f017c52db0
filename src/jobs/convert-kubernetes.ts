import { fromBase64 } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { kubernetesNames } from './convert-names';
import { fill, partsOf, text, textFile } from './convert-text-parts';
import type { Part } from './convert-text-parts';
import type { ConversionOptions, ConversionRow, Pieces } from './convert-types';
import type { WrittenFile } from './convert-written';

/** The values of `name: base64` lines below `data:`. */
function base64Values(bytes: Bytes): readonly Bytes[] {
  const [, data = ''] = text(bytes).split('\ndata:\n');
  return [...data.matchAll(/: (\S+)$/gmu)].map(([, value = '']) => fromBase64(value));
}

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

/** A certificate with its key, as Ingress and others want it. */
export const kubernetesTls: ConversionRow<'certified-key'> = {
  ...{ id: 'kubernetes-tls', label: 'Kubernetes Secret of type kubernetes.io/tls' },
  ...{ group: 'For Kubernetes', secret: true, needs: 'certified-key' },
  takes: ['choose', 'name', 'namespace', 'root'],
  encode: (pieces, { options }) =>
    secretOf(pieces, options, 'kubernetes.io/tls', { certificate: 'tls.crt', key: 'tls.key', ca: 'ca.crt' }),
};

/** Whatever there is. */
export const kubernetesGeneric: ConversionRow<'pieces'> = {
  ...{ id: 'kubernetes-generic', label: 'Kubernetes Secret of type Opaque' },
  ...{ group: 'For Kubernetes', secret: 'maybe', needs: 'pieces' },
  takes: ['choose', 'name', 'namespace', 'root'],
  encode: (pieces, { options }) =>
    secretOf(pieces, options, 'Opaque', { certificate: 'certificate.pem', key: 'key.pem', ca: 'ca.pem' }),
};
