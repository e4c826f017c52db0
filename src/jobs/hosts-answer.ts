import type { Answers, BundlePlan, PlannedLeaf } from '../bundle/types';
import { parseHosts } from '../pki/general-names';
import type { Certificate, GeneralName } from '../pki/types';
import type { HostsField } from '../recipes/types';

/**
 * A brought certificate's own names, for the fields that its names would be made of: whoever brings it need not type what
 * stands in it. A field for one host takes the first that fits it; one certificate of several answers for none of them.
 *
 * @param leaf what the certificate stands for
 */
export function hostsAnswer(
  { recipe }: BundlePlan,
  leaf: PlannedLeaf | undefined,
  { subjectAltNames = [] }: Certificate,
): Answers {
  const entity = recipe.entities.find(({ id }) => id === leaf?.entity);
  if (entity?.kind !== 'leaf' || entity.forEach !== undefined) return {};
  const sources = entity.sans.flatMap((san) => ('from' in san ? [san.from] : []));
  const asked = recipe.fields.filter(
    (field): field is HostsField => field.kind === 'hosts' && sources.includes(field.id),
  );
  return Object.fromEntries(
    asked.flatMap((field) => {
      const names = subjectAltNames.filter((name) => mayAnswer(name, field)).map(({ value }) => value);
      const answer = names.slice(0, field.single === true ? 1 : undefined).join(', ');
      return answer === '' ? [] : [[field.id, answer]];
    }),
  );
}

/** A name that the field refuses would be a problem that the user has not made. */
function mayAnswer({ kind, value }: GeneralName, { id, wildcard = true }: HostsField): boolean {
  if (kind !== 'dns' && kind !== 'ip') return false;
  return parseHosts(value, { field: id, wildcard }).problems.length === 0;
}
