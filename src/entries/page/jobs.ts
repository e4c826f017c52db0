// The rest of the page is there before: what both need stands in its chunk, instead of in a third one.
import './work';
export * from '../../jobs';
