/**
 * The policy of a page: nothing may be loaded but our own scripts and styles, and nothing may be sent. SECURITY.md says what a
 * policy cannot stop.
 *
 * @param {string} scripts source expression for scripts
 * @param {string} styles source expression for styles
 */
export const policyFor = (scripts, styles) =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src ${styles}`,
    'img-src data:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "worker-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/**
 * Writes a policy first into the head of a page, so that it holds for everything after it.
 *
 * @param {string} html
 * @param {string} policy
 */
export const withPolicy = (html, policy) =>
  html.replace('<head>', `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`);

/**
 * The policy of the site. The development server needs inline styles and a socket, so it goes without.
 *
 * @type {import('vite').Plugin}
 */
export const contentSecurityPolicy = {
  name: 'content-security-policy',
  transformIndexHtml: { order: 'post', handler: (html) => withPolicy(html, policyFor("'self'", "'self'")) },
};
