/*
 * certwright-embed.js, a classic script for other people's pages: defines <certwright-recipe>, which frames certwright.html from
 * the folder that this script came from. Contract: docs/embedding.md.
 */
import { singleFileName } from '../app/edition';
import { attributesToQuery } from './embed/attributes';
import { cardFor } from './embed/card';
import { link, make } from './embed/elements';
import { sheet } from './embed/style';

declare const __CERTWRIGHT_RECIPES__: readonly string[];

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[src*="certwright-embed.js"]');
const base = new URL('.', script?.src ?? document.baseURI);

/** Enough for anything that a page holds, and too little to be a nuisance. */
const tallest = 20_000;

class CertwrightRecipe extends HTMLElement {
  static readonly observedAttributes = ['theme', 'accent'];
  #frame: HTMLIFrameElement | undefined;

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    const recipe = this.getAttribute('recipe') ?? '';
    const locked = this.hasAttribute('lock');
    const { query, refused } = attributesToQuery(this.attributes);
    const place = recipe === '' ? '' : `#/${recipe}${query}`;
    const page = new URL(`index.html${place}`, base);
    const file = new URL(singleFileName, base);
    const links = make(
      'p',
      {},
      link('Open Certwright’s own page', page),
      ' for files you already have, links and printing · ',
      link('Use it offline: one file', file, singleFileName),
    );

    const trouble = cardFor({ recipe, locked, refused, recipes: __CERTWRIGHT_RECIPES__, page, file });
    if (trouble !== undefined) {
      root.replaceChildren(trouble);
      return;
    }
    const frame = make('iframe', {
      title: `Certwright: certificates${recipe === '' ? '' : ` for ${recipe}`}`,
      loading: 'lazy',
      referrerPolicy: 'no-referrer',
      allow: 'clipboard-write *',
      src: `${file.href}?embed${locked ? '=locked' : ''}${place}`,
    });
    frame.setAttribute('sandbox', 'allow-scripts allow-downloads allow-forms');
    this.#frame = frame;
    addEventListener('message', this.#hear);
    root.replaceChildren(frame, links);
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.#hear);
    this.#frame = undefined;
  }

  attributeChangedCallback(): void {
    this.#frame?.contentWindow?.postMessage(
      { certwright: 'theme', scheme: this.getAttribute('theme'), accent: this.getAttribute('accent') },
      '*',
    );
  }

  /** Only this element's own frame is heard, and only what {@link FrameMessage} has. */
  readonly #hear = ({ source, data }: MessageEvent<unknown>): void => {
    const frame = this.#frame;
    if (frame === undefined || source !== frame.contentWindow || typeof data !== 'object' || data === null) return;
    const { certwright, height, archive, files } = data as Record<string, unknown>;
    if (certwright === 'ready') this.attributeChangedCallback();
    if (certwright === 'height' && typeof height === 'number') frame.style.height = `${Math.min(height, tallest)}px`;
    if (certwright === 'created' && typeof archive === 'string' && Array.isArray(files))
      this.dispatchEvent(
        new CustomEvent('certwright-created', {
          bubbles: true,
          composed: true,
          detail: { archive, files: files.map(String) },
        }),
      );
  };
}

// A page may name the script twice.
if (customElements.get('certwright-recipe') === undefined) customElements.define('certwright-recipe', CertwrightRecipe);
