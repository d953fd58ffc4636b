import { parseDecimal, type Dec } from '../../../domain/index.js';

/** An answer of a venue cannot be used; the message names the file, the field and why. */
export class UnusableAnswer extends Error {
  constructor(
    readonly file: string,
    /** Where in the answer: `result.list[3].riskLimitValue`; empty for the answer as a whole. */
    readonly path: string,
    readonly why: string,
  ) {
    super([file, path, why].filter((part) => part !== '').join(': '));
    this.name = 'UnusableAnswer';
  }
}

const SHOWN = 40;

/** One place of an answer, read with its path so that what is wrong there can be named. */
export class Field {
  constructor(
    private readonly file: string,
    private readonly value: unknown,
    readonly path = '',
  ) {}

  /** The file and the place in it. */
  get place(): string {
    return `${this.file}: ${this.path}`;
  }

  /** Whether it is an object that has the key. */
  has(key: string): boolean {
    return isRecord(this.value) && this.value[key] !== undefined;
  }

  /** What stands under a key. @throws UnusableAnswer where that is no object */
  at(key: string): Field {
    if (!isRecord(this.value)) this.refuse('an object is needed');
    return new Field(this.file, this.value[key], this.path === '' ? key : `${this.path}.${key}`);
  }

  /** Whether it is a list. */
  isList(): boolean {
    return Array.isArray(this.value);
  }

  /** The members of a list. @throws UnusableAnswer where it is none, or empty */
  list(): Field[] {
    if (!Array.isArray(this.value)) this.refuse('a list is needed');
    if (this.value.length === 0) this.refuse('a list that is not empty is needed');
    return this.value.map(
      (item: unknown, index) => new Field(this.file, item, `${this.path}[${index}]`),
    );
  }

  /** Text that is not empty. @throws UnusableAnswer */
  word(): string {
    if (typeof this.value === 'string' && this.value !== '') return this.value;
    return this.refuse('a text is needed');
  }

  /** Nothing, or an empty text, as some venues write what they leave out. */
  isBlank(): boolean {
    return this.value === undefined || this.value === null || this.value === '';
  }

  /**
   * A decimal that is not negative, written as text or as a JSON number; a number is taken as its
   * shortest decimal notation, which up to 15 digits is how it was written.
   * @throws UnusableAnswer
   */
  decimal(): Dec {
    const written = typeof this.value === 'number' ? String(this.value) : this.value;
    const plain = typeof written === 'string' ? trimmed(written) : '';
    const read = parseDecimal(plain);
    if (!read.ok) return this.refuse('a decimal is needed');
    if (read.value.isNegative()) return this.refuse('it cannot be negative');
    return read.value;
  }

  /** A decimal above zero. @throws UnusableAnswer */
  positive(): Dec {
    const value = this.decimal();
    return value.isZero() ? this.refuse('it must be above zero') : value;
  }

  /** @throws UnusableAnswer naming this place, what stands there and what is needed */
  refuse(why: string): never {
    const given = this.value === undefined ? 'nothing' : JSON.stringify(this.value);
    const shown = given.length > SHOWN ? `${given.slice(0, SHOWN)}...` : given;
    throw new UnusableAnswer(this.file, this.path, `${why}, not ${shown}`);
  }
}

/** Zeros at the end of a fraction say nothing: `150000000.0`. */
function trimmed(written: string): string {
  return written.includes('.') ? written.replace(/\.?0+$/, '') : written;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
