/** Fills the given bytes with random values and returns them; in production `crypto.getRandomValues`. */
export type Random = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** Tells the present moment. Passed in, so that one clock is used for a whole job and tests can set it. */
export type Clock = () => Date;
