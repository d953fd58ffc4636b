import { Ajv, type ErrorObject } from 'ajv';
import type { Schema } from './schema-parts.js';

/** Every violation of a schema by a document; none if it fits. */
export type SchemaCheck = (document: unknown) => readonly ErrorObject[];

/**
 * A check by a schema, compiled when it is first needed: most callers of the package never read a
 * scenario, and compiling takes longer than anything else a start does.
 */
export function checkBy(schema: Schema): SchemaCheck {
  let check: SchemaCheck | undefined;
  return (document) => {
    check ??= compiled(schema);
    return check(document);
  };
}

function compiled(schema: Schema): SchemaCheck {
  // Without inlining and optimizing the code stays small, which is worth more than its speed here.
  const options = { inlineRefs: false, code: { optimize: false } };
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, ...options });
  const validate = ajv.compile(eachPartOnce(schema));
  return (document) => (validate(document) ? [] : (validate.errors ?? []));
}

/**
 * The same schema with each part that stands in it several times told once and referred to, so
 * that it is compiled once. Parts are told apart by identity, as the builders share them.
 */
function eachPartOnce(schema: Schema): Schema {
  const times = new Map<object, number>();
  const definitions: Record<string, unknown> = {};
  const references = new Map<object, Schema>();

  const count = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const before = times.get(value) ?? 0;
    times.set(value, before + 1);
    if (before === 0) Object.values(value).forEach(count);
  };
  const copy = (value: object): unknown =>
    Array.isArray(value)
      ? value.map(shared)
      : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shared(item)]));
  const shared = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ((times.get(value) ?? 0) < 2 || !isSchema(value)) return copy(value);
    const known = references.get(value);
    if (known !== undefined) return known;
    const name = `part-${references.size}`;
    const reference = { $ref: `#/definitions/${name}` };
    references.set(value, reference);
    definitions[name] = copy(value);
    return reference;
  };

  count(schema);
  return { ...(copy(schema) as Schema), definitions };
}

/** Told apart from maps of properties and from values that are compared with. */
function isSchema(value: object): boolean {
  const { type, anyOf, enum: values } = value as Schema;
  return typeof type === 'string' || Array.isArray(anyOf) || Array.isArray(values);
}
