import type { BundlePlan } from '../types';

/** What follows on a certification request, in words for people; undefined when this bundle holds none. */
export function awaitedReply({ mode, recipe }: BundlePlan): string | undefined {
  if (mode.requests === undefined) return undefined;
  const next = recipe.modes.find(({ brings }) => brings?.some(({ kind }) => kind === 'reply'));
  return next === undefined
    ? 'You do not have the certificates yet: see the steps for the CA. To renew them, make new requests.'
    : `When the CA has replied, open Certwright, choose "${next.label}", and give it this zip and the reply.`;
}
