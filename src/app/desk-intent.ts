/** Words of somebody who has files already and looks for what to do with them. */
const intents =
  /^(?:convert\w*|pfx|p12|pkcs12|pem|der|jks|p7b|csr|requests?|renew\w*|revo\w+|crls?|inspect\w*|check\w*|expir\w+|sign\w*|keystores?|truststores?|decrypt\w*|view\w*)$/u;

/** Whether what was typed to find a system asks for something that is done with files. */
export function wantsFiles(query: string): boolean {
  return query
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((word) => intents.test(word));
}
