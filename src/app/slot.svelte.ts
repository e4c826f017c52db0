import type { MaterialFacts } from '../jobs/material-facts';
import type { Material, MaterialFile } from '../jobs/types';
import { PkiError } from '../pki/errors';
import { utf8 } from '../pki/bytes';
import type { MaterialSlot } from '../recipes/types';
import { readFiles, wipe } from './brought-files';

/** What the page knows of the files in a slot. */
export type Verdict =
  | { readonly kind: 'empty' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'accepted'; readonly facts: MaterialFacts }
  | { readonly kind: 'refused'; readonly error: PkiError };

export type CheckMaterial = (material: Material, password: string) => Promise<MaterialFacts>;

const askForPassword: readonly string[] = ['password-required', 'password-wrong'];

/** Files the user brings for one material slot, checked as soon as they are there. */
export class Slot {
  readonly slot: MaterialSlot;
  readonly #check: CheckMaterial;
  readonly #changed: () => void;
  #files = $state.raw<readonly MaterialFile[]>([]);
  #password = $state('');
  #verdict = $state.raw<Verdict>({ kind: 'empty' });
  #turnedAway = $state.raw<readonly PkiError[]>([]);
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

  /** Why files that were given last are not among {@link files}; those that were there before still are. */
  get turnedAway(): readonly PkiError[] {
    return this.#turnedAway;
  }

  /** What is known of the files once they are accepted. */
  get facts(): MaterialFacts | undefined {
    return this.#verdict.kind === 'accepted' ? this.#verdict.facts : undefined;
  }

  /** Whether the files ask for a password. */
  get wantsPassword(): boolean {
    return this.#verdict.kind === 'refused' && askForPassword.includes(this.#verdict.error.code);
  }

  /**
   * Adds files, also such as are still being collected; one of the same name replaces the earlier. What has been read
   * when the slot was wiped meanwhile is wiped too.
   */
  async add(given: readonly File[] | Promise<readonly File[]>): Promise<void> {
    const wiped = this.#wiped;
    try {
      const { files, left } = await readFiles(await given, this.slot.id);
      if (wiped !== this.#wiped) wipe(files);
      else {
        this.#turnedAway = left;
        if (files.length > 0) this.#put(files.map(named));
      }
    } catch (error) {
      if (wiped === this.#wiped) this.#turnedAway = [unreadable(error, this.slot.id)];
    }
    await this.recheck();
  }

  /** Adds text that was pasted. */
  async paste(text: string): Promise<void> {
    if (text.trim() === '') return;
    this.#turnedAway = [];
    this.#put([named({ name: `pasted text ${String(this.#files.length + 1)}`, bytes: utf8(text) })]);
    await this.recheck();
  }

  /** Takes files that were read elsewhere, in place of its own, with the password that opens them. They are copied. */
  async bring(files: readonly MaterialFile[], password: string): Promise<void> {
    this.clear();
    this.#password = password;
    this.#put(files.map(({ name, bytes }) => ({ name, bytes: bytes.slice() })));
    await this.recheck();
  }

  /** Tries a password; the one that was tried last is not tried again. */
  async unlock(password: string): Promise<void> {
    if (password === this.#password) return;
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
    this.#turnedAway = [];
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

/** What did not come in a folder was meant by itself. */
function named(file: MaterialFile): MaterialFile {
  return file.name.includes('/') ? file : { ...file, namedFor: 'certificate' };
}

function unreadable(error: unknown, field: string): PkiError {
  if (error instanceof PkiError) return error;
  return new PkiError('file-damaged', 'The files could not be read. Choose them again.', { field, cause: error });
}
