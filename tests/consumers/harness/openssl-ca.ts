import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../support/bundle';
import { toolCommand } from '../../support/tools';

/** A company's CA: a root, a policy CA below it, an issuing CA below that. */
export interface OpensslCa {
  readonly at: (name: string) => string;
  readonly read: (name: string) => string;
  /** Signs a request with the names that it asks for, and leaves the reply in every form; see {@link replies}. */
  readonly sign: (request: string) => void;
}

/** The forms in which CAs reply: files in {@link OpensslCa}'s folder, in no order. */
export const replies: Readonly<Record<string, readonly string[]>> = {
  'PEM files in any order': ['policy.pem', 'root.pem', 'reply.pem', 'issuing.pem'],
  'DER files in any order': ['root.cer', 'reply.cer', 'issuing.cer', 'policy.cer'],
  'one PEM file, the root first': ['bundle.pem'],
  'a .p7b in PEM': ['pem.p7b'],
  'a .p7b in DER': ['der.p7b'],
};

const authorities = ['root', 'policy', 'issuing'] as const;

/** Makes the three authorities. */
export function makeOpensslCa(): OpensslCa {
  const folder = scratchFolder();
  const at = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(at(name), 'utf8');
  const openssl = (...args: readonly string[]) =>
    execFileSync(toolCommand('openssl'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const issue = (request: string, signer: string, out: string): void => {
    const below = ['-CA', `${signer}.pem`, '-CAkey', `${signer}_key.pem`, '-CAcreateserial', '-days', '30'];
    openssl('x509', '-req', '-in', request, ...below, '-copy_extensions', 'copyall', '-out', out);
  };

  for (const [index, name] of authorities.entries()) {
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}_key.pem`, '-subj', `/CN=Company ${name} CA`];
    const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
    const asked = [...key, ...extensions.flatMap((extension) => ['-addext', extension])];
    const signer = authorities[index - 1];
    if (signer === undefined) openssl('req', '-x509', ...asked, '-days', '60', '-out', `${name}.pem`);
    else {
      openssl('req', '-new', ...asked, '-out', `${name}.csr`);
      issue(`${name}.csr`, signer, `${name}.pem`);
    }
  }
  return {
    at,
    read,
    sign: (request) => {
      issue(request, 'issuing', 'reply.pem');
      const names = [...authorities, 'reply'];
      for (const name of names) openssl('x509', '-in', `${name}.pem`, '-outform', 'DER', '-out', `${name}.cer`);
      writeFileSync(at('bundle.pem'), names.map((name) => read(`${name}.pem`)).join(''));
      const made = ['crl2pkcs7', '-nocrl', '-certfile', 'bundle.pem'];
      for (const form of ['PEM', 'DER']) openssl(...made, '-outform', form, '-out', `${form.toLowerCase()}.p7b`);
    },
  };
}
