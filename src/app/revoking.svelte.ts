import type { FoundObject } from '../inspect/found-object';
import { formatName } from '../pki/distinguished-name';
import { equalBytes } from '../pki/bytes';
import { parseDay, withCause } from '../jobs/revocation-cause';
import { parseSerialNumber } from '../issuance/serial-number';
import { isSelfIssued } from '../pki/issuer';
import { SvelteSet } from 'svelte/reactivity';
import type { Certificate } from '../pki/types';
import { PkiError } from '../pki/errors';
import type { Desk } from './desk.svelte';
import type { Made, Outcome } from './outcome.svelte';
import { PanelAnswers } from './panel-answers.svelte';

/** A certificate on the desk that may be revoked. */
export interface Revocable {
  readonly certificate: Certificate;
  readonly source: string;
  /** Its name and end, for people; the name may hold any character. */
  readonly label: string;
}

/** What is to be revoked by the CA on the desk. */
export class Revoking {
  readonly outcome: Outcome;
  readonly answers: PanelAnswers;
  readonly #desk: Desk;
  /** Serial numbers of certificates that were ticked. */
  readonly #ticked = new SvelteSet<string>();

  constructor(desk: Desk) {
    this.#desk = desk;
    this.outcome = desk.outcome('revoke');
    this.answers = new PanelAnswers(this.outcome, { reason: 'unspecified', days: '30' });
  }

  /** Certificates on the desk that are no roots, each once. */
  get revocable(): readonly Revocable[] {
    return distinct(this.#desk.objects).map(({ certificate, source }) => {
      const { subject, validity, serialNumber } = certificate;
      const end = validity.notAfter.toISOString().slice(0, 10);
      return { certificate, source, label: `${formatName(subject) || serialNumber}, until ${end}` };
    });
  }

  /** Whether an earlier list is on the desk. */
  get continues(): boolean {
    return this.#desk.objects.some(({ type }) => type === 'crl');
  }

  /** Whether it is known what the new list takes the place of: a list on the desk, or none at all. */
  get decided(): boolean {
    return this.continues || this.answers.value('first') === 'yes';
  }

  isTicked({ serialNumber }: Certificate): boolean {
    return this.#ticked.has(serialNumber);
  }

  /** @param index among {@link revocable} */
  tick(index: number, on: boolean): void {
    const serialNumber = this.revocable[index]?.certificate.serialNumber ?? '';
    if (on) this.#ticked.add(serialNumber);
    else this.#ticked.delete(serialNumber);
    this.outcome.outdate();
  }

  async revoke(): Promise<void> {
    await this.outcome.run(async (jobs, host) => {
      const { answers } = this;
      if (!this.decided)
        throw new PkiError('field-required', 'Say whether this CA had a list before.', { field: 'first' });
      const authority = await jobs.authorityAmong(this.#desk.objects, { field: 'ca', now: this.#desk.now });
      const cause = { reason: answers.value('reason'), date: this.#date() };
      const certificates = this.revocable.filter(({ certificate }) => this.isTicked(certificate));
      const serials = answers.value('serials').split(/[\n,;]+/u);
      const wish = {
        authority,
        revocations: [
          ...certificates.map(({ certificate, source }) => ({ ...cause, certificate, source })),
          ...serials
            .filter((text) => text.trim() !== '')
            .map((text) => {
              const { what, ...own } = withCause(text.trim(), cause, 'serials');
              return { ...own, serialNumber: parseSerialNumber(what, 'serials') };
            }),
        ],
        previous: this.continues
          ? jobs.latestListAmong(this.#desk.objects, authority.certificate, 'crl')
          : ('none' as const),
        days: answers.number('days'),
      };
      const { files, notes } = await jobs.revoke(wish, host);
      return { files, notes } satisfies Made;
    });
  }

  #date(): Date | undefined {
    const text = this.answers.value('date');
    return text === '' ? undefined : parseDay(text, 'date');
  }
}

function distinct(objects: readonly FoundObject[]): { certificate: Certificate; source: string }[] {
  const all = objects.flatMap((object) =>
    object.type === 'certificate' && !isSelfIssued(object.certificate) ? [object] : [],
  );
  return all.filter(
    ({ certificate }, index) => all.findIndex((other) => equalBytes(other.certificate.der, certificate.der)) === index,
  );
}
