import { equalBytes, toHex } from '../pki/bytes';
import { isSelfIssued, isSelfSigned } from '../pki/issuer';
import { verifySignedBy } from '../pki/parse-certificate';
import type { Certificate } from '../pki/types';

/** Longest chain that is put together. */
const MAX_CHAIN = 20;

/** Signatures checked for one file, so that thousands of certificates of one name cannot keep the page busy. */
const MAX_SIGNATURES = 1000;

/** Puts chains together from the certificates of one keystore. */
export class IssuerChains {
  readonly #bySubject = new Map<string, Certificate[]>();
  #signatures = MAX_SIGNATURES;

  constructor(certificates: readonly Certificate[]) {
    for (const certificate of [...certificates].sort((a, b) => endOf(b) - endOf(a))) {
      const name = toHex(certificate.subject.der);
      const named = this.#bySubject.get(name);
      if (named === undefined) this.#bySubject.set(name, [certificate]);
      else named.push(certificate);
    }
  }

  /**
   * A certificate and its issuers, as far as they are there, up to the self-signed one. They are found by name as Java does
   * it. Where several bear the name, Java takes the first; meant is the one whose key verifies the signature, and of those,
   * as after a renewal, the one that is valid longest. Java stops at a self-issued certificate; one by which a CA took a new
   * key is followed by its issuer here.
   */
  async from(leaf: Certificate): Promise<Certificate[]> {
    const chain = [leaf];
    for (let last = leaf; chain.length < MAX_CHAIN && !(await this.#isRoot(last));) {
      const issuer = await this.#issuerOf(last);
      if (issuer === undefined || chain.some(({ der }) => equalBytes(der, issuer.der))) break;
      chain.push(issuer);
      last = issuer;
    }
    return chain;
  }

  async #isRoot(certificate: Certificate): Promise<boolean> {
    if (!isSelfIssued(certificate)) return false;
    return this.#signatures-- <= 0 || isSelfSigned(certificate);
  }

  async #issuerOf(certificate: Certificate): Promise<Certificate | undefined> {
    const named = this.#bySubject.get(toHex(certificate.issuer.der)) ?? [];
    if (named.length > 1)
      for (const candidate of named)
        if (this.#signatures-- > 0 && (await verifySignedBy(certificate, candidate.spki))) return candidate;
    return named[0];
  }
}

function endOf({ validity }: Certificate): number {
  return validity.notAfter.getTime();
}
