import type { PlannedEntity, Problem } from './types';

/**
 * A certificate with its issuer's common name: with equal subjects verifiers take it for self-signed, and MySQL refuses
 * equal common names whatever else differs (https://dev.mysql.com/doc/refman/8.4/en/creating-ssl-files-using-openssl.html).
 */
export function sameNameProblems(entities: readonly PlannedEntity[]): readonly Problem[] {
  return entities.flatMap((entity): readonly Problem[] => {
    if (entity.kind === 'key-pair' || entity.issuer === undefined) return [];
    const issuer = entities.find(({ id }) => id === entity.issuer);
    const name = commonNameOf(entity);
    if (issuer === undefined || name === undefined || commonNameOf(issuer) !== name) return [];
    const message = `${entity.title} and its CA would both be named ${name}, so programs mix them up. Give the CA another name.`;
    return [{ field: 'ca-name', code: 'name-invalid', message }];
  });
}

function commonNameOf(entity: PlannedEntity): string | undefined {
  return entity.kind === 'key-pair' ? undefined : entity.subject.find(({ type }) => type === 'CN')?.value;
}
