const css = `:host{display:block}
iframe{width:100%;height:40rem;border:0;border-radius:.5rem;display:block}
div{padding:1rem;border:1px solid;border-radius:.5rem}
p{margin:.5rem 0;font-size:.875rem}
a{color:inherit}`;

let shared: CSSStyleSheet | undefined;

/** The looks of what stands around the frame. As a constructed sheet, because a host's policy may refuse style elements. */
export function sheet(): CSSStyleSheet {
  if (shared === undefined) {
    shared = new CSSStyleSheet();
    shared.replaceSync(css);
  }
  return shared;
}
