import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { sourceFiles } from './support/imports';

// Bans are about spelling, so the rules that need types are left out here; `npm run check` runs them all.
const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });

async function rulesBroken(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

/** Snippets that may stand nowhere in src, and the rule that must catch each. */
const everywhere: [string, string][] = [
  ["void fetch('https://example.com')", 'no-restricted-globals'],
  ["void globalThis.fetch('https://example.com')", 'no-restricted-syntax'],
  ["void globalThis['fetch']('https://example.com')", 'no-restricted-syntax'],
  ['export const r = new XMLHttpRequest()', 'no-restricted-globals'],
  ["export const s = new WebSocket('wss://example.com')", 'no-restricted-globals'],
  ["export const s = new EventSource('https://example.com')", 'no-restricted-globals'],
  ['export const c = new RTCPeerConnection()', 'no-restricted-globals'],
  ["export const t = new WebTransport('https://example.com')", 'no-restricted-globals'],
  ["navigator.sendBeacon('https://example.com')", 'no-restricted-syntax'],
  ["localStorage.setItem('a', 'b')", 'no-restricted-globals'],
  ["globalThis.sessionStorage.setItem('a', 'b')", 'no-restricted-syntax'],
  ["indexedDB.open('a')", 'no-restricted-globals'],
  ['export const f = (e: Element) => { e.innerHTML = "a"; }', 'no-restricted-syntax'],
  ['export const f = (e: Element) => { e.outerHTML = "a"; }', 'no-restricted-syntax'],
  ['export const f = (e: Element) => e.insertAdjacentHTML("beforeend", "a")', 'no-restricted-syntax'],
  ['document.write("a")', 'no-restricted-syntax'],
  ['export const f = (e: Element) => e.setAttribute("style", "color: red")', 'no-restricted-syntax'],
  ['export const f = eval("1")', 'no-eval'],
  ['export const f = new Function("return 1")', 'no-new-func'],
];

/** Snippets that may not stand in the core. */
const inTheCore: [string, string][] = [
  ['export const t = Date.now()', 'no-restricted-syntax'],
  ['export const t = new Date()', 'no-restricted-syntax'],
  ['export const t = Date()', 'no-restricted-syntax'],
  ['export const n = Math.random()', 'no-restricted-syntax'],
  ['export const n = crypto.getRandomValues(new Uint8Array(1))', 'no-restricted-syntax'],
  ['export const n = crypto.randomUUID()', 'no-restricted-syntax'],
  ['export const t = document.title', 'no-restricted-globals'],
  ['export const w = window', 'no-restricted-globals'],
  ['export const e = process.env', 'no-restricted-globals'],
  ["export const b = Buffer.from('a')", 'no-restricted-globals'],
  ["import 'node:fs'", 'no-restricted-imports'],
  ["import { readFileSync } from 'node:fs';\nexport const r = readFileSync", 'no-restricted-imports'],
  ["import { mount } from 'svelte';\nexport const m = mount", 'no-restricted-imports'],
];

/** Patterns that take more than linear time on some input. */
const slowPatterns: [string, string][] = [
  ['export const p = /^(?:a+)+$/u', 'regexp/no-super-linear-backtracking'],
  ['export const p = /^(?:[a-z]+\\s?)*$/u', 'regexp/no-super-linear-backtracking'],
  ['export const p = /a+b/u', 'regexp/no-super-linear-move'],
];

const components: [string, string][] = [
  [
    '<script lang="ts">\n  const { text }: { text: string } = $props();\n</script>\n\n{@html text}',
    'svelte/no-at-html-tags',
  ],
  ['<p style="color: red">a</p>', 'svelte/no-inline-styles'],
  ['<script lang="ts">\n  void fetch("https://example.com");\n</script>', 'no-restricted-globals'],
];

const layers = ['pki', 'issuance', 'keystores', 'inspect', 'bundle', 'jobs'];

describe('Lint refuses, wherever it stands in src', () => {
  test.for(everywhere)('%s', async ([code, rule]) => {
    for (const path of ['src/pki/x.ts', 'src/app/x.svelte.ts', 'src/ui/x.ts', 'src/entries/page.ts'])
      expect(await rulesBroken(path, code), path).toContain(rule);
  });
});

describe('Lint refuses in the core, and allows at the edge', () => {
  test.for(inTheCore)('%s', async ([code, rule]) => {
    for (const layer of layers) expect(await rulesBroken(`src/${layer}/x.ts`, code), layer).toContain(rule);
    expect(await rulesBroken('src/entries/cli/x.ts', code)).not.toContain(rule);
  });
});

describe('Lint refuses patterns that can be made to hang', () => {
  test.for(slowPatterns)('%s', async ([code, rule]) => {
    expect(await rulesBroken('src/recipes/x.recipe.ts', code)).toContain(rule);
  });

  test('and lets a linear pattern pass', async () => {
    expect(await rulesBroken('src/recipes/x.recipe.ts', 'export const p = /^[a-z0-9][\\w.-]{0,39}$/iu')).toEqual([]);
  });
});

describe('Lint refuses in components', () => {
  test.for(components)('%s', async ([code, rule]) => {
    expect(await rulesBroken('src/ui/X.svelte', code)).toContain(rule);
  });

  test('and lets a class pass', async () => {
    const code =
      '<script lang="ts">\n  const { tone }: { tone: string } = $props();\n</script>\n\n<p class={tone}>a</p>\n';
    expect(await rulesBroken('src/ui/X.svelte', code)).toEqual([]);
  });
});

test('No component excuses itself from a warning of the compiler, such as those about accessibility', () => {
  const excused = sourceFiles().filter((path) => readFileSync(path, 'utf8').includes('svelte-ignore'));
  expect(excused).toEqual([]);
});
