/** Attributes of every field, so that no browser service receives, corrects, remembers or translates what is typed. */
export const quiet = {
  spellcheck: false,
  autocorrect: 'off',
  autocapitalize: 'off',
  autocomplete: 'off',
  translate: 'no',
} as const;

/** The same for passwords: browsers pass over `off` there, and would fill in one that they keep for this address. */
export const quietPassword = { ...quiet, autocomplete: 'new-password' } as const;
