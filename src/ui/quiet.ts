/** Attributes of every field, so that no browser service receives, corrects, remembers or translates what is typed. */
export const quiet = {
  spellcheck: false,
  autocorrect: 'off',
  autocapitalize: 'off',
  autocomplete: 'off',
  translate: 'no',
} as const;
