/** Small builders for JSON Schema, so that the schema reads like the format page. */
export type Schema = Readonly<Record<string, unknown>>;

/** An object of exactly these keys; keys that end in `?` are optional. */
export function record(keys: Readonly<Record<string, Schema>>): Schema {
  const names = Object.keys(keys);
  return {
    type: 'object',
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), keys[name]])),
  };
}

/** One of these values. */
export function oneOf(...values: readonly (string | boolean | number)[]): Schema {
  return { enum: values };
}

/** A list of such items. */
export function listOf(items: Schema, least = 0): Schema {
  return { type: 'array', items, minItems: least, maxItems: 10_000 };
}

/** Any names with such values. */
export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

/** Any of these. */
export function either(...anyOf: readonly Schema[]): Schema {
  return { anyOf };
}

/** An amount, price, quantity or rate: the digits the engine accepts. */
export const decimal: Schema = {
  type: 'string',
  maxLength: 38,
  pattern: '^-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?$',
};

/** An expected number: any number of digits. */
export const anyDecimal: Schema = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };

/** An id or name of the caller's. */
export const name: Schema = {
  type: 'string',
  minLength: 1,
  maxLength: 128,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
};

/** Any text. */
export const text: Schema = { type: 'string' };
/** True or false. */
export const flag: Schema = { type: 'boolean' };
/** ISO 8601 UTC. */
export const time: Schema = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?Z$',
};
/** ISO 8601: days, hours, minutes, seconds. */
export const duration: Schema = {
  type: 'string',
  pattern: '^P(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+S)?)?$',
};
/** Long or short. */
export const side = oneOf('long', 'short');
/** Cross or isolated. */
export const mode = oneOf('cross', 'isolated');
/** One-way or hedge. */
export const positionMode = oneOf('one-way', 'hedge');
/** A wallet kind. */
export const walletKind = oneOf('spot', 'staked', 'futures', 'locked');
