import { damaged } from '../pki/der-reader';
import type { Bytes } from '../pki/types';

const decoder = new TextDecoder();

/** As java.io.DataInput: numbers are big-endian. Every method moves on, and throws PkiError `file-damaged` at the end. */
export class DataInput {
  readonly #bytes: Bytes;
  at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** A copy of the next octets. */
  take(length: number): Bytes {
    if (length > this.#bytes.length - this.at) throw damaged('it is cut off');
    this.at += length;
    return this.#bytes.slice(this.at - length, this.at);
  }

  unsigned(length: number): number {
    return this.take(length).reduce((value, octet) => value * 256 + octet, 0);
  }

  /** readUTF; characters beyond the BMP, which Java splits in two, come out as U+FFFD. */
  text(): string {
    return decoder.decode(this.take(this.unsigned(2)));
  }

  /** What was read since a place. */
  since(start: number): Bytes {
    return this.#bytes.slice(start, this.at);
  }
}
