import { describe, expect, it, vi } from 'vitest';
import { equalBytes, toHex } from '../../src/pki/bytes';
import { keyAlgorithms } from '../../src/pki/key-algorithms';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { parsePem } from '../../src/pki/pem';
import type { Certificate } from '../../src/pki/types';
import { createFor } from '../support/bundle';
import { extensionFacts, judges } from '../support/library-judges';

// RSA keys take their time on a busy computer.
vi.setConfig({ testTimeout: 60_000 });

const answers = { plugin: 'judged', hosts: 'localhost, 127.0.0.1, ::1, bücher.example' };

/** Each certificate of a new bundle once, and its issuer. */
async function certificatesOf(key: string): Promise<{ certificate: Certificate; issuer: Certificate }[]> {
  const { entries } = await createFor('qlik-sse', { ...answers, key });
  const blocks = entries.flatMap(({ bytes }) => parsePem(new TextDecoder().decode(bytes)));
  const ders = new Map(blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ der }) => [toHex(der), der]));
  const all = [...ders.values()].map(parseCertificate);
  return all.map((certificate) => {
    const issuer = all.find(({ subject }) => equalBytes(subject.der, certificate.issuer.der));
    if (issuer === undefined) throw new Error('A certificate of the bundle has no issuer in it');
    return { certificate, issuer };
  });
}

describe.each(keyAlgorithms.map(({ id }) => id))('Each certificate of a bundle with %s keys', (key) => {
  it('says the same to both certificate libraries as to us, and its signature verifies in each that knows the algorithm', async () => {
    const made = await certificatesOf(key);
    expect(made).toHaveLength(3);
    for (const judge of judges)
      for (const { certificate, issuer } of made) {
        expect(judge.certificate(certificate.der), judge.name).toEqual({
          serialNumber: certificate.serialNumber,
          issuer: toHex(certificate.issuer.der),
          subject: toHex(certificate.subject.der),
          ...certificate.validity,
          spki: toHex(certificate.spki),
          extensions: extensionFacts(certificate.extensions),
        });
        if (judge.without.includes(key)) {
          await expect(judge.isSignedBy(certificate.der, issuer.der)).rejects.toThrow(
            'Unsupported signature algorithm',
          );
          continue;
        }
        expect(await judge.isSignedBy(certificate.der, issuer.der), judge.name).toBe(true);
        const other = made.find(({ certificate: { spki } }) => !equalBytes(spki, issuer.spki))!;
        expect(await judge.isSignedBy(certificate.der, other.certificate.der), judge.name).toBe(false);
      }
  });
});
