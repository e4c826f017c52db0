import { defineConfig, globalIgnores } from 'eslint/config';
import regexp from 'eslint-plugin-regexp';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

/** Layers that run in page, embed and command line alike: clock and randomness reach them as parameters. */
const core = ['pki', 'issuance', 'keystores', 'recipes', 'inspect', 'bundle', 'jobs'].map((layer) => `src/${layer}/**`);

const NETWORK = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebTransport',
  'EventSource',
  'RTCPeerConnection',
  'sendBeacon',
];
const STORAGE = ['localStorage', 'sessionStorage', 'indexedDB', 'caches'];
const MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'createContextualFragment'];
const PLATFORM = ['document', 'window', 'navigator', 'process', 'Buffer'];

/**
 * Bans a name as a variable.
 *
 * @param {string} message
 * @returns {(name: string) => { name: string, message: string }}
 */
const variable = (message) => (name) => ({ name, message });

/**
 * Bans names as members of anything, dotted or in brackets.
 *
 * @param {readonly string[]} names
 * @param {string} message
 */
const member = (names, message) => [
  { selector: `MemberExpression[computed=false][property.name=/^(${names.join('|')})$/]`, message },
  { selector: `MemberExpression[computed=true] > Literal.property[value=/^(${names.join('|')})$/]`, message },
];

const noNetwork = 'Nothing leaves the page: no code that can send.';
const noStorage = 'Keys stay in memory: no storage.';
const noMarkup = 'Text never becomes markup: use Svelte templates or textContent.';
const noPlatform = 'The core runs in page and Node alike: no DOM, no Node.';

const everywhereSyntax = [
  ...member(NETWORK, noNetwork),
  ...member(STORAGE, noStorage),
  ...member(MARKUP, noMarkup),
  { selector: "MemberExpression[object.name='document'][property.name=/^(write|writeln)$/]", message: noMarkup },
  {
    selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value='style']",
    message: 'The CSP blocks style attributes.',
  },
];
const everywhereGlobals = [...NETWORK.map(variable(noNetwork)), ...STORAGE.map(variable(noStorage))];

const coreSyntax = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Take a Clock.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take a Clock.' },
  { selector: "CallExpression[callee.name='Date']", message: 'Take a Clock.' },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Take a Random.' },
  { selector: 'MemberExpression[property.name=/^(getRandomValues|randomUUID)$/]', message: 'Take a Random.' },
];

export default defineConfig(
  globalIgnores(['.consumers/', 'dist/', 'coverage/', 'tests/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  regexp.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'tsconfig.core.json', 'tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Patterns of recipes run on what people type: none may take more than linear time.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    // State is replaced as a whole ($state.raw); maps and dates inside a function are plain values.
    rules: { 'svelte/prefer-svelte-reactivity': 'off' },
  },
  {
    files: ['src/**'],
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': 'error',
      'no-restricted-globals': ['error', ...everywhereGlobals],
      'no-restricted-syntax': ['error', ...everywhereSyntax],
    },
  },
  {
    files: core,
    rules: {
      'no-restricted-globals': ['error', ...everywhereGlobals, ...PLATFORM.map(variable(noPlatform))],
      'no-restricted-syntax': ['error', ...everywhereSyntax, ...coreSyntax],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*', 'svelte', 'svelte/*'], message: noPlatform }] },
      ],
    },
  },
  {
    files: ['tests/**', 'tools/**', '*.config.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Patterns here run on our own text, and look for what must not be in it.
      'no-control-regex': 'off',
      'regexp/no-super-linear-move': 'off',
    },
  },
  {
    files: ['tests/**'],
    ignores: ['tests/support/seeded.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'fast-check', message: 'Take it from tests/support/seeded.ts: each run tries the same cases.' },
      ],
    },
  },
  {
    files: ['**/*.mjs', '*.config.js'],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
