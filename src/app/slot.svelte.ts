import type { AuthorityFacts } from '../jobs/check-authority';
import type { Material, MaterialFile } from '../jobs/types';
import { PkiError } from '../pki/errors';
import { utf8 } from '../pki/bytes';
import type { MaterialSlot } from '../recipes/types';

/** More than any CA needs, far less than would stall the page. */
const mostFiles = 200;
const mostBytes = 8 * 1024 * 1024;

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
  #turn = 0;

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

  /** Adds files, also such as are still being collected; one of the same name replaces the earlier. */
  async add(given: readonly File[] | Promise<readonly File[]>): Promise<void> {
    const field = this.slot.id;
    try {
      const files = await given;
      const size = files.reduce((sum, file) => sum + file.size, 0);
      if (files.length > mostFiles || size > mostBytes) throw tooMuch(files.length, size, field);
      if (files.length > 0) this.#put(await Promise.all(files.map(readFile)));
    } catch (error) {
      this.#verdict = { kind: 'refused', error: unreadable(error, field) };
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
    for (const { bytes } of this.#files) bytes.fill(0);
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
    this.#files = [...this.#files.filter(({ name }) => !names.has(name)), ...files];
    this.#changed();
  }

  async #look(): Promise<Verdict> {
    try {
      return { kind: 'accepted', facts: await this.#check({ files: this.#files }, this.#password) };
    } catch (error) {
      return { kind: 'refused', error: unreadable(error, this.slot.id) };
    }
  }
}

async function readFile(file: File): Promise<MaterialFile> {
  const name = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
  return { name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

function unreadable(error: unknown, field: string): PkiError {
  if (error instanceof PkiError) return error;
  return new PkiError('file-damaged', 'The files could not be read. Choose them again.', { field, cause: error });
}

function tooMuch(count: number, size: number, field: string): PkiError {
  const given = `${String(count)} files with ${String(Math.ceil(size / 1024 / 1024))} MB`;
  return new PkiError('file-too-large', `${given} are more than a CA needs. Choose only its certificate and key.`, {
    field,
  });
}
