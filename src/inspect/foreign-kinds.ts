import { PkiError } from '../pki/errors';
import { spellOut } from '../pki/show-text';
import type { Bytes } from '../pki/types';

/** A kind of file that is told by how it begins and is not read here, and what to do instead. */
interface ForeignKind {
  /** Of the object `other` that stands for it. */
  readonly label: string;
  /** On the first octets, each as one character. */
  readonly begins: RegExp;
  readonly code: 'algorithm-unavailable' | 'file-unknown';
  /** The sentence goes on after the name of the file. */
  readonly says: string;
}

/** PROTOCOL.key of OpenSSH, RFC 4253 §6.6, RFC 9580 §6.2, PuTTY appendix C, ISO/IEC 10918, 32000, 29500 and others. */
const kinds: readonly ForeignKind[] = [
  {
    label: 'unknown: OpenSSH private key',
    begins: /^\s*-----BEGIN OPENSSH PRIVATE KEY-----/u,
    code: 'algorithm-unavailable',
    says: "is a private key in OpenSSH's own format. Make a copy of it, and have ssh-keygen make that readable: ssh-keygen -p -m PEM -f COPY-OF-FILE.",
  },
  {
    label: 'unknown: SSH public key',
    begins: /^\s*(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+@openssh\.com) AAAA/u,
    code: 'file-unknown',
    says: 'is a public key for SSH. It is no certificate, and SSH needs none; choose the certificate or its key.',
  },
  {
    label: 'unknown: OpenPGP',
    begins: /^\s*-----BEGIN PGP /u,
    code: 'file-unknown',
    says: 'is of OpenPGP, another system than certificates for TLS: gpg reads it. Choose another file.',
  },
  {
    label: 'unknown: PuTTY private key',
    begins: /^\s*PuTTY-User-Key-File-/u,
    code: 'algorithm-unavailable',
    says: 'is a private key of PuTTY. Have PuTTYgen export it: puttygen FILE -O private-openssh -o NEW, then ssh-keygen -p -m PEM -f NEW.',
  },
  {
    label: 'unknown: image or video',
    begins: /^(?:\u00ff\u00d8\u00ff|\u0089PNG|GIF8|RIFF....(?:WEBP|AVI )|....ftyp)/su,
    code: 'file-unknown',
    says: 'is an image or a video. A picture of a certificate is not one; choose the certificate file itself.',
  },
  {
    label: 'unknown: document',
    begins:
      /^(?:%PDF-|\{\\rtf|\u00d0\u00cf.\u00e0|PK.{28}(?:\[Content_Types\]|_rels\/|docProps\/|mimetypeapplication\/vnd))/su,
    code: 'file-unknown',
    says: 'is a document. What is printed in one cannot be used; choose the certificate file itself.',
  },
];

/** Octets that tell the kind. */
const START = 512;

/** The label of the kind that a file is of; undefined for what may hold something. */
export function foreignKind(bytes: Bytes): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, START));
  return kinds.find(({ begins }) => begins.test(start))?.label;
}

/** Why a file of a kind is refused; undefined for other labels than those of {@link foreignKind}. */
export function refusalOfKind(label: string, place: string): PkiError | undefined {
  const kind = kinds.find((each) => each.label === label);
  return kind === undefined ? undefined : new PkiError(kind.code, `${spellOut(place)} ${kind.says}`);
}
