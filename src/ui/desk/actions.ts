import type { Component } from 'svelte';
import type { Desk } from '../../app/desk.svelte';
import { isAuthority } from '../../inspect/climb';
import type { FoundObject } from '../../inspect/found-object';
import type { Inspection } from '../../inspect/inspect-files';
import { equalBytes } from '../../pki/bytes';
import ConvertPanel from './ConvertPanel.svelte';
import FitnessPanel from './FitnessPanel.svelte';
import IntermediatePanel from './IntermediatePanel.svelte';
import RenewPanel from './RenewPanel.svelte';
import RevokePanel from './RevokePanel.svelte';
import SignPanel from './SignPanel.svelte';

/** Something that can be done with the files on the desk. */
export interface DeskAction {
  /** Never changed: tests and links rely on it. */
  readonly id: string;
  /** What the user does: "Convert". Two or three words. */
  readonly title: string;
  /** What comes of it, in one sentence. */
  readonly says: string;
  /** Whether these files are such as it needs. Called on every change, so it only looks at what was found. */
  readonly fits: (inspection: Inspection) => boolean;
  /** Built of ActionPanel.svelte, which tells how. */
  readonly view: Component<{ desk: Desk }>;
}

/** Whether an object of this type was found. */
function holds({ files }: Inspection, type: FoundObject['type']): boolean {
  return files.some(({ objects }) => objects.some((object) => object.type === type));
}

/** What can be written in another form. */
const convertible = ['certificate', 'private-key', 'public-key', 'request', 'crl', 'keystore'] as const;

/** Whether a CA certificate was found together with its key. */
function hasAuthority({ files }: Inspection): boolean {
  const objects = files.flatMap((file) => file.objects);
  const keys = objects.flatMap((object) => (object.type === 'private-key' ? [object.key.spki] : []));
  return objects.some(
    (object) =>
      object.type === 'certificate' &&
      isAuthority(object.certificate) &&
      keys.some((spki) => equalBytes(spki, object.certificate.spki)),
  );
}

/** In the order in which the page offers them. */
export const actions: readonly DeskAction[] = [
  {
    id: 'fitness',
    title: 'Will it work with …?',
    says: 'Checks the files for a system, and looks for the cause of an error message in them.',
    fits: () => true,
    view: FitnessPanel,
  },
  {
    id: 'convert',
    title: 'Convert',
    says: 'The same in another form: PEM, DER, PKCS#12, JKS, p7b, a truststore, a Kubernetes Secret; another password or alias.',
    fits: (inspection) => convertible.some((type) => holds(inspection, type)),
    view: ConvertPanel,
  },
  {
    id: 'renew',
    title: 'Renew',
    says: 'An earlier bundle, under its own CA: everything, or another host, client or plugin. You see what changed on each machine.',
    fits: ({ files }) => files.some(({ objects }) => objects.some(({ type }) => type === 'manifest')),
    view: RenewPanel,
  },
  {
    id: 'sign',
    title: 'Sign a request',
    says: 'A certificate for somebody’s request (CSR), by the CA among the files. You see first what it asks for.',
    fits: (inspection) => hasAuthority(inspection) && holds(inspection, 'request'),
    view: SignPanel,
  },
  {
    id: 'intermediate',
    title: 'Make an intermediate CA',
    says: 'A CA below the one among the files, so that the key of that one can stay locked away.',
    fits: hasAuthority,
    view: IntermediatePanel,
  },
  {
    id: 'revoke',
    title: 'Revoke certificates',
    says: 'The next revocation list of the CA among the files.',
    fits: hasAuthority,
    view: RevokePanel,
  },
];
