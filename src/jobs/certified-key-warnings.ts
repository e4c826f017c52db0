import type { BundlePlan, Notice, PlannedLeaf } from '../bundle/types';
import type { CertifiedKey } from '../inspect/read-certified-key';
import { isAuthority } from '../inspect/climb';
import { formatGeneralName } from '../pki/general-names';
import { isCovered } from '../pki/host-match';
import { formatName } from '../pki/distinguished-name';
import type { GeneralName } from '../pki/types';
import { signatureAlgorithmByOid } from '../pki/signature-algorithms';
import type { MaterialSlot } from '../recipes/types';
import { askedNames } from './asked-names';
import { dialledField, serverNamesIn } from './server-names';

/** RSA keys below are refused by current OpenSSL, Java and browsers. */
const SHORTEST_RSA = 2048;

/** What a user should know about a brought certificate that works all the same. */
export function certifiedKeyWarnings(
  plan: BundlePlan,
  slot: MaterialSlot,
  leaf: PlannedLeaf | undefined,
  brought: CertifiedKey,
): Notice[] {
  const { certificate, chain, root } = brought;
  const { subjectAltNames = [], keyAlgorithm } = certificate;
  const isServer = leaf?.purposes.includes('server') === true;
  const dropped = askedNames(brought).filter((name) => !isCovered(name, subjectAltNames));
  const missing = isServer ? wanted(leaf).filter((name) => !isCovered(name, subjectAltNames)) : [];
  const last = chain.at(-1);
  const messages: (string | false)[] = [
    dropped.length > 0 && `The CA left out ${shown(dropped)}, which the request asked for. ${advice(subjectAltNames)}`,
    dropped.length === 0 &&
      missing.length > 0 &&
      `The certificate does not cover ${shown(missing)}. ${advice(subjectAltNames)}`,
    isServer &&
      subjectAltNames.length === 0 &&
      'The certificate has no subject alternative names, so browsers and current programs refuse it. Have it issued again with them.',
    isSelfSigned(brought) &&
      'The certificate is self-signed: everybody who connects must trust exactly this one, and later the next one. Better have a CA issue one.',
    isServer &&
      isAuthority(certificate) &&
      'The certificate is a CA certificate, which strict clients refuse for a server. Have a server certificate issued by this CA.',
    keyAlgorithm?.family === 'rsa' &&
      keyAlgorithm.bits < SHORTEST_RSA &&
      `Its RSA key of ${String(keyAlgorithm.bits)} bits is too short for current programs. Get one with a new key.`,
    ...weakIssuers(brought),
    !isServer && foreignServer(plan, brought),
    !isServer &&
      subjectAltNames.some(({ kind }) => kind === 'dns' || kind === 'ip') &&
      `The certificate names a host (${shown(subjectAltNames)}), as a server's does. If it is not the client's, choose that one.`,
    root === undefined &&
      last !== undefined &&
      last !== certificate &&
      `The chain ends with ${formatName(last.subject)}, so clients must trust its issuer ${formatName(last.issuer)}.`,
  ];
  return messages.filter((message) => message !== false).map((message) => ({ field: slot.id, message }));
}

type Way = Pick<CertifiedKey, 'chain' | 'root'>;

/** A certificate that neither an issuer nor a root follows would otherwise have been refused as incomplete. */
function isSelfSigned({ chain, root }: Way): boolean {
  return root === undefined && chain.length === 1;
}

/** Key or signature of a CA that verifiers may refuse; the signature of a root is not what makes it trusted. */
function weakIssuers({ chain, root }: Way): string[] {
  const issuers = [...chain.slice(1), ...(root === undefined ? [] : [root])];
  const short = issuers.filter(({ keyAlgorithm: key }) => key?.family === 'rsa' && key.bits < SHORTEST_RSA);
  const old = isSelfSigned({ chain, root })
    ? []
    : chain.filter(({ signatureAlgorithmOid: oid }) => signatureAlgorithmByOid(oid)?.weak === true);
  return [
    ...short.map(
      ({ subject }) =>
        `The RSA key of its CA ${formatName(subject)} is too short for current programs. Use another CA.`,
    ),
    ...old.map(
      ({ subject }) => `${formatName(subject)} is signed with SHA-1, which most programs refuse. Have it issued again.`,
    ),
  ];
}

/** The client's files lie beside the certificate of a server that has other names than the one to be dialled. */
function foreignServer(plan: BundlePlan, brought: CertifiedKey): string | false {
  const names = serverNamesIn(brought);
  const value = plan.values.get(dialledField(plan)?.id ?? '');
  const [dialled] = value?.kind === 'hosts' ? value.names : [];
  if (names.length === 0 || dialled === undefined || isCovered(dialled, names)) return false;
  return `The server's certificate among these files is for ${shown(names)}, not for ${formatGeneralName(dialled)}: connect to one of those names, or clients refuse the server.`;
}

/** The names that the plan's answers ask for. */
function wanted(leaf: PlannedLeaf | undefined): readonly GeneralName[] {
  return leaf?.sans.filter(({ kind }) => kind === 'dns' || kind === 'ip') ?? [];
}

function shown(names: readonly GeneralName[]): string {
  return names.map(formatGeneralName).join(', ');
}

function advice(names: readonly GeneralName[]): string {
  return names.length === 0 ? 'It names nothing.' : `Clients must connect to ${shown(names)}.`;
}
