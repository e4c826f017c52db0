/**
 * `_a$w = Primitive;` and the function that registers it with the library's parser. Writing, too, asks whether a block is
 * `Constructed`.
 */
const registration = /^(_a\$?\w*) = (?!Constructed;)\w+;\n\(\(\) => \{\n\s+typeStore\.\w+ = \1;\n\}\)\(\);\n/gm;

/** The names that the parser's error messages and JSON give to types. */
const displayName = /^\w+\.NAME = ".*";\n/gm;

/**
 * Leaves out of the build what only the parser of asn1js needs: we write with the library and read with a reader of our own.
 * Every type registers itself on import, so that a bundler must keep them all; without that it drops those that nobody uses.
 *
 * @type {import('vite').Plugin}
 */
export const leanAsn1 = {
  name: 'lean-asn1',
  enforce: 'pre',
  apply: 'build',
  transform(code, id) {
    if (!/asn1js[\\/]build[\\/]index\.es\.js$/.test(id)) return undefined;
    const lean = code.replace(registration, '').replace(displayName, '');
    // Another release of the library may be written otherwise, and would then come back whole without a word.
    if (lean.includes('typeStore.Sequence = _a')) this.error('asn1js registers its types in another way than before');
    return { code: lean, map: null };
  },
};
