import { InvariantViolation } from '../../domain/index.js';
import type { AuditReport } from './audit-report.js';
import type { AuditedPool } from './overlooked.js';
import type { Reproduction } from './reproduction.js';

/** An account that was left out, measured exactly. */
export interface AuditMiss {
  readonly account: string;
  /** Its pools with positions. */
  readonly pools: readonly AuditedPool[];
  /** Types of the events that judging it would have told, in order. */
  readonly events: readonly string[];
  /** Pools that it would have found breached. */
  readonly due: readonly string[];
  /** Prices it depends on, by factor: `mark:BTC-PERP`, `rate:BTC`. */
  readonly prices: Readonly<Record<string, string>>;
  /** The last event when it was found, and the engine's time then, ISO 8601. */
  readonly sequence: number;
  readonly at: string;
  /**
   * How to find it again: of the first three, and only where the journal goes back to the first
   * event.
   */
  readonly reproduction?: Reproduction;
}

/**
 * The self-audit found accounts that had to be judged and were not: the watch is wrong, or the
 * engine did not heed it. By the time it is thrown they are judged, or owed where that failed.
 */
export class WatchMiss extends InvariantViolation {
  constructor(
    /** At least one, in the order of their ids. */
    readonly misses: readonly AuditMiss[],
    readonly report: AuditReport,
    cause?: unknown,
  ) {
    super('I-6', messageOf(misses), figuresOf(misses));
    this.name = 'WatchMiss';
    if (cause !== undefined) this.cause = cause;
  }
}

function messageOf(misses: readonly AuditMiss[]): string {
  const [first] = misses;
  if (first === undefined) return 'nobody was left out';
  const { account, events, due, sequence } = first;
  const decided = [...events, ...due.map((pool) => `${pool} is due`)].join(', ');
  const more = misses.length === 1 ? '' : `, and so were ${misses.length - 1} more`;
  return `${account} was left unjudged at event ${sequence} (${decided})${more}`;
}

/** Those of the first one, flat. */
function figuresOf([first]: readonly AuditMiss[]): Record<string, string> {
  if (first === undefined) return {};
  const { account, pools, prices, sequence, at } = first;
  const figures: Record<string, string> = { account, sequence: String(sequence), at, ...prices };
  for (const { pool, equity, maintenance } of pools) {
    figures[`${pool}.equity`] = equity;
    figures[`${pool}.maintenance`] = maintenance;
  }
  return figures;
}
