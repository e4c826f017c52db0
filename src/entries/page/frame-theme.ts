/** Red, green and blue, each from 0 to 1. */
type Colour = readonly number[];

/** By scheme: what an accent stands on at its worst, as in tokens.css, and what it is mixed with until it is legible there. */
const schemes = [
  { name: '--accent-on-light', ground: [0.937, 0.929, 0.906], towards: 0 },
  { name: '--accent-on-dark', ground: [0.102, 0.118, 0.133], towards: 1 },
] as const;

/** WCAG 2.2, 1.4.3 asks for 4.5; the rest is for text on the accent's own soft shade. */
const LEGIBLE = 5.5;

/**
 * Takes the looks that the page around the frame asks for, and nothing else: `{certwright: 'theme', scheme, accent}` with
 * scheme `light` or `dark`, and accent `#rrggbb`; anything else there means our own. An accent that would not be legible is
 * darkened or lightened until it is.
 *
 * @param message whatever arrived
 */
export function takeTheme(message: unknown): void {
  if (typeof message !== 'object' || message === null) return;
  const { certwright, scheme, accent } = message as Record<string, unknown>;
  if (certwright !== 'theme') return;
  const { dataset, style } = document.documentElement;
  dataset['scheme'] = scheme === 'light' || scheme === 'dark' ? scheme : '';
  delete dataset['accent'];
  if (typeof accent !== 'string' || !/^#[0-9a-f]{6}$/iu.test(accent)) return;
  dataset['accent'] = '';
  const given = [1, 3, 5].map((at) => Number.parseInt(accent.slice(at, at + 2), 16) / 255);
  for (const { name, ground, towards } of schemes) {
    let colour = given;
    while (contrast(colour, ground) < LEGIBLE) colour = colour.map((part) => part + (towards - part) / 16);
    style.setProperty(name, `rgb(${colour.map((part) => Math.round(part * 255)).join(' ')})`);
  }
}

/** WCAG 2.2's contrast ratio. */
function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
