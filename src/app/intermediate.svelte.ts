import { PkiError } from '../pki/errors';
import { parseName } from '../pki/parse-name';
import type { KeyAlgorithmId } from '../recipes/types';
import type { Desk } from './desk.svelte';
import type { Made, Outcome } from './outcome.svelte';
import { PanelAnswers } from './panel-answers.svelte';

/** An intermediate CA that is to be made under the CA on the desk. */
export class Intermediate {
  readonly outcome: Outcome;
  readonly answers: PanelAnswers;
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.outcome = desk.outcome('intermediate');
    this.answers = new PanelAnswers(this.outcome, { name: 'Issuing CA', key: '', days: '1825', 'path-length': '0' });
  }

  async make(): Promise<void> {
    await this.outcome.run(async (jobs, host) => {
      const { answers } = this;
      const subject = parseName(answers.value('name'), 'name');
      if (subject.length === 0) throw new PkiError('name-invalid', 'A CA needs a name. Enter one.', { field: 'name' });
      const password = answers.value('password');
      const key = answers.value('key');
      const wish = {
        authority: await jobs.authorityAmong(this.#desk.objects, { field: 'ca', now: this.#desk.now }),
        subject,
        key: key === '' ? undefined : (key as KeyAlgorithmId),
        days: answers.number('days'),
        pathLength: answers.number('path-length'),
        password: password === '' ? undefined : password,
      };
      const { files, notes } = await jobs.makeIntermediate(wish, host);
      return { files, notes } satisfies Made;
    });
  }
}
