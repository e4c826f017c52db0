import type { Recipe } from '../../src/recipes/types';

const bomb = `'"; touch pwned; $(touch pwned) \`touch pwned\` %PATH% ’ \u001b[31m`;

/** A recipe whose every text tries to break out of the scripts and files that quote it. Its certificates are sound. */
export const hostileRecipe: Recipe = {
  id: 'hostile',
  version: 1,
  title: `Hostile ${bomb}`,
  summary: bomb,
  aliases: [],
  citations: [{ url: 'https://example.com/', says: 'nothing', read: '2026-11-20' }],
  proof: 'none',
  proofNote: bomb,
  slug: 'x',
  defaultKey: 'p-256',
  caName: `root '$(touch pwned)`,
  fields: [
    {
      id: 'hosts',
      label: bomb,
      kind: 'hosts',
      default: 'localhost, *.wild.example, 127.0.0.1, ::1',
      example: 'x.example',
    },
  ],
  modes: [{ id: 'new', label: bomb, help: bomb }],
  audiences: [
    { id: 'a', label: `Machine A ${bomb}`, slug: 'a' },
    { id: 'b', label: `Machine B ${bomb}`, slug: 'b' },
  ],
  entities: [
    { id: 'root', kind: 'authority', title: `CA ${bomb}`, subject: [{ type: 'CN', value: '{ca-name}' }] },
    {
      id: 'leaf',
      kind: 'leaf',
      title: `Leaf ${bomb}`,
      issuer: 'root',
      purposes: ['server', 'client'],
      subject: [{ type: 'CN', value: `leaf '; touch pwned #` }],
      sans: [{ from: 'hosts' }],
    },
    {
      id: 'other',
      kind: 'leaf',
      title: 'Another leaf',
      issuer: 'root',
      purposes: ['client'],
      subject: [{ type: 'CN', value: 'other' }],
      sans: [],
    },
  ],
  artifacts: [
    ...(['a', 'b'] as const).flatMap((audience) => {
      const folder = `a '$(touch pwned);& é/${audience} \`touch pwned\``;
      const entity = audience === 'a' ? 'leaf' : 'other';
      const common = { audience, fixedName: true, title: bomb, leaked: bomb };
      return [
        {
          ...common,
          id: `${audience}-root`,
          path: `${folder}/root ';touch pwned;'.pem`,
          encoding: { as: 'certificate-pem', entity: 'root' },
        },
        { ...common, id: `${audience}-cert`, path: `${folder}/cert.pem`, encoding: { as: 'certificate-pem', entity } },
        {
          ...common,
          id: `${audience}-key`,
          path: `${folder}/key $(touch pwned).pem`,
          encoding: { as: 'private-key-pkcs8-pem', entity },
        },
      ] as const;
    }),
  ] as unknown as Recipe['artifacts'],
  steps: [
    {
      audience: 'a',
      kind: 'place',
      title: bomb,
      text: bomb,
      code: [{ label: bomb, language: 'sh', text: 'cp {file:a-key} {first:hosts}' }],
    },
  ],
  checks: [],
  knownErrors: [{ message: bomb, causes: [bomb] }],
  notes: [{ level: 'warning', text: bomb }],
  samples: [{ name: 'default', answers: {} }],
  rejects: [],
};
