/** An element with properties and children; text stays text. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A link that leaves the documentation where it is. @param download file name, where the browser may save it at once */
export function link(text: string, url: URL, download = ''): HTMLAnchorElement {
  return make(
    'a',
    { href: url.href, target: '_blank', rel: 'noopener noreferrer', ...(download && { download }) },
    text,
  );
}
