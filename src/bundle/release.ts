declare const __CERTWRIGHT_VERSION__: string;
declare const __CERTWRIGHT_RELEASED__: string;

/**
 * Which Certwright this is. The date is that of the release in package.json, not of the build, so that two builds of the
 * same source are byte-identical; a clock before it is wrong.
 */
export const release = { version: __CERTWRIGHT_VERSION__, released: __CERTWRIGHT_RELEASED__ } as const;
