import type { Encoding, MaterialSlot, Recipe } from '../recipes/types';
import { instanceId } from './loops';
import type { Scope } from './placeholders';
import { renderText } from './template';

/** Encodings that hold a private key. */
const secretEncodings: ReadonlySet<Encoding['as']> = new Set<Encoding['as']>([
  'private-key-pkcs8-pem',
  'private-key-pkcs8-der',
  'private-key-pkcs1-pem',
  'private-key-sec1-pem',
  'private-key-encrypted-pem',
  'authority-key-pem',
  'pkcs12',
  'jks',
]);

/** Whether a file in this encoding holds a private key. */
export function isSecret(encoding: Encoding): boolean {
  return encoding.as === 'concatenation' ? encoding.parts.some(isSecret) : secretEncodings.has(encoding.as);
}

/** Ids of the recipe's entities that an encoding draws on. */
export function entitiesOf(encoding: Encoding): readonly string[] {
  if (encoding.as === 'concatenation') return encoding.parts.flatMap(entitiesOf);
  if (encoding.as === 'truststore-pkcs12') return encoding.entities.map(({ entity }) => entity);
  return encoding.as === 'text' ? [] : [encoding.entity];
}

/** Ids of the entities whose certificate, not only their key, stands in an encoding. */
export function certifiedIn(encoding: Encoding): readonly string[] {
  if (encoding.as === 'concatenation') return encoding.parts.flatMap(certifiedIn);
  return withCertificate.has(encoding.as) ? entitiesOf(encoding) : [];
}

const withCertificate: ReadonlySet<Encoding['as']> = new Set<Encoding['as']>([
  'certificate-pem',
  'certificate-der',
  'pkcs12',
  'jks',
  'truststore-pkcs12',
]);

/**
 * The same encoding with the slot that it is put into: the one it names while that applies, else the one that brings its
 * key in a keystore whose password stays, since that keystore's other entries must not be lost.
 */
export function withSlotsOf(encoding: Encoding, slots: readonly MaterialSlot[]): Encoding {
  if (encoding.as !== 'pkcs12' && encoding.as !== 'truststore-pkcs12') return encoding;
  const { into, ...alone } = encoding;
  const named = slots.find(({ id }) => id === into);
  const bearer = slots.find(
    ({ entity, keepsPassword }) =>
      encoding.as === 'pkcs12' && entity === encoding.entity && keepsPassword === encoding.password,
  );
  const slot = named ?? bearer;
  return slot === undefined ? alone : { ...alone, into: slot.id };
}

/** The encoding of one instance: instance ids for entities, aliases and texts filled in. */
export function instanceOf(encoding: Encoding, recipe: Recipe, scope: Scope): Encoding {
  const instance = (id: string): string => {
    const entity = recipe.entities.find((each) => each.id === id);
    return instanceId(id, entity?.kind === 'leaf' ? entity.forEach : undefined, scope) ?? id;
  };
  if (encoding.as === 'text')
    return { ...encoding, text: withFinalNewline(renderText(encoding.text, scope, encoding.language)) };
  if (encoding.as === 'concatenation') {
    const [first, ...rest] = encoding.parts;
    const part = (each: Encoding): Encoding => instanceOf(each, recipe, scope);
    return { ...encoding, parts: [part(first), ...rest.map(part)] };
  }
  if (encoding.as === 'truststore-pkcs12') {
    const [first, ...rest] = encoding.entities;
    const trusted = (each: typeof first): typeof first => ({
      entity: instance(each.entity),
      alias: renderText(each.alias, scope),
    });
    return { ...encoding, entities: [trusted(first), ...rest.map(trusted)] };
  }
  if (encoding.as === 'pkcs12' || encoding.as === 'jks')
    return { ...encoding, entity: instance(encoding.entity), alias: renderText(encoding.alias, scope) };
  return { ...encoding, entity: instance(encoding.entity) };
}

function withFinalNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
