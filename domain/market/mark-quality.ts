/** How far the price of an instrument can be trusted. */
export const MARK_QUALITIES = ['good', 'degraded', 'stale', 'invalid'] as const;
/** How far one price can be trusted. */
export type MarkQuality = (typeof MARK_QUALITIES)[number];

/** What may depend on that trust. */
export const MARK_ACTIONS = ['open', 'withdraw', 'liquidate', 'settle', 'trigger'] as const;
/** One of the things that depend on it. */
export type MarkAction = (typeof MARK_ACTIONS)[number];

/** For each quality and each action whether it is allowed; total. */
export type QualityTable = Readonly<Record<MarkQuality, Readonly<Record<MarkAction, boolean>>>>;

/** Changes to the table; a good price allows everything, always. */
export type QualityTerms = Readonly<
  Partial<Record<Exclude<MarkQuality, 'good'>, Readonly<Partial<Record<MarkAction, boolean>>>>>
>;

/**
 * What is allowed where a configuration says nothing. A degraded price is a price; only a
 * settlement, which nobody can take back, waits for a good one. On a stale price no new risk is
 * taken, no money leaves and no stop is triggered, while a pool that is breached at the last good
 * price is liquidated all the same. On an invalid one, where sources contradict each other,
 * nothing is allowed.
 */
export const DEFAULT_QUALITY_TABLE: QualityTable = {
  good: { open: true, withdraw: true, liquidate: true, settle: true, trigger: true },
  degraded: { open: true, withdraw: true, liquidate: true, settle: false, trigger: true },
  stale: { open: false, withdraw: false, liquidate: true, settle: false, trigger: false },
  invalid: { open: false, withdraw: false, liquidate: false, settle: false, trigger: false },
};

/** The default table with the changes of a configuration. */
export function qualityTable({ degraded, stale, invalid }: QualityTerms = {}): QualityTable {
  const table = DEFAULT_QUALITY_TABLE;
  return {
    good: table.good,
    degraded: { ...table.degraded, ...degraded },
    stale: { ...table.stale, ...stale },
    invalid: { ...table.invalid, ...invalid },
  };
}
