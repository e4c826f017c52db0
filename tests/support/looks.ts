import type { Page } from 'playwright-core';
import { layEverythingOut } from './axe';

/** What people press. */
const pressable = 'a[href], button:enabled, summary, input:enabled, select:enabled, textarea:enabled';

/** Parts of the page that are cut off, or reach out of the window sideways, with their markup. */
export const cutParts = async (page: Page): Promise<string[]> => {
  await layEverythingOut(page);
  return page.evaluate(() => {
    const said = ({ outerHTML }: Element): string => outerHTML.slice(0, 120);
    const parts = [...document.querySelectorAll('body *')].filter(
      (node) => node.checkVisibility() && !node.matches('.hidden-text, .skip, svg, svg *, option, optgroup, dialog'),
    );
    return parts.flatMap((node) => {
      const { overflowX, overflowY } = getComputedStyle(node);
      const { left, right, width } = node.getBoundingClientRect();
      const field = node.matches('input, textarea, select, progress');
      const cut =
        !field &&
        node.clientWidth > 0 &&
        ((overflowX !== 'visible' && node.scrollWidth > node.clientWidth + 1) ||
          (['hidden', 'clip'].includes(overflowY) && node.scrollHeight > node.clientHeight + 1));
      if (cut) return [`cut: ${said(node)}`];
      return width > 0 && (left < -1 || right > document.documentElement.clientWidth + 1)
        ? [`outside: ${said(node)}`]
        : [];
    });
  });
};

/**
 * What is pressed and offers the finger less than 24 × 24 CSS pixels (WCAG 2.5.8). Asked is what lies under the rim of a
 * circle of that size: the control or its label, however it is drawn. Links inside a sentence are as high as their line.
 */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate((selector) => {
    const rim = [0, 45, 90, 135, 180, 225, 270, 315].map((degrees) => (degrees * Math.PI) / 180);
    const isInline = (node: Element): boolean =>
      getComputedStyle(node).display === 'inline' &&
      (node.parentElement?.textContent.trim().length ?? 0) > node.textContent.trim().length;
    const takes = (control: Element, x: number, y: number): boolean => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && (control.contains(hit) || hit.closest('label')?.control === control);
    };
    const isLarge = (control: Element, part: Element): boolean => {
      part.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, width, height } = part.getBoundingClientRect();
      // Points are found by whole pixels: a little inside of what is large enough, else outside, where it may reach further.
      const radius = Math.min(width, height) > 23.9 ? 11 : 12.5;
      const [x, y] = [left + width / 2, top + height / 2];
      return rim.every((angle) => takes(control, x + radius * Math.cos(angle), y + radius * Math.sin(angle)));
    };
    return [...document.querySelectorAll(selector)]
      .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.matches('.skip') && !isInline(node))
      .filter((node) => ![node, ...((node as HTMLInputElement).labels ?? [])].some((part) => isLarge(node, part)))
      .map((node) => {
        const { width, height } = node.getBoundingClientRect();
        return `${width.toFixed()} × ${height.toFixed()}: ${node.outerHTML.slice(0, 160)}`;
      });
  }, pressable);

/** How a control is drawn, as far as its edge and its state show in it. */
interface Drawn {
  readonly what: string;
  readonly edged: boolean;
  readonly pressed: string | null;
  readonly look: string;
}

const drawn = (page: Page): Promise<Drawn[]> =>
  page.evaluate(
    (selector) =>
      [...document.querySelectorAll(`${selector}, .button`)]
        .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.matches('.hidden-text'))
        .map((node) => {
          const style = getComputedStyle(node);
          const isSeen = (colour: string): boolean => !/^rgba\(.*, 0\)$/u.test(colour);
          const edged =
            (parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none' && isSeen(style.borderTopColor)) ||
            node.matches('[type="radio"], [type="checkbox"]');
          const looks = [style.backgroundColor, style.color, style.borderTop, style.outline, style.textDecorationLine];
          return {
            what: node.outerHTML.slice(0, 160),
            edged: edged || (isSeen(style.backgroundColor) && node.matches('button')),
            pressed: node.getAttribute('aria-pressed') ?? node.getAttribute('aria-current'),
            look: [...looks, style.fontWeight].join(' '),
          };
        }),
    pressable,
  );

/**
 * What forced colours take from controls: an edge that they have in ordinary colours, or the look by which what is pressed
 * differs from what is not. Leaves the page in ordinary colours.
 */
export async function lostInForcedColours(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'none' });
  const before = await drawn(page);
  await page.emulateMedia({ forcedColors: 'active' });
  const forced = await drawn(page);
  await page.emulateMedia({ forcedColors: 'none' });
  const edges = forced.filter(({ edged }, index) => before[index]?.edged === true && !edged);
  const pressed = forced.filter(({ pressed: on, look }) => {
    const other = forced.find((each) => each.pressed === 'false');
    return on === 'true' && other?.look === look;
  });
  return [
    ...edges.map(({ what }) => `without an edge: ${what}`),
    ...pressed.map(({ what }) => `looks as if not pressed: ${what}`),
  ];
}
