import type { BundlePlan } from '../bundle/types';
import type { CertifiedKey } from '../inspect/read-certified-key';
import { id_kp_serverAuth } from '../pki/oids';
import type { GeneralName } from '../pki/types';
import type { HostsField } from '../recipes/types';

/** Names of the server certificates that lie beside a brought client certificate, each once. */
export function serverNamesIn({ certificate, found }: CertifiedKey): readonly GeneralName[] {
  const names = found.flatMap((object) =>
    object.type === 'certificate' &&
    object.certificate.der !== certificate.der &&
    object.certificate.extendedKeyUsage?.includes(id_kp_serverAuth) === true
      ? (object.certificate.subjectAltNames ?? [])
      : [],
  );
  return [...new Map(names.map((name) => [`${name.kind}:${name.value}`, name])).values()];
}

/** The field that says which one server a client dials. */
export function dialledField({ recipe }: BundlePlan): HostsField | undefined {
  return recipe.fields.find((field): field is HostsField => field.kind === 'hosts' && field.single === true);
}
