import type { FoundObject } from '../inspect/found-object';
import type { Purpose } from '../issuance/profiles';
import type { RequestReview } from '../jobs';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { parseHosts } from '../pki/general-names';
import { parseName } from '../pki/parse-name';
import type { GeneralName } from '../pki/types';
import type { Desk } from './desk.svelte';
import type { Made, Outcome } from './outcome.svelte';
import type { Jobs } from './page-host';
import { PanelAnswers } from './panel-answers.svelte';

/** A request on the desk, and what it asks for. */
export interface ReviewedRequest {
  readonly source: string;
  readonly review: RequestReview;
}

/** Hosts that a field holds, and the names that it cannot: e-mail addresses and URIs, which stay as asked. */
const isHost = ({ kind }: GeneralName): boolean => kind === 'dns' || kind === 'ip';

/** Somebody's request: what it asks for, what it is to get, and what came of it. */
export class Signing {
  readonly outcome: Outcome;
  readonly answers: PanelAnswers;
  readonly #desk: Desk;
  #requests = $state.raw<readonly ReviewedRequest[]>();
  #chosen = $state(0);
  #looks = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.outcome = desk.outcome('sign');
    this.answers = new PanelAnswers(this.outcome, { days: '825' });
  }

  /** Every request on the desk; undefined while they are being looked at. */
  get requests(): readonly ReviewedRequest[] | undefined {
    return this.#requests;
  }

  /** The one that is to be signed. */
  get chosen(): number {
    return this.#chosen;
  }

  get review(): RequestReview | undefined {
    return this.#requests?.[this.#chosen]?.review;
  }

  /** What the fields hold while nobody has changed them. */
  get proposed(): { readonly subject: string; readonly hosts: string; readonly purpose: string } {
    const { subject = [], names = [], purposes = ['server'] } = this.review ?? {};
    const hosts = names.filter(isHost).map(({ value }) => value);
    return {
      subject: formatName(subject),
      hosts: hosts.join('\n'),
      purpose: purposes.length > 1 ? 'both' : (purposes[0] ?? 'server'),
    };
  }

  choose(index: number): void {
    this.#chosen = index;
    this.answers.forget('subject', 'hosts', 'purpose');
  }

  /** Looks at the requests among what was found. */
  async look(objects: readonly FoundObject[]): Promise<void> {
    const look = ++this.#looks;
    const { reviewRequest } = await this.#desk.jobs;
    const requests: ReviewedRequest[] = [];
    for (const object of objects)
      if (object.type === 'request')
        requests.push({ source: object.source, review: await reviewRequest(object.request) });
    if (look !== this.#looks) return;
    this.#requests = requests;
    this.#chosen = Math.min(this.#chosen, Math.max(requests.length - 1, 0));
  }

  async sign(): Promise<void> {
    const { review } = this;
    if (review === undefined) return;
    await this.outcome.run(async (jobs, host) => {
      const wish = { request: review.request, ...this.#wish(review), days: this.answers.number('days') };
      const { files, notes } = await jobs.certifyRequest({ ...wish, authority: await this.#authority(jobs) }, host);
      return { files, notes } satisfies Made;
    });
  }

  #authority(jobs: Jobs): ReturnType<Jobs['authorityAmong']> {
    return jobs.authorityAmong(this.#desk.objects, { field: 'ca', now: this.#desk.now });
  }

  #wish(review: RequestReview): { subject: ReturnType<typeof parseName>; names: GeneralName[]; purposes: Purpose[] } {
    const { subject, hosts, purpose } = this.proposed;
    const { names, problems } = parseHosts(this.answers.value('hosts', hosts), { field: 'hosts' });
    const [problem] = problems;
    if (problem !== undefined) throw new PkiError(problem.code, problem.message, { field: 'hosts' });
    const chosen = this.answers.value('purpose', purpose);
    return {
      subject: parseName(this.answers.value('subject', subject), 'subject'),
      names: [...names, ...review.names.filter((name) => !isHost(name))],
      purposes: chosen === 'both' ? ['server', 'client'] : [chosen as Purpose],
    };
  }
}
