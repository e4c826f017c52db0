import type { InputFile } from '../inspect/found-object';
import { equalBytes } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { isFile, wipe } from './brought-files';

/** A file, or why one that was given could not be taken. */
export type DeskItem = InputFile | PkiError;

/** The files on a desk, those that were turned away, and the passwords that were typed for them. */
export class DeskFiles {
  #items = $state.raw<readonly DeskItem[]>([]);
  readonly #files = $derived(this.#items.filter(isFile));
  #passwords = $state.raw<ReadonlyMap<string, readonly string[]>>(new Map());

  /** Files and refusals in the order in which they came. */
  get items(): readonly DeskItem[] {
    return this.#items;
  }

  get all(): readonly InputFile[] {
    return this.#files;
  }

  get refused(): readonly PkiError[] {
    return this.#items.filter((item) => item instanceof PkiError);
  }

  /** By the name of the file for which they were typed, in that order. */
  get passwords(): ReadonlyMap<string, readonly string[]> {
    return this.#passwords;
  }

  /** Every password that was typed, each once. */
  get allPasswords(): readonly string[] {
    return [...new Set([...this.#passwords.values()].flat())];
  }

  /**
   * Takes files, and refusals of files. One under the name of another is kept beside it as `name (2)`, unless it is the same one.
   *
   * @returns whether there is any new file
   */
  put(given: readonly DeskItem[]): boolean {
    const before = this.#files.length;
    const items = [...this.#items];
    for (const item of given) {
      const files = items.filter(isFile);
      if (!isFile(item)) items.push(item);
      else if (files.some((file) => originalName(file.name) === item.name && equalBytes(file.bytes, item.bytes)))
        wipe([item]);
      else items.push({ ...item, name: freeName(item.name, files) });
    }
    if (items.length > this.#items.length) this.#items = items;
    return this.#files.length > before;
  }

  /** Takes one away and wipes it, with the passwords that were typed for it and for what is inside it. */
  remove(name: string): void {
    const gone = this.#files.filter((file) => file.name === name);
    this.#items = this.#items.filter((item) => !gone.some((file) => file === item));
    this.#passwords = new Map([...this.#passwords].filter(([of]) => of !== name && !of.startsWith(`${name}!/`)));
    wipe(gone);
  }

  dismiss(refusal: PkiError): void {
    this.#items = this.#items.filter((item) => item !== refusal);
  }

  /**
   * Notes a password. Says whether it is a new one for that file.
   *
   * @param further whether the earlier ones stay: a keystore is open, and a key in it has a password of its own
   */
  note(name: string, password: string, further: boolean): boolean {
    const earlier = this.#passwords.get(name) ?? [];
    if (password === '' || earlier.includes(password)) return false;
    this.#passwords = new Map(this.#passwords).set(name, further ? [...earlier, password] : [password]);
    return true;
  }

  /** Wipes everything. */
  clear(): void {
    wipe(this.#files);
    this.#items = [];
    this.#passwords = new Map();
  }
}

function freeName(name: string, files: readonly InputFile[]): string {
  const taken = new Set(files.map((file) => file.name));
  let candidate = name;
  for (let number = 2; taken.has(candidate); number++) candidate = `${name} (${String(number)})`;
  return candidate;
}

function originalName(name: string): string {
  return name.replace(/ \(\d+\)$/u, '');
}
