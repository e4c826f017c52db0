import { createHash } from 'node:crypto';
import { policyFor, withPolicy } from './content-security-policy.mjs';

const hashSource = (/** @type {string} */ text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Text that may stand in an element of raw text. Tags of scripts occur in strings only, where their first sign may be escaped.
 * A parser would take a carriage return for a line feed, and the hash would not fit.
 *
 * @param {string} code
 */
function inlined(code) {
  if (code.includes('\r') || code.includes('\0'))
    throw new Error('The built page holds control characters that no page may hold');
  return code.trim().replaceAll(/<(?=\/?script|!--)/gi, '\\x3C');
}

/**
 * Turns the build of the page into one file that needs no other: its script and style stand inside, and its policy allows
 * exactly these by their hashes.
 *
 * @param {string} fileName
 * @returns {import('vite').Plugin}
 */
export const singleFile = (fileName) => ({
  name: 'single-file',
  enforce: 'pre',
  // A module that is also imported dynamically would be wrapped with all it reaches, to run when it is asked for: 5 % more to carry.
  transform(code, id) {
    if (!id.endsWith('/src/entries/page/browser-host.ts')) return undefined;
    const imports = [...code.matchAll(/import\('(.+?)'\)/g)].map(
      ([, path], index) => `import * as part${index} from '${path}';`,
    );
    let index = 0;
    return {
      code: imports.join('\n') + code.replaceAll(/import\('.+?'\)/g, () => `Promise.resolve(part${index++})`),
      map: null,
    };
  },
  // After everybody: the bundler itself still fills in what imports are preloaded.
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const files = Object.values(bundle);
      const page = files.find((file) => file.fileName === 'index.html');
      const scripts = files.flatMap((file) => (file.type === 'chunk' ? [inlined(file.code)] : []));
      const styles = files.flatMap((file) =>
        file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source).trim()] : [],
      );
      const [script, style] = [scripts[0], styles[0]];
      if (page?.type !== 'asset' || script === undefined || style === undefined || scripts.length + styles.length !== 2)
        return this.error('The one file takes one page, one script and one style sheet');
      // Given as functions: what is inserted may hold `$&`, which a replacement text would expand.
      const html = String(page.source)
        .replace(/<script type="module"[^>]*><\/script>/, () => `<script type="module">${script}</script>`)
        .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`);
      const source = withPolicy(html, policyFor(hashSource(script), hashSource(style)));
      for (const name of Object.keys(bundle)) Reflect.deleteProperty(bundle, name);
      this.emitFile({ type: 'asset', fileName, source });
    },
  },
});
