import type { BundleState } from '../bundle-state';
import type { Evidence } from '../evidence';
import { listed } from './rule';
import type { Judgement, Rule } from './rule';

/** A bundle names its files and their digests. */
const source = 'certwright.json (path and SHA-256 of each file)';

/** Our own bundles. */
export const bundleRules: readonly Rule[] = [
  {
    id: 'e_bundle_manifest_damaged',
    source,
    judge: ofBundles(
      ({ error }) => error !== undefined && `${error} What it says of the files beside it cannot be checked.`,
    ),
  },
  {
    id: 'e_bundle_file_changed',
    source,
    judge: ofBundles(
      ({ changed }, place) =>
        changed.length > 0 &&
        `Changed since their bundle was made: ${listed(changed.map(place))}. If nobody meant to, do not use them; take the zip as it was downloaded.`,
      ({ changed }) => changed,
    ),
  },
  {
    id: 'e_bundle_file_missing',
    source,
    judge: ofBundles(
      ({ missing, manifest }, place) =>
        missing.length > 0 &&
        `${place(manifest)} names files that are not here: ${listed(missing)}. Take the zip as it was downloaded, or its whole folder.`,
    ),
  },
  {
    id: 'n_bundle_file_unknown',
    source,
    judge: ofBundles(
      ({ unknown }, place) =>
        unknown.length > 0 && `Not part of the bundle that they lie with: ${listed(unknown.map(place))}.`,
      ({ unknown }) => unknown,
    ),
  },
];

/** Judges each bundle; `about` are the names of the files concerned, besides its manifest. */
function ofBundles(
  judge: (bundle: BundleState, place: Evidence['place']) => string | false,
  about: (bundle: BundleState) => readonly string[] = () => [],
): Rule['judge'] {
  return ({ bundles, placed, place }) =>
    bundles.flatMap((bundle): Judgement[] => {
      const message = judge(bundle, place);
      if (message === false) return [];
      const names = new Set([bundle.manifest, ...about(bundle)]);
      const objects = placed.filter(({ reference }) => names.has(reference.file)).map(({ reference }) => reference);
      return [{ message, objects }];
    });
}
