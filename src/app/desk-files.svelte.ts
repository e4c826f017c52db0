import type { InputFile } from '../inspect/found-object';
import { equalBytes } from '../pki/bytes';
import type { PkiError } from '../pki/errors';
import { wipe } from './brought-files';

/** The files on a desk, those that were turned away, and the passwords that were typed for them. */
export class DeskFiles {
  #files = $state.raw<readonly InputFile[]>([]);
  #refused = $state.raw<readonly PkiError[]>([]);
  #passwords = $state.raw<ReadonlyMap<string, readonly string[]>>(new Map());

  get all(): readonly InputFile[] {
    return this.#files;
  }

  get refused(): readonly PkiError[] {
    return this.#refused;
  }

  /** By the name of the file for which they were typed, in that order. */
  get passwords(): ReadonlyMap<string, readonly string[]> {
    return this.#passwords;
  }

  /**
   * Takes files. One under the name of another is kept beside it as `name (2)`, unless it is the same one.
   *
   * @returns whether there is any new one
   */
  put(given: readonly InputFile[]): boolean {
    const files = [...this.#files];
    for (const { name, bytes } of given) {
      if (files.some((file) => originalName(file.name) === name && equalBytes(file.bytes, bytes)))
        wipe([{ name, bytes }]);
      else files.push({ name: freeName(name, files), bytes });
    }
    const changed = files.length > this.#files.length;
    if (changed) this.#files = files;
    return changed;
  }

  /** Takes one away and wipes it, with the passwords that were typed for it and for what is inside it. */
  remove(name: string): void {
    const gone = this.#files.filter((file) => file.name === name);
    this.#files = this.#files.filter((file) => file.name !== name);
    this.#passwords = new Map([...this.#passwords].filter(([of]) => of !== name && !of.startsWith(`${name}!/`)));
    wipe(gone);
  }

  refuse(refused: readonly PkiError[]): void {
    this.#refused = [...this.#refused, ...refused];
  }

  dismiss(refusal: PkiError): void {
    this.#refused = this.#refused.filter((each) => each !== refusal);
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
    this.#files = [];
    this.#refused = [];
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
