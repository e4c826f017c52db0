import { expect, it } from 'vitest';
import { inspectFiles } from '../../src/inspect/inspect-files';
import { encodePem } from '../../src/pki/pem';
import { oddAuthority } from '../support/odd-certificate';
import { ask } from '../support/witness';

it("OpenSSL's keystore without a password opens, whatever passwords are given for other files", async () => {
  const { der, key } = await oddAuthority();
  const text = encodePem('CERTIFICATE', der) + encodePem('PRIVATE KEY', key.pkcs8);
  const { bytes, status } = ask('openssl', ['pkcs12', '-export', '-in', 'a.pem', '-passout', 'pass:'], {
    'a.pem': text,
  });
  expect(status).toBe(0);
  for (const passwords of [[], ['for another file']]) {
    const { report } = await inspectFiles([{ name: 'a.p12', bytes }], { passwords, now: new Date() });
    expect(report.files[0]?.objects.map(({ type }) => type)).toEqual(['keystore', 'private-key', 'certificate']);
  }
});
