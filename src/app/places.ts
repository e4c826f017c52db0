/** The place in the address where brought files are looked into: `#/files`. No recipe has this id. */
export const filesPlace = 'files';
