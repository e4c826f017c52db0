import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';

/** One module that a file names. */
export interface Import {
  readonly specifier: string;
  /** `type`: erased by the compiler · `static`: loaded with the file, re-exports included · `dynamic`: `import()`. */
  readonly kind: 'type' | 'static' | 'dynamic';
}

/** The scripts of a component, or the whole file. */
function scripts(path: string, source: string): string {
  if (!path.endsWith('.svelte')) return source;
  return [...source.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/gu)].map(([, script = '']) => script).join('\n');
}

/**
 * Reads which modules a source file names, from its syntax tree, so that a word in a text or comment is never taken for
 * an import. `import { type X }` counts as static: with `verbatimModuleSyntax` the module is still loaded.
 */
export function importsOf(path: string, source: string): Import[] {
  const file = ts.createSourceFile(path, scripts(path, source), ts.ScriptTarget.Latest);
  const found: Import[] = [];
  const add = (module: ts.Node | undefined, kind: Import['kind']): void => {
    if (module === undefined) return;
    // A computed specifier cannot be judged; it stands as its own text, which no rule allows.
    found.push({ specifier: ts.isStringLiteralLike(module) ? module.text : `(${module.getText(file)})`, kind });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const erased = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      add(node.moduleSpecifier, erased ? 'type' : 'static');
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static');
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, 'type');
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
      add(node.moduleReference.expression, 'static');
    else if (ts.isCallExpression(node)) {
      const callee = node.expression;
      if (callee.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], 'dynamic');
      if (ts.isIdentifier(callee) && callee.text === 'require') add(node.arguments[0], 'static');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Every source file, as a path from the checkout's top with `/`. */
export function sourceFiles(): string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ts|svelte)$/u.test(path))
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .sort();
}

/** The source file that a relative specifier means, or undefined when there is none (a style sheet, a raw text). */
export function resolveImport(from: string, specifier: string): string | undefined {
  const path = posix.join(posix.dirname(from), specifier);
  return [path, `${path}.ts`, `${path}.svelte.ts`, `${path}/index.ts`].find(
    (candidate) => /\.(?:ts|svelte)$/u.test(candidate) && existsSync(candidate),
  );
}

/** What is loaded with a file, and the shortest way to each: the files passed, itself last. */
interface Reached {
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly packages: ReadonlyMap<string, readonly string[]>;
}

/** Follows static imports from a file, as a browser does before it runs the page. */
export function reachedFrom(entry: string): Reached {
  const files = new Map<string, readonly string[]>([[entry, [entry]]]);
  const packages = new Map<string, readonly string[]>();
  for (const [file, way] of files) {
    for (const { specifier, kind } of importsOf(file, readFileSync(file, 'utf8'))) {
      if (kind !== 'static') continue;
      if (!specifier.startsWith('.')) {
        if (!packages.has(specifier)) packages.set(specifier, [...way, specifier]);
        continue;
      }
      const next = resolveImport(file, specifier);
      if (next !== undefined && !files.has(next)) files.set(next, [...way, next]);
    }
  }
  return { files, packages };
}

/** The packages that {@link reachedFrom} finds. */
export function packagesReached(entry: string): Reached['packages'] {
  return reachedFrom(entry).packages;
}
