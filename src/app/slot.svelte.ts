import type { AuthorityFacts } from '../jobs/check-authority';
import type { Material, MaterialFile } from '../jobs/types';
import { PkiError } from '../pki/errors';
import { utf8 } from '../pki/bytes';
import type { MaterialSlot } from '../recipes/types';
import { readFiles, wipe } from './brought-files';

/** What the page knows of the files in a slot. */
export type Verdict =
  | { readonly kind: 'empty' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'accepted'; readonly facts: AuthorityFacts }
  | { readonly kind: 'refused'; readonly error: PkiError };

export type CheckMaterial = (material: Material, password: string) => Promise<AuthorityFacts>;

/** Files the user brings for one material slot, checked as soon as they are there. */
export class Slot {
  readonly slot: MaterialSlot;
  readonly #check: CheckMaterial;
  readonly #changed: () => void;
  #files = $state.raw<readonly MaterialFile[]>([]);
  #password = $state('');
  #verdict = $state.raw<Verdict>({ kind: 'empty' });
  /** Counts the looks at the files. */
  #turn = 0;
  /** Counts the wipings. */
  #wiped = 0;

  constructor(slot: MaterialSlot, check: CheckMaterial, changed: () => void) {
    this.slot = slot;
    this.#check = check;
    this.#changed = changed;
  }

  get files() {
    return this.#files;
  }

  get password() {
    return this.#password;
  }

  get verdict() {
    return this.#verdict;
  }

  /** Whether the files ask for a password, or were opened with one. */
  get wantsPassword(): boolean {
    if (this.#password !== '') return true;
    return (
      this.#verdict.kind === 'refused' && ['password-required', 'password-wrong'].includes(this.#verdict.error.code)
    );
  }

  /**
   * Adds files, also such as are still being collected; one of the same name replaces the earlier. What has been read
   * when the slot was wiped meanwhile is wiped too.
   */
  async add(given: readonly File[] | Promise<readonly File[]>): Promise<void> {
    const wiped = this.#wiped;
    try {
      const read = await readFiles(await given, this.slot.id);
      if (wiped !== this.#wiped) wipe(read);
      else if (read.length > 0) this.#put(read);
    } catch (error) {
      if (wiped === this.#wiped) this.#verdict = { kind: 'refused', error: unreadable(error, this.slot.id) };
    }
    await this.recheck();
  }

  /** Adds text that was pasted. */
  async paste(text: string): Promise<void> {
    if (text.trim() === '') return;
    this.#put([{ name: `pasted text ${String(this.#files.length + 1)}`, bytes: utf8(text) }]);
    await this.recheck();
  }

  async unlock(password: string): Promise<void> {
    this.#password = password;
    this.#changed();
    await this.recheck();
  }

  /** Takes the files away again. */
  remove(): void {
    this.clear();
    this.#changed();
  }

  /** Wipes the files and the password, without telling anybody. */
  clear(): void {
    this.#turn++;
    this.#wiped++;
    wipe(this.#files);
    this.#files = [];
    this.#password = '';
    this.#verdict = { kind: 'empty' };
  }

  /** Looks at the files again, because the password or the answers changed. A later look overtakes an earlier one. */
  async recheck(): Promise<void> {
    if (this.#files.length === 0) return;
    const turn = ++this.#turn;
    if (this.#verdict.kind === 'empty') this.#verdict = { kind: 'reading' };
    const verdict = await this.#look();
    if (turn === this.#turn) this.#verdict = verdict;
  }

  #put(files: readonly MaterialFile[]): void {
    const names = new Set(files.map(({ name }) => name));
    const replaced = this.#files.filter(({ name }) => names.has(name));
    this.#files = [...this.#files.filter(({ name }) => !names.has(name)), ...files];
    this.#changed();
    wipe(replaced);
  }

  async #look(): Promise<Verdict> {
    try {
      return { kind: 'accepted', facts: await this.#check({ files: this.#files }, this.#password) };
    } catch (error) {
      return { kind: 'refused', error: unreadable(error, this.slot.id) };
    }
  }
}

function unreadable(error: unknown, field: string): PkiError {
  if (error instanceof PkiError) return error;
  return new PkiError('file-damaged', 'The files could not be read. Choose them again.', { field, cause: error });
}
