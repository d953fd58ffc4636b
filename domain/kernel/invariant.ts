/** A bug of the engine: a rule that must always hold did not. Halts the account it concerns. */
export class InvariantViolation extends Error {
  constructor(
    readonly rule: string,
    message: string,
    readonly figures: Readonly<Record<string, string>> = {},
  ) {
    super(`${rule}: ${message}`);
    this.name = 'InvariantViolation';
  }
}

/** Throws `InvariantViolation` with the rule's id and the figures unless `holds`. */
export function invariant(
  holds: boolean,
  rule: string,
  message: string,
  figures?: Readonly<Record<string, string>>,
): asserts holds {
  if (!holds) violated(rule, message, figures);
}

/** Throws the same, for a rule asked about so often that its message is made only once it broke. */
export function violated(
  rule: string,
  message: string,
  figures?: Readonly<Record<string, string>>,
): never {
  throw new InvariantViolation(rule, message, figures);
}
