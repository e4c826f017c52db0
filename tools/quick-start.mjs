/**
 * Two hints to Chromium on the script that the page starts with; others pass over them. That every function is compiled while the
 * script is loaded, off the main thread: nearly all run at once, and were compiled one by one, a sixth of the start
 * (https://v8.dev/blog/explicit-compile-hints). And that nothing is drawn before it has run, as the page is empty until then
 * (https://html.spec.whatwg.org/multipage/urls-and-fetching.html#blocking-attributes).
 *
 * @type {import('vite').Plugin}
 */
export const quickStart = {
  name: 'quick-start',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace('<script type="module"', '$& blocking="render"'),
  },
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'chunk' && file.isEntry) file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
    },
  },
};
