const attributes = {
  spellcheck: 'false',
  autocorrect: 'off',
  autocapitalize: 'off',
  autocomplete: 'off',
  translate: 'no',
} as const;

/** Attachment of every field, so that no browser service receives, corrects, remembers or translates what is typed. */
export function quiet(node: HTMLElement): void {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

/** The same for passwords: browsers pass over `off` there, and would fill in one that they keep for this address. */
export function quietPassword(node: HTMLElement): void {
  quiet(node);
  node.setAttribute('autocomplete', 'new-password');
}
