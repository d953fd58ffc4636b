// Ajv as the mutation run uses it: a schema is compiled once for all mutants that leave it as it is.
import { Ajv as Original } from 'ajv';

const compiled = (globalThis.compiledSchemas ??= new Map());

export class Ajv {
  #options;

  constructor(options) {
    this.#options = options;
  }

  compile(schema) {
    const key = JSON.stringify([this.#options, schema]);
    if (!compiled.has(key)) compiled.set(key, new Original(this.#options).compile(schema));
    return compiled.get(key);
  }

  errorsText(errors) {
    return new Original().errorsText(errors);
  }
}
