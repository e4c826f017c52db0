import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { encodePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import type { ExternalToolName } from '../../tools/external-tools.mjs';
import { zip } from '../../src/bundle/archive';
import { byKeytool, byOpenssl, makeMaterial, run } from './foreign-keystores';
import type { Material } from './foreign-keystores';
import { scratchFolder } from './bundle';
import { keytoolStore } from './keytool-store';

/** The password of every shape that has one. */
export const PASSWORD = 'correct horse';

/** What Certwright reads, in one of the shapes in which people have it. */
export interface Shape {
  readonly title: string;
  readonly tools: readonly ExternalToolName[];
  readonly make: () => Bytes;
  /** Types of what is in it, in order. */
  readonly types: readonly string[];
}

/** One key and its certificates, and the commands that bring them into every shape. */
export interface Shapes {
  readonly material: Material;
  /** Those that open without a password. */
  readonly open: readonly Shape[];
  /** Those that open with {@link PASSWORD}. */
  readonly locked: readonly Shape[];
}

/** Each shape is made once, when it is first asked for. */
function once(make: () => Bytes): () => Bytes {
  let made: Bytes | undefined;
  return () => (made ??= make());
}

const openssl = (...args: readonly string[]): string => run('openssl', args).toString();
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);
const read = (path: string): Bytes => new Uint8Array(readFileSync(path));
const base64 = (bytes: Bytes): string => Buffer.from(bytes).toString('base64');
const legacy = ['-provider', 'legacy', '-provider', 'default'];

/** Makes the material anew; the shapes themselves are made when they are asked for. */
export async function makeShapes(): Promise<Shapes> {
  const material = await makeMaterial();
  const { at, pkcs8, chain } = material;
  const [leaf, , root] = chain as [Bytes, Bytes, Bytes];
  const certificate = encodePem('CERTIFICATE', leaf);
  const both = `${certificate}${encodePem('CERTIFICATE', root)}`;
  const key = encodePem('PRIVATE KEY', pkcs8);
  const shape = (
    title: string,
    types: string,
    make: () => Bytes | string,
    ...tools: readonly ExternalToolName[]
  ): Shape => ({
    title,
    types: types === '' ? [] : types.split(' '),
    make: once(() => {
      const made = make();
      return typeof made === 'string' ? bytesOf(made) : made;
    }),
    tools: ['openssl', ...tools],
  });
  const pass = ['-passout', `pass:${PASSWORD}`];
  const to = (name: string, args: readonly string[]): Bytes => {
    run('openssl', [...args, '-out', at(name)]);
    return read(at(name));
  };
  const topk8 = (...options: readonly string[]): Bytes =>
    to('shape', ['pkcs8', '-topk8', '-in', at('key.pem'), ...pass, ...options]);

  const texts: readonly Shape[] = [
    shape('PEM', 'certificate certificate', () => both),
    shape('a certificate and its key', 'certificate private-key', () => certificate + key),
    shape('text around', 'certificate', () => openssl('x509', '-in', at('leaf.pem'), '-text')),
    shape('CRLF', 'certificate certificate', () => both.replaceAll('\n', '\r\n')),
    shape('CR alone', 'certificate certificate', () => both.replaceAll('\n', '\r')),
    shape('no final newline', 'private-key', () => key.trimEnd()),
    shape('one line, spaces for line ends', 'certificate certificate', () => both.replaceAll('\n', ' ')),
    shape('escaped line ends', 'certificate certificate', () => both.replaceAll('\n', '\\n')),
    shape('line ends escaped twice', 'private-key', () => JSON.stringify(JSON.stringify({ key }))),
    shape('a JSON string', 'private-key certificate', () => JSON.stringify({ key, crt: certificate }, undefined, 2)),
    shape('JSON as PHP and .NET write it', 'private-key', () =>
      JSON.stringify({ key }).replaceAll('/', '\\/').replaceAll('+', '\\u002B'),
    ),
    shape('a YAML block', 'certificate private-key', () => {
      const block = (text: string): string => text.trimEnd().replaceAll(/^/gmu, '    ');
      return `tls:\n  crt: |\n${block(certificate)}\n  key: |-\n${block(key)}\n  host: a.example\n`;
    }),
    shape(
      'a YAML string over several lines',
      'certificate',
      () => `crt: "${certificate.replaceAll('\n', '\\n\\\n  ')}"\n`,
    ),
    shape('an environment file', 'private-key', () => `PORT=1\nKEY="${key.replaceAll('\n', '\\n')}"\n`),
    shape('an environment file over several lines', 'private-key', () => `KEY='${key.trimEnd()}'\nPORT=1\n`),
    shape('strings of a program', 'certificate', () =>
      certificate
        .trimEnd()
        .split('\n')
        .map((line) => `      "${line}\\n" +`)
        .join('\n'),
    ),
    shape('quoted mail', 'certificate', () => certificate.replaceAll(/^/gmu, '> ')),
    shape('a URL', 'certificate', () => `x?cert=${encodeURIComponent(certificate)}`),
    shape('UTF-8 with mark', 'certificate', () => `\ufeff${certificate}`),
    shape(
      'UTF-16, little-endian, with mark',
      'certificate',
      () => new Uint8Array(Buffer.from(`\ufeff${certificate}`, 'utf16le')),
    ),
    shape('UTF-16, little-endian', 'private-key', () => new Uint8Array(Buffer.from(key, 'utf16le'))),
    shape(
      'UTF-16, big-endian, with mark',
      'certificate',
      () => new Uint8Array(Buffer.from(`\ufeff${certificate}`, 'utf16le').swap16()),
    ),
    shape('base64 of DER', 'certificate', () => base64(leaf)),
    shape('base64 of DER in lines', 'private-key', () => base64(pkcs8).replaceAll(/(.{76})/gu, '$1\r\n')),
    shape('base64 of PEM', 'certificate certificate', () => base64(bytesOf(both))),
    shape('base64 of PEM in lines', 'private-key', () => base64(bytesOf(key)).replaceAll(/(.{64})/gu, '$1\n')),
    shape('a Kubernetes secret in YAML', 'certificate certificate private-key', () =>
      ['kind: Secret', 'data:', `  ca.crt: ${base64(bytesOf(both))}`, `  tls.key: "${base64(bytesOf(key))}"`, ''].join(
        '\n',
      ),
    ),
    shape('a Kubernetes secret in JSON', 'certificate private-key', () =>
      JSON.stringify({
        kind: 'Secret',
        data: { 'tls.crt': base64(bytesOf(certificate)), 'tls.key': base64(bytesOf(key)) },
      }),
    ),
    shape('XML with base64', 'certificate certificate', () =>
      chain
        .slice(1)
        .map((der) => `<X509Certificate>\n${base64(der).replaceAll(/(.{64})/gu, '$1\n')}\n</X509Certificate>`)
        .join('\n'),
    ),
  ];

  const labels: readonly Shape[] = [
    shape('X509 CERTIFICATE', 'certificate', () => encodePem('X509 CERTIFICATE', leaf)),
    shape('TRUSTED CERTIFICATE', 'certificate', () =>
      to('trusted.pem', ['x509', '-in', at('leaf.pem'), '-addtrust', 'serverAuth', '-setalias', 'a', '-trustout']),
    ),
    shape('CERTIFICATE REQUEST', 'request', () =>
      to('r.pem', ['req', '-new', '-key', at('key.pem'), '-subj', '/CN=r.example']),
    ),
    shape('NEW CERTIFICATE REQUEST', 'request', () =>
      to('r.pem', ['req', '-new', '-newhdr', '-key', at('key.pem'), '-subj', '/CN=r.example']),
    ),
    shape('RSA PRIVATE KEY', 'private-key', () => to('k.pem', ['rsa', '-in', at('key.pem'), '-traditional'])),
    shape('EC PRIVATE KEY, with its parameters', 'other private-key', () =>
      to('k.pem', ['ecparam', '-name', 'prime256v1', '-genkey']),
    ),
    shape('PUBLIC KEY', 'public-key', () => openssl('pkey', '-in', at('key.pem'), '-pubout')),
    shape('RSA PUBLIC KEY', 'public-key', () => openssl('rsa', '-in', at('key.pem'), '-RSAPublicKey_out')),
    shape('a key of another label', 'private-key', () => encodePem('RSA PRIVATE KEY', pkcs8)),
    shape('PKCS7', 'certificate certificate certificate', () =>
      openssl('crl2pkcs7', '-nocrl', '-certfile', at('chain.pem')),
    ),
    shape('an Ed25519 key', 'private-key', () => openssl('genpkey', '-algorithm', 'ED25519')),
    shape(
      'a P-521 key of GnuTLS',
      'private-key',
      () => run('certtool', ['--generate-privkey', '--key-type=ecdsa', '--curve=secp521r1', '--no-text']).toString(),
      'certtool',
    ),
  ];

  const ders: readonly Shape[] = [
    shape('a certificate in DER', 'certificate', () => leaf),
    shape(
      'certificates in DER, one after the other',
      'certificate certificate',
      () => new Uint8Array([...leaf, ...root]),
    ),
    shape('a certificate in DER with a line end behind', 'certificate', () => new Uint8Array([...leaf, 10])),
    shape('PKCS#8 in DER', 'private-key', () => pkcs8),
    shape('PKCS#1 in DER', 'private-key', () =>
      to('k.der', ['rsa', '-in', at('key.pem'), '-traditional', '-outform', 'DER']),
    ),
    shape('SEC1 in DER', 'private-key', () =>
      to('k.der', ['ecparam', '-name', 'secp384r1', '-genkey', '-noout', '-outform', 'DER']),
    ),
    shape('a public key in DER', 'public-key', () =>
      to('p.der', ['pkey', '-in', at('key.pem'), '-pubout', '-outform', 'DER']),
    ),
    shape('a PKCS#1 public key in DER', 'public-key', () =>
      to('p.der', ['rsa', '-in', at('key.pem'), '-RSAPublicKey_out', '-outform', 'DER']),
    ),
    shape('a request in DER', 'request', () =>
      to('r.der', ['req', '-new', '-key', at('key.pem'), '-subj', '/CN=r.example', '-outform', 'DER']),
    ),
    shape('PKCS#7 in DER', 'certificate certificate certificate', () =>
      to('c.p7b', ['crl2pkcs7', '-nocrl', '-certfile', at('chain.pem'), '-outform', 'DER']),
    ),
  ];

  const list = (form: string): Bytes => {
    const revoked = 'R\t300101000000Z\t250102030405Z,keyCompromise\tF31C8FE56F4B79A0\tunknown\t/CN=gone\n';
    writeFileSync(at('index.txt'), revoked);
    writeFileSync(at('number'), '12AB\n');
    const files = `database=${at('index.txt')}\ncrlnumber=${at('number')}\n`;
    writeFileSync(at('ca.cnf'), `[ca]\ndefault_ca=c\n[c]\n${files}default_md=sha256\ndefault_crl_days=30\n`);
    const signer = ['-cert', at('leaf.pem'), '-keyfile', at('key.pem')];
    to('crl.pem', ['ca', '-gencrl', '-config', at('ca.cnf'), ...signer]);
    return to('crl', ['crl', '-in', at('crl.pem'), '-outform', form]);
  };
  const lists: readonly Shape[] = [
    shape('X509 CRL', 'crl', () => list('PEM')),
    shape('a revocation list in DER', 'crl', () => list('DER')),
    shape('PKCS7 with a revocation list', 'certificate crl', () => {
      writeFileSync(at('list.pem'), list('PEM'));
      return openssl('crl2pkcs7', '-in', at('list.pem'), '-certfile', at('leaf.pem'));
    }),
  ];

  const pbes2 = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des3', 'des', 'rc2'].map((cipher) =>
    shape(`PBES2 with ${cipher}`, 'private-key', () => topk8('-v2', cipher, '-iter', '100', ...legacy)),
  );
  const prfs = ['SHA1', 'SHA224', 'SHA384', 'SHA512'].map((hash) =>
    shape(`PBES2 with HMAC-${hash}`, 'private-key', () =>
      topk8('-v2', 'aes-256-cbc', '-v2prf', `hmacWith${hash}`, '-iter', '100'),
    ),
  );
  const older = [
    ...['MD5-DES', 'SHA1-DES', 'MD5-RC2-64', 'SHA1-RC2-64'],
    ...['SHA1-3DES', 'SHA1-2DES', 'SHA1-RC2-40', 'SHA1-RC2-128', 'SHA1-RC4-40', 'SHA1-RC4-128'],
  ].map((name) => shape(`PBE-${name}`, 'private-key', () => topk8('-v1', `PBE-${name}`, '-iter', '100', ...legacy)));
  const traditional = ['des', 'des3', 'aes128', 'aes192', 'aes256'].map((cipher) =>
    shape(`Proc-Type with ${cipher}`, 'private-key', () =>
      to('k.pem', ['rsa', '-in', at('key.pem'), '-traditional', `-${cipher}`, ...pass, ...legacy]),
    ),
  );
  const otherWriters: readonly Shape[] = [
    shape('EncryptedPrivateKeyInfo in DER', 'private-key', () => topk8('-iter', '100', '-outform', 'DER')),
    shape('Proc-Type of an EC key', 'private-key', () => {
      writeFileSync(at('ec.pem'), openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout'));
      return to('k.pem', ['ec', '-in', at('ec.pem'), '-aes128', ...pass]);
    }),
    shape('Proc-Type on one line', 'private-key', () =>
      openssl('rsa', '-in', at('key.pem'), '-traditional', '-aes128', ...pass)
        .trim()
        .replaceAll(/\n+/gu, ' '),
    ),
    ...['3des', 'aes-192', 'rc2-40', 'arcfour'].map((cipher) =>
      shape(
        `PKCS#8 of GnuTLS, ${cipher}`,
        'private-key',
        () => {
          const args = ['--to-p8', '--load-privkey', at('key.pem'), '--password', PASSWORD, '--pkcs-cipher', cipher];
          run('certtool', [...args, '--outfile', at('g.pem')]);
          return read(at('g.pem'));
        },
        'certtool',
      ),
    ),
    shape(
      "PKCS#8 of Node's crypto",
      'private-key',
      () =>
        generateKeyPairSync('ec', {
          namedCurve: 'P-384',
          publicKeyEncoding: { type: 'spki', format: 'pem' },
          privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: PASSWORD },
        }).privateKey,
    ),
  ];

  const nss = (...args: readonly string[]): string => {
    const db = ['-d', `sql:${scratchFolder()}`];
    run('certutil', ['-N', '--empty-password', ...db]);
    run('certutil', ['-A', '-n', 'leaf', '-t', ',,', '-i', at('leaf.pem'), ...db]);
    writeFileSync(at('noise'), randomBytes(64));
    return run('certutil', [...args, '-a', ...db]).toString();
  };
  const byOthers: readonly Shape[] = [
    shape('a certificate of NSS', 'certificate', () => nss('-L', '-n', 'leaf'), 'certutil'),
    shape(
      'a request of NSS',
      'request',
      () => nss('-R', '-s', 'CN=r.example', '-g', '2048', '-z', at('noise')),
      'certutil',
    ),
    shape(
      'a certificate with the text of GnuTLS',
      'certificate',
      () => run('certtool', ['--certificate-info', '--infile', at('leaf.pem')]).toString(),
      'certtool',
    ),
    shape(
      'a certificate with the text of keytool',
      'certificate',
      () => run('keytool', ['-printcert', '-rfc', '-file', at('leaf.pem')]).toString(),
      'keytool',
    ),
  ];

  const pair = (type: string): { publicKey: KeyObject; privateKey: KeyObject } => {
    if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
    return type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: type });
  };
  const jwks: readonly Shape[] = [
    ...['rsa', 'P-256', 'P-384', 'P-521', 'ed25519'].map((type) =>
      shape(`JWK, ${type}`, 'private-key public-key', () => {
        const { privateKey, publicKey } = pair(type);
        return JSON.stringify({ keys: [privateKey.export({ format: 'jwk' }), publicKey.export({ format: 'jwk' })] });
      }),
    ),
    shape('JWK with x5c', 'public-key certificate certificate', () => {
      const own = createPublicKey(certificate).export({ format: 'jwk' });
      return JSON.stringify({ ...own, x5c: [base64(leaf), base64(root)] });
    }),
    shape('JWK, symmetric', 'secret-key', () => '{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"}'),
  ];

  const stores: readonly Shape[] = [
    shape('PKCS#12', 'keystore private-key certificate certificate certificate', () =>
      byOpenssl(material, PASSWORD, '-iter', '100'),
    ),
    shape('PKCS#12 of older systems', 'keystore private-key certificate certificate certificate', () =>
      byOpenssl(material, PASSWORD, '-legacy', '-iter', '100'),
    ),
    shape('PKCS#12 in base64', 'keystore private-key certificate certificate certificate', () =>
      base64(byOpenssl(material, PASSWORD, '-iter', '100')),
    ),
    shape(
      'JKS',
      'keystore private-key certificate certificate certificate',
      () => byKeytool(material, PASSWORD, '-deststoretype', 'JKS'),
      'keytool',
    ),
    shape(
      'JKS in base64',
      'keystore private-key certificate certificate certificate',
      () => base64(byKeytool(material, PASSWORD, '-deststoretype', 'JKS')),
      'keytool',
    ),
    shape(
      'PKCS#12 with a secret key',
      'keystore private-key secret-key certificate certificate',
      () => keytoolStore('PKCS12', PASSWORD, encodePem('CERTIFICATE', root), { secretKey: true }),
      'keytool',
    ),
    shape(
      'JCEKS',
      'keystore private-key certificate certificate certificate',
      () => byKeytool(material, PASSWORD, '-deststoretype', 'JCEKS', '-J-Djdk.jceks.iterationCount=10000'),
      'keytool',
    ),
  ];

  const archive = shape('a zip', 'certificate private-key certificate', () => {
    const entries = [
      ['a/leaf.pem', bytesOf(certificate)],
      ['a/key.pem', bytesOf(key)],
      ['root.der', root],
    ] as const;
    return zip(
      entries.map(([path, bytes]) => ({ path, bytes, mode: 0o644 })),
      new Date('2026-11-21T03:04:05Z'),
    );
  });

  return {
    material,
    open: [...texts, ...labels, ...ders, ...lists, ...byOthers, ...jwks, archive],
    locked: [...pbes2, ...prfs, ...older, ...traditional, ...otherWriters, ...stores],
  };
}
