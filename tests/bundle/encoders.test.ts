import { describe, expect, it } from 'vitest';
import { readPkcs12 } from '../../src/keystores/read-pkcs12';
import { createFor } from '../support/bundle';
import { password } from '../support/make';

/** Every PKCS#12 file that the recipe writes anew, with its password. */
const keystores = {
  'conf/ssl/keystore.p12': password,
  'conf/token/token.keystore': password,
  'truststore.p12': 'changeit',
};

describe('The answer where keystores will be opened', () => {
  it.each([
    ['modern', false],
    ['older', true],
  ])('%s, goes for every keystore and truststore of the bundle', async (profile, older) => {
    const answers = { key: 'p-256', 'token-key': 'true', profile };
    const { entries } = await createFor('actian-integration-manager', answers, { secrets: { password } });
    for (const [path, opens] of Object.entries(keystores)) {
      const { bytes } = entries.find((entry) => entry.path.endsWith(path))!;
      const { safes, keys } = (await readPkcs12(bytes, opens)).protection;
      const encryptions = [...safes, ...keys];
      expect(
        encryptions.map((encryption) => encryption.older),
        path,
      ).toEqual(encryptions.map(() => older));
      expect(encryptions.length, path).toBeGreaterThan(0);
    }
  });
});
