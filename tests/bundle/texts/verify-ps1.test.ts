import { describe, expect, it } from 'vitest';
import { holdsPassword } from '../../../src/bundle/holds-password';
import { writeVerifyPs1 } from '../../../src/bundle/texts/verify-ps1';
import { catalogue } from '../../../src/recipes/catalogue';
import { hostileRecipe } from '../../support/hostile-recipe';
import { recipe } from '../../support/make';
import { parsePowerShell, syntaxErrors } from '../../support/powershell';
import { textContext } from '../../support/text-context';

const everyMode = [...catalogue, hostileRecipe].flatMap((each) =>
  each.modes.map(({ id }) => ({ name: `${each.id} ${id}`, context: textContext(each, {}, { mode: id }) })),
);

describe('verify.ps1', () => {
  it('is judged by a grammar that does find errors', () => {
    expect(syntaxErrors('if ($a { 1 }\n')).not.toEqual([]);
    expect(syntaxErrors('Write-Host "x"\n')).toEqual([]);
  });

  it.each(everyMode)('is PowerShell for $name, in ASCII and with LF', ({ context }) => {
    const script = writeVerifyPs1(context);
    expect(syntaxErrors(script)).toEqual([]);
    expect(script).toMatch(/^[\n\x20-\x7e]+$/u);
  });

  it('keeps hostile values inside quotes', () => {
    const script = writeVerifyPs1(textContext(hostileRecipe));
    const strings = parsePowerShell(script)?.rootNode.descendantsOfType('string_literal') ?? [];
    const inside = strings.map((node) => node.text).filter((text) => text.includes('touch pwned'));
    const [header = ''] = script.split('param(');
    const all = script.slice(header.length).split('touch pwned').length - 1;
    expect(inside.map((text) => text.split('touch pwned').length - 1).reduce((sum, each) => sum + each, 0)).toBe(all);
    expect(all).toBeGreaterThan(5);
    expect(inside.every((text) => text.startsWith("'"))).toBe(true);
    expect(header.split('\n').every((line) => line === '' || line.startsWith('#'))).toBe(true);
  });

  it('refuses servers that accept anyone exactly where clients have certificates of the same issuer', () => {
    const sse = textContext(recipe('qlik-sse'));
    expect(writeVerifyPs1(sse)).toMatch(/\$anchors \$true \}$/mu);
    const servers = sse.plan.entities.filter(({ id }) => id !== 'client');
    expect(writeVerifyPs1({ ...sse, plan: { ...sse.plan, entities: servers } })).toMatch(/\$anchors \$false \}$/mu);
  });

  it('covers every file but the two scripts, and says that it is untested', () => {
    for (const { context } of everyMode) {
      const script = writeVerifyPs1(context);
      for (const [path, digest] of context.digests) {
        const scriptItself = /^verify\.(?:sh|ps1)$/u.test(path);
        const entry = context.plan.entries.find((each) => each.path === path);
        const quotesPassword = entry !== undefined && holdsPassword(entry.content);
        if (!scriptItself) expect(script.includes(digest), path).toBe(!quotesPassword);
      }
      expect(script).toContain('UNTESTED');
    }
  });
});
