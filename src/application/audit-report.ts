/** How much one step of the self-audit looks at. */
export interface AuditOptions {
  /** Accounts to measure at most; default 100. */
  readonly accounts?: number;
}

/** What one step of the self-audit came to. */
export interface AuditReport {
  /** Accounts that were measured exactly. */
  readonly audited: number;
  /** Whether this step looked at the last account of a round through all of them. */
  readonly endsRound: boolean;
  /** Accounts that time alone had something to decide about; they are judged now. */
  readonly overdue: readonly string[];
  /** How many accounts are to be looked at again, because a step was still being judged. */
  readonly putOff: number;
}
