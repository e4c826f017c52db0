/** Most bytes that a user brings for one slot: more than any CA, keystore or bundle needs, far less than would stall a page. */
export const MOST_BYTES = 8 * 1024 * 1024;

/** Most files that a user brings for one slot. */
export const MOST_FILES = 200;
