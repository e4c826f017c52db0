/** What faces ask for. Loading this module loads the PKI libraries, so pages import it dynamically, after first paint. */
export { subsetFor } from '../bundle/archive';
export { inspectFiles } from '../inspect/inspect-files';
export { supportedAlgorithms } from '../pki/keys';
export { checkMaterial } from './check-material';
export type { MaterialFacts } from './material-facts';
export { createBundle } from './create';
export { createKeyPool } from './key-pool';
export type { KeyPool } from './key-pool';
