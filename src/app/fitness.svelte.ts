import type { Answers } from '../bundle/types';
import type { Explanation, Fitness } from '../jobs';
import { PkiError } from '../pki/errors';
import { catalogue, findRecipe } from '../recipes/catalogue';
import type { Recipe } from '../recipes/types';
import type { Desk } from './desk.svelte';
import type { Outcome } from './outcome.svelte';
import { PanelAnswers } from './panel-answers.svelte';

/** What was said of the files. */
export interface Judgement {
  readonly fitness: Fitness | undefined;
  readonly explanation: Explanation | undefined;
}

/** Which system the files are held against, which message is to be explained, and what was said. */
export class FitnessQuestion {
  readonly outcome: Outcome;
  readonly answers: PanelAnswers;
  readonly #desk: Desk;
  #judgement = $state.raw<Judgement>();

  constructor(desk: Desk) {
    this.#desk = desk;
    this.outcome = desk.outcome('fitness');
    this.answers = new PanelAnswers(this.outcome, {});
  }

  /** Every system, in the order of the catalogue. */
  get systems(): readonly Pick<Recipe, 'id' | 'title'>[] {
    return catalogue;
  }

  /** Undefined while none is chosen. */
  get recipe(): Recipe | undefined {
    return findRecipe(this.answers.value('recipe'));
  }

  /** The first question of the system that is answered by hosts. */
  get hosts(): Recipe['fields'][number] | undefined {
    return this.recipe?.fields.find(({ kind }) => kind === 'hosts');
  }

  /** The system's question for the alias of a keystore. */
  get alias(): Recipe['fields'][number] | undefined {
    return this.recipe?.fields.find(({ id }) => id === 'alias');
  }

  /** Undefined before it is asked for, and when files or answers changed since. */
  get judgement(): Judgement | undefined {
    return this.outcome.made === undefined ? undefined : this.#judgement;
  }

  /** Asks. What is refused stands at its field in the outcome. */
  async ask(): Promise<void> {
    await this.outcome.run(async ({ checkFitness, explainError }, { clock }) => {
      const { recipe } = this;
      const { objects, files } = this.#desk;
      const message = this.answers.value('message').trim();
      if (recipe === undefined && message === '')
        throw new PkiError('field-required', 'Choose a system, or paste a message.', { field: 'recipe' });
      const [answers, now] = [this.#given(), clock()];
      const fitness = recipe && (await checkFitness(objects, { recipe, answers, now }));
      const explanation =
        message === '' ? undefined : await explainError(message, objects, { recipe, answers, files, now });
      this.#judgement = { fitness, explanation };
      return { files: [] };
    });
  }

  /** What was typed, by the ids of the system's own questions. */
  #given(): Answers {
    const fields = [this.hosts, this.alias].flatMap((field) => field ?? []);
    const given = fields.map(({ id }) => [id, this.answers.value(id).trim()] as const);
    return Object.fromEntries(given.filter(([, text]) => text !== ''));
  }
}
