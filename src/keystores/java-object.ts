import { damaged } from '../pki/der-reader';
import type { DataInput } from './data-input';

// Names of the Java Object Serialization Specification, chapter 6
// (https://docs.oracle.com/en/java/javase/21/docs/specs/serialization/protocol.html).

const STREAM_MAGIC = 0xaced;
const STREAM_VERSION = 5;
const TC_NULL = 0x70;
const TC_REFERENCE = 0x71;
const TC_CLASSDESC = 0x72;
const TC_OBJECT = 0x73;
const TC_STRING = 0x74;
const TC_ARRAY = 0x75;
const TC_BLOCKDATA = 0x77;
const TC_ENDBLOCKDATA = 0x78;
const SC_WRITE_METHOD = 1;
const SC_SERIALIZABLE = 2;
const baseWireHandle = 0x7e0000;

/** A sealed key nests five deep and has some ten parts. */
const MAX_DEPTH = 16;
const MAX_PARTS = 1000;

/** A class of the stream: what its objects hold, in that order after what its superclass says. */
interface ClassDesc {
  readonly className: string;
  readonly flags: number;
  /** Type code of each field. */
  readonly fields: readonly string[];
  readonly superClass: ClassDesc | undefined;
}

/** Octets of a primitive by its type code. */
const primitives: ReadonlyMap<string, number> = new Map([
  ...['B', 'Z'].map((code) => [code, 1] as const),
  ...['C', 'S'].map((code) => [code, 2] as const),
  ...['I', 'F'].map((code) => [code, 4] as const),
  ...['J', 'D'].map((code) => [code, 8] as const),
]);

/**
 * Moves past a serialized Java object, as JCEKS holds secret keys, without making anything of it: only its length is of use.
 *
 * @throws PkiError `file-damaged` for what is cut off, or holds what a sealed key does not
 */
export function skipJavaObject(input: DataInput): void {
  if (input.unsigned(2) !== STREAM_MAGIC || input.unsigned(2) !== STREAM_VERSION) throw unreadable();
  new Skipper(input).content(0);
}

class Skipper {
  readonly #input: DataInput;
  /** Undefined for objects that are no classes. */
  readonly #handles: (ClassDesc | undefined)[] = [];
  #parts = 0;

  constructor(input: DataInput) {
    this.#input = input;
  }

  /** The next object or block. Returns whether it was the end of a list of them. */
  content(depth: number): boolean {
    if (depth > MAX_DEPTH || ++this.#parts > MAX_PARTS) throw unreadable();
    const input = this.#input;
    const code = input.unsigned(1);
    if (code === TC_ENDBLOCKDATA) return true;
    if (code === TC_REFERENCE) input.take(4);
    else if (code === TC_STRING) this.#string();
    else if (code === TC_ARRAY) this.#array(depth);
    else if (code === TC_OBJECT) this.#object(depth);
    else if (code === TC_BLOCKDATA) input.take(input.unsigned(1));
    else if (code !== TC_NULL) throw unreadable();
    return false;
  }

  #string(): void {
    this.#handles.push(undefined);
    this.#input.text();
  }

  #array(depth: number): void {
    const desc = this.#classDesc(depth + 1);
    this.#handles.push(undefined);
    const count = this.#input.unsigned(4);
    const size = primitives.get(desc?.className[1] ?? '');
    if (size === undefined) for (let left = count; left > 0; left--) this.content(depth + 1);
    else this.#input.take(count * size);
  }

  #object(depth: number): void {
    const classes: ClassDesc[] = [];
    for (let desc = this.#classDesc(depth + 1); desc !== undefined; desc = desc.superClass) classes.unshift(desc);
    this.#handles.push(undefined);
    for (const { flags, fields } of classes) {
      if ((flags & SC_SERIALIZABLE) === 0) throw unreadable();
      for (const code of fields) this.#value(code, depth + 1);
      if ((flags & SC_WRITE_METHOD) !== 0) this.#annotation(depth + 1);
    }
  }

  #value(code: string, depth: number): void {
    const size = primitives.get(code);
    if (size === undefined) this.content(depth);
    else this.#input.take(size);
  }

  #annotation(depth: number): void {
    while (!this.content(depth));
  }

  #classDesc(depth: number): ClassDesc | undefined {
    if (depth > MAX_DEPTH || ++this.#parts > MAX_PARTS) throw unreadable();
    const input = this.#input;
    const code = input.unsigned(1);
    if (code === TC_NULL) return undefined;
    if (code === TC_REFERENCE) return this.#handles[input.unsigned(4) - baseWireHandle] ?? unreadableClass();
    if (code !== TC_CLASSDESC) throw unreadable();
    const className = input.text();
    input.take(8);
    const handle = this.#handles.push(undefined) - 1;
    const flags = input.unsigned(1);
    const fields = Array.from({ length: input.unsigned(2) }, () => this.#field(depth));
    this.#annotation(depth + 1);
    const desc = { className, flags, fields, superClass: this.#classDesc(depth + 1) };
    this.#handles[handle] = desc;
    return desc;
  }

  #field(depth: number): string {
    const code = String.fromCharCode(this.#input.unsigned(1));
    this.#input.text();
    if (!primitives.has(code)) this.content(depth + 1);
    return code;
  }
}

function unreadableClass(): never {
  throw unreadable();
}

function unreadable(): Error {
  return damaged('a secret key in it is not one that Java writes');
}
