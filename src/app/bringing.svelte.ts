import type { Answers } from '../bundle/types';
import type { MaterialFile } from '../jobs/types';
import type { MaterialSlot, Recipe } from '../recipes/types';
import { Slot } from './slot.svelte';
import type { CheckMaterial } from './slot.svelte';

/**
 * Everything that the user brings to one recipe, and what the files answer by themselves. Modes that ask for the very same
 * thing share it; two that only call their slots the same do not.
 */
export class Bringing {
  readonly #slots: ReadonlyMap<MaterialSlot, Slot>;
  readonly #changed: () => void;
  #answers = $state.raw<ReadonlyMap<MaterialSlot, Answers>>(new Map());

  /**
   * @param check looks at what is in a slot, with the answers as they are at that moment
   * @param changed files or a password changed
   */
  constructor({ modes }: Recipe, check: (slot: string) => CheckMaterial, changed: () => void) {
    this.#changed = changed;
    const wanted = new Set(modes.flatMap(({ brings }) => brings ?? []));
    this.#slots = new Map([...wanted].map((slot) => [slot, this.#slot(slot, check(slot.id))]));
  }

  /** The files of some slots of the recipe. */
  slots(wanted: readonly MaterialSlot[]): readonly Slot[] {
    return wanted.flatMap((slot) => this.#slots.get(slot) ?? []);
  }

  /** Answers that stand in the files of some slots, such as those of an earlier bundle. */
  answers(wanted: readonly MaterialSlot[]): Answers {
    return Object.assign({}, ...wanted.map((slot) => this.#answers.get(slot))) as Answers;
  }

  /** Wipes everything, without telling anybody. */
  clear(): void {
    for (const slot of this.#slots.values()) slot.clear();
    this.#answers = new Map();
  }

  #slot(slot: MaterialSlot, look: CheckMaterial): Slot {
    const made: Slot = new Slot(
      slot,
      async (material, password) => {
        const facts = await look(material, password);
        // The answers in the files change the plan that the files are held against, so they are looked at once more.
        return this.#take(made, material.files, facts.answers) ? look(material, password) : facts;
      },
      () => {
        if (made.files.length === 0) this.#forget(slot);
        this.#changed();
      },
    );
    return made;
  }

  /** Takes the answers in files, unless the files are there no longer. Says whether that changed anything. */
  #take({ slot, files }: Slot, seen: readonly MaterialFile[], answers: Answers = {}): boolean {
    if (files !== seen || JSON.stringify(answers) === JSON.stringify(this.#answers.get(slot) ?? {})) return false;
    this.#answers = new Map(this.#answers).set(slot, answers);
    return true;
  }

  #forget(slot: MaterialSlot): void {
    this.#answers = new Map([...this.#answers].filter(([other]) => other !== slot));
  }
}
