import type { FoundObject } from '../inspect/found-object';
import type { Keystore } from '../keystores/read-keystore';
import type { KeystoreProfile, Pause } from '../keystores/types';
import type { Random } from '../pki/platform';
import type { Bytes, Certificate, KeyPair } from '../pki/types';
import type { WrittenFile } from './convert-written';

/** What a conversion may be told; which of them a format takes stands in its row. */
export interface ConversionOptions {
  /**
   * Which of several certificates, keys or keystores is meant: one of the labels of {@link Conversion.choices}, or a
   * subject, common name, serial number, alias or file name that only one of them has. Only truststores and p7b files take
   * more than one.
   */
  readonly choose?: readonly string[];
  /** Of a keystore's entry; of a truststore one for each certificate, in their order. */
  readonly aliases?: readonly string[];
  /** Alias of the entry in the dropped keystore that gets another. */
  readonly entry?: string;
  /** Protects what is written. */
  readonly password?: string;
  /** Which systems a PKCS#12 file is for. */
  readonly profile?: KeystoreProfile;
  /** What the files' names begin with; of a Kubernetes Secret its name. */
  readonly name?: string;
  /** Kubernetes namespace. */
  readonly namespace?: string;
  /** Whether the root goes along in a chain of PEM certificates. */
  readonly root?: boolean;
  /** Whether the certificates of a combined file stand before its key. */
  readonly certificateFirst?: boolean;
}

/** What can be told of the certificate, the key, or both that are converted. */
export interface Pieces {
  /** What the files' names begin with. */
  readonly name: string;
  /** Alias of the entry that the key or certificate lay in. */
  readonly alias: string | undefined;
  readonly certificate: Certificate | undefined;
  /** CAs between the certificate and its root, in order. */
  readonly issuers: readonly Certificate[];
  /** Undefined when it is not at hand, and of a self-signed certificate. */
  readonly root: Certificate | undefined;
  readonly selfSigned: boolean;
  readonly key: KeyPair | undefined;
}

/** A certificate under the alias that it has or gets. */
export interface NamedCertificate {
  readonly certificate: Certificate;
  readonly alias: string;
}

/** What is converted, by what a format needs. */
export interface ConversionSubjects {
  readonly certificate: Pieces & { readonly certificate: Certificate };
  readonly key: Pieces & { readonly key: KeyPair };
  readonly 'certified-key': Pieces & { readonly certificate: Certificate; readonly key: KeyPair };
  /** A certificate, a key, or both. */
  readonly pieces: Pieces;
  /** SubjectPublicKeyInfo, DER. */
  readonly 'public-key': { readonly name: string; readonly der: Bytes };
  readonly certificates: { readonly name: string; readonly certificates: readonly NamedCertificate[] };
  readonly request: { readonly name: string; readonly der: Bytes };
  readonly crl: { readonly name: string; readonly der: Bytes };
  readonly keystore: { readonly name: string; readonly file: string; readonly keystore: Keystore };
}

/** What a format must find among the files. */
export type ConversionNeed = keyof ConversionSubjects;

/** One of several that may be meant. */
export interface Candidate<Value> {
  /** For people, and to choose it by. */
  readonly label: string;
  /** What else it may be chosen by. */
  readonly names: readonly string[];
  readonly value: Value;
}

/** Where encoders find what is not in the files. */
export interface ConversionContext {
  readonly options: ConversionOptions;
  readonly random: Random;
  /** Creation date of JKS entries. */
  readonly created: Date;
  readonly pause: Pause;
}

/** Headings under which formats are offered. */
export type ConversionGroup =
  | 'Certificate'
  | 'Key'
  | 'Certificate and key'
  | 'Truststore'
  | 'The keystore itself'
  | 'For configuration files'
  | 'For Kubernetes'
  | 'Request and revocation list';

/** A row of the table of formats. */
export interface ConversionRow<Need extends ConversionNeed> {
  /** Never renamed: scripts name it. */
  readonly id: string;
  readonly label: string;
  readonly group: ConversionGroup;
  /** Whether a private key is in what is written; `maybe`: when there is one. */
  readonly secret: boolean | 'maybe';
  readonly needs: Need;
  readonly takes: readonly (keyof ConversionOptions)[];
  /** `new`: a password must be given; `kept`: when none is given, the keystore keeps its own. */
  readonly password?: 'new' | 'kept';
  /** @throws PkiError why this one cannot be written so, before a password is asked for */
  readonly fits?: (subject: ConversionSubjects[Need]) => void;
  readonly encode: (
    subject: ConversionSubjects[Need],
    context: ConversionContext,
  ) => Promise<readonly WrittenFile[]> | readonly WrittenFile[];
}

/** A row, whatever it needs. */
export type ConversionFormat = { readonly [Need in ConversionNeed]: ConversionRow<Need> }[ConversionNeed];

/** Whether and how a format can be made of what was dropped. */
export interface Conversion {
  readonly format: ConversionFormat;
  /** Why not, as a sentence; undefined when it can. */
  readonly problem: string | undefined;
  /** Labels of those of which one must be chosen; none when there is no question. Of a truststore, all it could hold. */
  readonly choices: readonly string[];
  /** Of several certificates those that are written when none is chosen. */
  readonly usual?: readonly string[];
}

/** What was dropped. */
export type Objects = readonly FoundObject[];
