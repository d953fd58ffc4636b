/** A venue, store or feed failed; nothing of the step that met it was committed. */
export class PortFailure extends Error {
  constructor(
    readonly port: string,
    message: string,
    readonly retryable: boolean,
    cause?: unknown,
  ) {
    super(`${port}: ${message}`, { cause });
    this.name = 'PortFailure';
  }
}
