import { readFiles } from '../../inspect/read-files';
import type { FoundObject } from '../../inspect/found-object';
import { digestHex, equalBytes } from '../../pki/bytes';
import { formatName } from '../../pki/distinguished-name';
import { formatGeneralName } from '../../pki/general-names';
import { describeKey } from '../../pki/key-algorithms';
import { id_kp_clientAuth, id_kp_serverAuth } from '../../pki/oids';
import type { Bytes, Certificate } from '../../pki/types';
import type { InspectCommand } from './parse-arguments';
import { readMaterial } from './read-input';
import { spellOut } from '../../pki/show-text';
import type { Terminal } from './terminal';

/** What is said of one object: facts by their name, the file first. The same for people and, as JSON, for scripts. */
type Facts = Readonly<Record<string, string | readonly string[]>>;

/** Scripts speak of PEM without holding any: the verify scripts of every bundle do. */
const script = /\.(?:sh|ps1)$/u;

const purposeNames: Readonly<Record<string, string>> = { [id_kp_serverAuth]: 'server', [id_kp_clientAuth]: 'client' };

/**
 * Says what is in the files: certificates, private keys and which belong together. No key is printed.
 *
 * @throws PkiError when a file cannot be read, or nothing but damaged content was found
 */
export async function inspect({ files, json }: InspectCommand, { result, say }: Terminal): Promise<void> {
  const all = await readFiles(await readMaterial(files), []);
  const found = all.filter(
    (object) =>
      !(object.type === 'damaged' && script.test(object.source)) &&
      !(object.type === 'other' && object.label === 'unknown'),
  );
  const damaged = found.find((object) => object.type === 'damaged');
  if (damaged !== undefined && found.every(({ type }) => type === 'damaged')) throw damaged.error;
  const facts = await Promise.all(found.map((object) => describe(object, found)));
  if (json) result(JSON.stringify(facts, undefined, 2));
  else for (const object of facts) for (const line of lines(object)) result(line);
  if (facts.length === 0) say('No certificate and no key was found in these files.');
}

async function describe(object: FoundObject, all: readonly FoundObject[]): Promise<Facts> {
  const { source: file, type } = object;
  switch (object.type) {
    case 'certificate':
      return { file, type, ...(await certificateFacts(object.certificate)), key: keysOf(object.certificate.spki, all) };
    case 'private-key':
      return {
        file,
        type,
        algorithm: describeKey(object.key.algorithm),
        protected: object.encrypted ? 'yes' : 'no',
        certificate: certificatesOf(object.key.spki, all),
      };
    case 'locked-key':
      return {
        file,
        type: 'protected',
        problem: object.reason === 'password-wrong' ? 'wrong password' : 'a password is needed',
      };
    case 'damaged':
      return { file, type, problem: object.error.message };
    case 'keystore':
      return {
        file,
        type,
        format: object.keystore.format,
        entries: object.keystore.entries.map(({ friendlyName, kind }) => `${friendlyName ?? ''} (${kind})`),
      };
    case 'request':
      return {
        file,
        type,
        subject: formatName(object.request.subject),
        names: object.request.sans.map(formatGeneralName),
        key: keysOf(object.request.spki, all),
      };
    case 'manifest':
    case 'public-key':
    case 'secret-key':
    case 'crl':
      return { file, type };
    case 'other':
      return { file, type, label: object.label };
  }
}

async function certificateFacts(certificate: Certificate): Promise<Facts> {
  const { subject, issuer, validity, keyAlgorithm, basicConstraints, extendedKeyUsage = [] } = certificate;
  return {
    subject: formatName(subject),
    issuer: equalBytes(subject.der, issuer.der) ? 'itself' : formatName(issuer),
    names: (certificate.subjectAltNames ?? []).map(formatGeneralName),
    purposes: [...(basicConstraints?.ca ? ['CA'] : []), ...extendedKeyUsage.map((oid) => purposeNames[oid] ?? oid)],
    notBefore: validity.notBefore.toISOString(),
    notAfter: validity.notAfter.toISOString(),
    algorithm: keyAlgorithm === undefined ? 'unknown' : describeKey(keyAlgorithm),
    serialNumber: certificate.serialNumber,
    sha256: await digestHex('SHA-256', certificate.der),
  };
}

/** Files whose private key belongs to a public key. */
function keysOf(spki: Bytes, all: readonly FoundObject[]): string[] {
  return all.flatMap((object) =>
    object.type === 'private-key' && equalBytes(object.key.spki, spki) ? [object.source] : [],
  );
}

function certificatesOf(spki: Bytes, all: readonly FoundObject[]): string[] {
  return all.flatMap((object) =>
    object.type === 'certificate' && equalBytes(object.certificate.spki, spki) ? [object.source] : [],
  );
}

function lines({ file, type, ...facts }: Facts): string[] {
  const shown = Object.entries(facts).map(([name, value]) => {
    const text = typeof value === 'string' ? value : value.join(', ');
    return `    ${name.padEnd(12)}  ${spellOut(text === '' ? 'none' : text)}`;
  });
  return [spellOut(`${String(file)}: ${String(type)}`), ...shown];
}
