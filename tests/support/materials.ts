import { planBundle } from '../../src/bundle/plan';
import type { BundlePlan } from '../../src/bundle/types';
import { issueAuthority, issueLeaf } from '../../src/issuance/issue';
import { purposeOids } from '../../src/issuance/profiles';
import { checkMaterial } from '../../src/jobs/check-material';
import type { Material } from '../../src/jobs/types';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { utf8 } from '../../src/pki/bytes';
import { generateKeyPair } from '../../src/pki/keys';
import { encodePem, parsePem } from '../../src/pki/pem';
import { readKnownExtensions } from '../../src/pki/read-extensions';
import { parseRequest } from '../../src/pki/request';
import type { Bytes } from '../../src/pki/types';
import type { Mode, Recipe } from '../../src/recipes/types';
import { createFor } from './bundle';
import { host } from './make';
import { leafWith, random, rootWith } from './issuing';

/** What a run brings, and the passwords that open it. */
export interface BroughtFiles {
  readonly materials: Record<string, Material>;
  readonly secrets: Record<string, string>;
  /** What page and command line then answer where the user did not. */
  readonly answers?: Record<string, string>;
}

/** Answers and passwords of a run. */
export interface RunInput {
  readonly answers: Record<string, string>;
  readonly secrets: Record<string, string>;
}

/**
 * Makes what each slot of a plan wants, out of earlier bundles of the same recipe: its CA and certificates from the first
 * mode, a reply from the mode that makes requests, signed below a root and an intermediate CA.
 *
 * @param inputOf answers and passwords of the same sample in another mode
 */
export async function broughtFor(
  recipe: Recipe,
  plan: BundlePlan,
  inputOf: (mode: Mode) => RunInput,
): Promise<BroughtFiles> {
  const materials: Record<string, Material> = {};
  const secrets: Record<string, string> = {};
  for (const slot of plan.slots) {
    const opens = (password: string | undefined): void => {
      if (password !== undefined) secrets[`${slot.id}-password`] = password;
    };
    if (slot.kind === 'keystore') {
      materials[slot.id] = { files: [{ name: 'there-already.p12', bytes: await otherKeystore() }] };
      opens('changeit');
      continue;
    }
    const from = slot.kind === 'reply' ? recipe.modes.find(({ requests }) => requests !== undefined) : recipe.modes[0];
    if (from === undefined) throw new Error(`${recipe.id} takes a reply, but makes no request.`);
    const input = inputOf(from);
    const before = await broughtFor(recipe, planBundle(recipe, from.id, input.answers), inputOf);
    const earlier = await createFor(recipe, input.answers, {
      mode: from.id,
      secrets: { ...input.secrets, ...before.secrets },
      materials: before.materials,
    });
    const replies =
      slot.kind === 'reply' ? await replyTo(earlier.entries.map(({ path, bytes }) => ({ path, bytes }))) : [];
    const whole = [{ name: 'earlier.zip', bytes: earlier.archive }];
    materials[slot.id] = { files: [...whole, ...replies] };
    opens(input.secrets[slot.keepsPassword ?? 'password']);
  }
  const answers: Record<string, string> = {};
  for (const { id, kind } of plan.slots) {
    const material = materials[id];
    if (kind === 'keystore' || material === undefined) continue;
    const facts = await checkMaterial(material, secrets[`${id}-password`], { plan, clock: host.clock, slot: id });
    Object.assign(answers, facts.answers);
  }
  return { materials, secrets, answers };
}

/** Every request among the files, signed: leaf and its issuers in files of their own, the root first. */
async function replyTo(files: readonly { path: string; bytes: Bytes }[]): Promise<Material['files'][number][]> {
  const root = await rootWith();
  const now = new Date();
  const below = {
    subject: [{ type: 'CN', value: 'Intermediate CA' }],
    key: await generateKeyPair('p-256'),
    days: 1000,
  } as const;
  const issuer = await issueAuthority({ ...below, issuer: root, now, random });
  const requests = files.flatMap(({ bytes }) =>
    parsePem(new TextDecoder().decode(bytes)).filter(({ label }) => label === 'CERTIFICATE REQUEST'),
  );
  const leaves = await Promise.all(
    requests.map(async ({ der }) => {
      const { spki, sans, subject, extensions } = parseRequest(der);
      const asked = readKnownExtensions(extensions).extendedKeyUsage ?? [];
      const purposes = (['server', 'client'] as const).filter((purpose) => asked.includes(purposeOids[purpose]));
      const name = subject.rdns.flat().map(({ type, value }) => ({ type: type as 'CN', value }));
      const wish = { subject: name, key: { spki }, issuer, purposes, sans, days: 365 };
      return (await issueLeaf({ ...wish, extensions: [], now, random })).certificate;
    }),
  );
  return [root.certificate, ...leaves, issuer.certificate].map(({ der }, index) => ({
    name: `reply-${String(index)}.cer`,
    bytes: index % 2 === 0 ? der : utf8(encodePem('CERTIFICATE', der)),
  }));
}

/** A keystore with an entry that has nothing to do with us. */
async function otherKeystore(): Promise<Bytes> {
  const key = await generateKeyPair('p-256');
  const issuer = await rootWith();
  const { certificate } = await leafWith(issuer, { key });
  const entry = { kind: 'private-key', friendlyName: 'somebody-else', pkcs8: key.pkcs8 } as const;
  const chain = [certificate.der, issuer.certificate.der];
  return writePkcs12([{ ...entry, chain }], { password: 'changeit', profile: 'modern', random });
}
