import { encodePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import { classesOf, installedJdks } from './java';
import { ask } from './witness';

/** A path to be judged: the anchor, then the leaf and what lies between; DER. */
export interface JudgedPath {
  readonly anchor: Bytes;
  readonly leaf: Bytes;
  readonly between?: readonly Bytes[];
  /** Revocation lists of every CA on the path; without any, revocation is not looked at. */
  readonly lists?: readonly Bytes[];
}

const pem = (...ders: readonly Bytes[]): string => ders.map((der) => encodePem('CERTIFICATE', der)).join('');
const listFile = (index: number): string => `list-${String(index)}.pem`;

function filesOf({ anchor, leaf, between = [], lists = [] }: JudgedPath): Record<string, string> {
  const each = lists.map((der, index) => [listFile(index), encodePem('X509 CRL', der)] as const);
  const files = { 'root.pem': pem(anchor), 'leaf.pem': pem(leaf), 'between.pem': pem(...between) };
  return { ...files, 'path.pem': pem(leaf, ...between), ...Object.fromEntries(each) };
}

/** What OpenSSL says with all strictness, about revocation of the whole path where lists are given. */
export function opensslVerdict(path: JudgedPath, ...more: readonly string[]): string {
  const { lists = [], between = [] } = path;
  const checks =
    lists.length === 0 ? [] : ['-crl_check_all', ...lists.flatMap((_, index) => ['-CRLfile', listFile(index)])];
  const untrusted = between.length === 0 ? [] : ['-untrusted', 'between.pem'];
  const args = ['verify', '-x509_strict', '-CAfile', 'root.pem', ...untrusted, ...checks, ...more, 'leaf.pem'];
  return ask('openssl', args, filesOf(path)).text;
}

/** What Java's PKIX validator says: `valid`, or why not. */
export function javaVerdict(path: JudgedPath): string {
  const lists = (path.lists ?? []).map((_, index) => listFile(index));
  const [jdk] = installedJdks();
  if (jdk === undefined) return 'There is no JDK.';
  const program = ['-cp', classesOf(jdk, 'PathJudge'), 'PathJudge'];
  return ask('jdk', [...program, 'root.pem', 'path.pem', ...lists], filesOf(path)).text.trim();
}

/** What GnuTLS says. */
export function gnutlsVerdict(path: JudgedPath): string {
  const { anchor, leaf, between = [], lists = [] } = path;
  const crls = lists.map((der) => encodePem('X509 CRL', der)).join('');
  const files = { 'root.pem': pem(anchor), 'chain.pem': pem(leaf, ...between), 'lists.pem': crls };
  const load = lists.length === 0 ? [] : ['--load-crl', 'lists.pem'];
  return ask('certtool', ['--verify', '--load-ca-certificate', 'root.pem', ...load, '--infile', 'chain.pem'], files)
    .text;
}
