import { readdirSync, readFileSync } from 'node:fs';
import { root } from './run.mjs';

const ours = 'Certwright';
/** A paragraph that says whose work it is, and one that only names the licence. */
const notice = /^(?:Copyright|All rights|Author)/i;
const heading = /^(?:The )?MIT License/i;

/**
 * The packages of which something stands in the built chunks.
 *
 * @param {import('vite').Rolldown.OutputBundle} bundle
 */
function packagesIn(bundle) {
  const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []));
  const names = modules.flatMap(([id, { renderedLength }]) => {
    const [, inside] = /.*[\\/]node_modules[\\/](.+)$/.exec(id) ?? [];
    if (inside === undefined || renderedLength === 0) return [];
    const [scope = '', name = ''] = inside.split(/[\\/]/);
    return [scope.startsWith('@') ? `${scope}/${name}` : scope];
  });
  return [...new Set(names)].sort();
}

/**
 * Title and licence file of a package, or of this project.
 *
 * @param {string | undefined} name
 */
function readLicence(name) {
  const folder = name === undefined ? root : `${root}node_modules/${name}/`;
  const file = readdirSync(folder).find((each) => /^licen[cs]e(?:\.|$)/i.test(each));
  if (file === undefined) throw new Error(`${name} carries no licence that could be passed on`);
  const { version } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  const text = readFileSync(folder + file, 'utf8')
    .replaceAll('\r', '')
    .replaceAll('’', "'")
    .replaceAll(/[“”]/g, '"');
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.trim().replaceAll(/\s*\n\s*/g, ' '));
  return {
    title: `${name ?? ours} ${version}`,
    notices: paragraphs.filter((paragraph) => notice.test(paragraph)),
    terms: paragraphs.filter((paragraph) => paragraph !== '' && !notice.test(paragraph) && !heading.test(paragraph)),
  };
}

/**
 * The licences of this project and of what its build holds. Those with the same terms stand together over them.
 *
 * @param {import('vite').Rolldown.OutputBundle} bundle
 * @returns {string} plain text
 */
export function licencesOf(bundle) {
  /** @type {Map<string, string[]>} */
  const holders = new Map();
  for (const { title, notices, terms } of [undefined, ...packagesIn(bundle)].map(readLicence)) {
    const text = terms.join('\n\n');
    holders.set(text, [...(holders.get(text) ?? []), [title, ...notices].join(' · ')]);
  }
  return [...holders].map(([terms, names]) => `${names.join('\n')}\n\n${terms}`).join('\n\n');
}

const escaped = (/** @type {string} */ text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * Puts the licences where whoever has the artefact finds them: at the foot of the page, and at the end of the command line.
 *
 * @type {import('vite').Plugin}
 */
export const licences = {
  name: 'licences',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) =>
      html.replace(
        '</body>',
        `<aside class="licences small" aria-label="Licences"><details><summary>Licences</summary><pre>${escaped(licencesOf(bundle))}</pre></details></aside>\n  </body>`,
      ),
  },
  generateBundle(_, bundle) {
    const command = bundle['cli.js'];
    if (command?.type === 'chunk') command.code += `/*!\n${licencesOf(bundle)}\n*/\n`;
  },
};
