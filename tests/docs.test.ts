import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../src/recipes/catalogue';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = ['', 'docs/'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`),
);

/** What a document links to or shows, without examples in code. */
function targetsIn(document: string): string[] {
  const prose = document.replace(/^```[^`]*```/gmu, '').replace(/`[^`\n]*`/gu, '');
  return [...prose.matchAll(/\]\((?<target>[^()\s]+)\)/gu)].map(({ groups }) => groups?.['target'] ?? '');
}

/** The rows of a section's table, as lists of cells; without its head. */
function tableIn(document: string, section: string): string[][] {
  const text = document.split(/^## /mu).find((part) => part.startsWith(`${section}\n`)) ?? '';
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('The documents', () => {
  it.each(documents)('%s links only to files and headings that are there', (path) => {
    for (const target of targetsIn(read(path)).filter((each) => !/^[a-z]+:/u.test(each))) {
      const [file = '', heading] = target.split('#');
      const found = file === '' ? path : join(dirname(path), file);
      expect(existsSync(join(root, found)), `${path} → ${target}`).toBe(true);
      if (heading !== undefined) expect(headingsIn(read(found)), `${path} → ${target}`).toContain(heading);
    }
  });

  it('are all reached from the README', () => {
    const linked = targetsIn(read('README.md'));
    for (const path of documents.filter((each) => each !== 'README.md')) expect(linked).toContain(path);
  });
});

describe('The README', () => {
  const readme = read('README.md');

  it('lists exactly the published systems, each with its title', () => {
    const listed = tableIn(readme, 'Catalogue').map(([system = '']) => system);
    expect(listed).toEqual(catalogue.map(({ id, title }) => `${title} (\`${id}\`)`));
  });

  it('names npm commands that there are, and every one that there is', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/\bnpm (?:run )?(?<name>[a-z:]+)/gu)].map(({ groups }) => groups?.['name']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
    expect(named).toEqual(expect.arrayContaining(Object.keys(scripts).filter((name) => name !== 'format')));
  });
});

/** The anchors of a document's headings, as GitHub makes them. */
function headingsIn(document: string): string[] {
  return [...document.matchAll(/^#+ (?<title>.+)$/gmu)].map(({ groups }) =>
    (groups?.['title'] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
