/** How much one step of the self-audit looks at. */
export interface AuditOptions {
  /** Accounts to measure at most; default 100. */
  readonly accounts?: number;
  /**
   * Has the watch look at all that it takes to be safe, some tens of nanoseconds a line, and
   * measures first those of which it is not certain; default false.
   */
  readonly sweep?: boolean;
}

/** What one step of the self-audit came to. */
export interface AuditReport {
  /** Accounts that were measured exactly. */
  readonly audited: number;
  /** Whether this step looked at the last account of a round through all of them. */
  readonly endsRound: boolean;
  /** Accounts that time alone had something to decide about; they are judged now. */
  readonly overdue: readonly string[];
  /**
   * How many accounts come before the round goes on: what was found of them may be what a step
   * that is still being judged decides, or the watch is not certain of them.
   */
  readonly putOff: number;
}
