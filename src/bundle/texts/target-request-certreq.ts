import { leafKeyUsages } from '../../issuance/leaf-usages';
import { keyAlgorithm } from '../../pki/key-algorithms';
import type { DistinguishedName, GeneralName, KeyAlgorithm, KeyUsage } from '../../pki/types';
import { id_kp_clientAuth, id_kp_serverAuth } from '../../pki/oids';
import type { StepPart } from '../types';
import type { TargetLeaf, TargetNames } from './target-request';

const policy = 'request.inf';

/** Short names that CertStrToName knows otherwise; it takes dotted OIDs for the rest. */
const attributeNames: Readonly<Record<string, string>> = {
  ST: 'S',
  emailAddress: 'E',
  serialNumber: 'SERIALNUMBER',
  UID: 'OID.0.9.2342.19200300.100.1.1',
};

const nameKinds: Readonly<Record<GeneralName['kind'], string>> = {
  dns: 'dns',
  ip: 'ipaddress',
  email: 'email',
  uri: 'url',
};

/** Bits of the first octet of KeyUsage (RFC 5280 §4.2.1.3), as certreq wants them. */
const usageBits: Partial<Record<KeyUsage, number>> = { digitalSignature: 0x80, keyEncipherment: 0x20 };

const purposes = { server: id_kp_serverAuth, client: id_kp_clientAuth } as const;

/**
 * A policy file for certreq, and the lines that use it. Windows makes no Ed25519 keys.
 *
 * @see https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/certreq_1
 */
export function certreqPart(leaf: TargetLeaf, { request }: TargetNames): StepPart | undefined {
  const algorithm = keyAlgorithm(leaf.key);
  if (algorithm.family === 'ed25519') return undefined;
  return {
    title: 'Windows certreq',
    text: `Save the first block as ${policy} (as Unicode, where the subject holds letters beyond ASCII), and run the line as administrator. The key stays in the store of the computer; for your own, set MachineKeySet = FALSE. Not tested on Windows.`,
    code: [
      { label: policy, os: 'windows', language: 'text', text: policyFor(leaf, algorithm).join('\n') },
      {
        label: 'Key and request (cmd, as administrator)',
        os: 'windows',
        language: 'cmd',
        text: [`certreq -new ${policy} ${request}`, `certutil -dump ${request}`].join('\n'),
      },
      {
        label: 'When the reply is there (cmd, as administrator)',
        os: 'windows',
        language: 'cmd',
        text: 'certreq -accept reply.cer',
      },
    ],
  };
}

function policyFor(leaf: TargetLeaf, algorithm: KeyAlgorithm): readonly string[] {
  const usage = leafKeyUsages(algorithm.family).reduce((bits, each) => bits | (usageBits[each] ?? 0), 0);
  return [
    '[Version]',
    'Signature = "$Windows NT$"',
    '',
    '[NewRequest]',
    `Subject = ${quoted(subjectOf(leaf.subject))}`,
    'RequestType = PKCS10',
    ...keyLines(algorithm),
    'ProviderName = "Microsoft Software Key Storage Provider"',
    `KeyUsage = 0x${usage.toString(16).toUpperCase()}`,
    'MachineKeySet = TRUE',
    'Exportable = FALSE',
    '',
    '[EnhancedKeyUsageExtension]',
    ...leaf.purposes.map((purpose) => `OID = ${purposes[purpose]}`),
    ...(leaf.sans.length === 0
      ? []
      : [
          '',
          '[Extensions]',
          '2.5.29.17 = "{text}"',
          ...leaf.sans.map(({ kind, value }) => `_continue_ = ${quoted(`${nameKinds[kind]}=${value}&`)}`),
        ]),
  ];
}

function keyLines({ family, bits, signature }: KeyAlgorithm): readonly string[] {
  const hash = 'hash' in signature && typeof signature.hash === 'string' ? signature.hash : 'SHA-256';
  return [
    `KeyAlgorithm = ${family === 'rsa' ? 'RSA' : `ECDSA_P${String(bits)}`}`,
    `KeyLength = ${String(bits)}`,
    `HashAlgorithm = ${hash.replace('-', '')}`,
  ];
}

/** A string of an INF file: quotes and percent signs count double. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll('%', '%%')}"`;
}

/** A name as CertStrToName takes it, in encoding order; values with special characters stand in quotes. */
function subjectOf(subject: DistinguishedName): string {
  return subject
    .map(({ type, value }) => {
      const plain = /^[^\s,+="<>#;](?:[^,+="<>#;]*[^\s,+="<>#;])?$/u.test(value);
      return `${attributeNames[type] ?? type}=${plain ? value : `"${value.replaceAll('"', '""')}"`}`;
    })
    .join(',');
}
