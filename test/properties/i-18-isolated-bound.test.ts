import fc from 'fast-check';
import { text, type AccountEvent } from '../../domain/index.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import { add, compare, negate, read, sign, ZERO } from '../support/oracle/pool-figures/fraction.js';
import type { OracleBook } from '../support/oracle/tape-book/book.js';
import type { TapeRecord } from '../support/oracle/tape-book/tape-record.js';
import { Happenings, play, type PlayedStep } from '../support/played-day.js';
import { dayArbitrary } from './day-arbitrary.js';

const RUNS = 100;
const counts = { lostAll: 0, givenBack: 0, untouchedWallets: 0, untouchedPools: 0 };

/** Wallets and isolated pools of an account as plain text, to compare them to the last digit. */
async function holdings(engine: MarginEngine, id: string) {
  const account = await engine.account(id);
  const wallets = [...(account?.wallets ?? [])].map(([asset, kinds]) => [
    asset,
    [...kinds].map(([kind, balance]) => [kind, text(balance)]),
  ]);
  const isolated = [...(account?.pools.values() ?? [])]
    .filter(({ mode }) => mode === 'isolated')
    .map((pool): [string, unknown] => {
      const quantities = [...pool.positions.values()].map(({ quantity }) => text(quantity));
      return [pool.id, [text(pool.balance), quantities]];
    });
  return { wallets, isolated: new Map(isolated) };
}

type Holdings = Awaited<ReturnType<typeof holdings>>;

/** Where money may move in an event of an isolated pool, and in one of the cross pool. */
function checkMovements(event: TapeRecord, judged: boolean): void {
  const { pool } = event;
  const isolated = pool?.startsWith('isolated:') === true;
  for (const { from, to, reason } of event.movements ?? []) {
    if (!isolated) {
      expect([from.at, to.at]).not.toContain('pool');
      continue;
    }
    for (const entry of [from, to]) if (entry.at === 'pool') expect(entry.pool).toBe(pool);
    if (from.at === 'wallet') {
      // Only the holder's own command brings money in; the opening fee is the wallet's.
      expect(judged).toBe(false);
      expect(['allocate', 'fee']).toContain(reason);
    }
    if (to.at === 'wallet') expect(reason).toBe('release');
  }
}

/** What went from the wallet into each isolated pool over its life, and what came back. */
class Contributions {
  private readonly pools = new Map<string, { given: typeof ZERO; back: typeof ZERO }>();

  take({ account = '', pool = '', movements = [] }: TapeRecord): void {
    if (!pool.startsWith('isolated:')) return;
    const key = `${account} ${pool}`;
    const known = this.pools.get(key) ?? { given: ZERO, back: ZERO };
    this.pools.set(key, known);
    for (const { amount, from, to, reason } of movements) {
      if (from.at === 'wallet' && reason === 'allocate')
        known.given = add(known.given, read(amount));
      if (to.at === 'wallet') known.back = add(known.back, read(amount));
    }
  }

  /** A pool that is gone: the account lost at most what it brought in, and owes nothing. */
  close(book: OracleBook, event: TapeRecord): void {
    const { account = '', pool = '', outcome } = event;
    const key = `${account} ${pool}`;
    const { given, back } = this.pools.get(key)!;
    const loss = add(given, negate(back));
    expect(compare(loss, given)).toBeLessThanOrEqual(0);
    for (const asset of ['USD', 'BTC']) {
      expect(sign(book.balance({ at: 'pool', account, pool }, asset))).toBe(0);
    }
    if (outcome === 'bankrupt') {
      expect(sign(back) === 0 || sign(loss) > 0).toBe(true);
      counts.lostAll += 1;
    } else counts.givenBack += 1;
    this.pools.delete(key);
  }
}

/** Steps that no holder asked for: prices, funding, another try. */
const JUDGED: ReadonlySet<string> = new Set(['mark', 'funding', 'retry']);

/** Isolated liquidations of a step leave the wallets alone, and those of cross pools the others. */
function checkSides(before: Holdings, after: Holdings, events: readonly AccountEvent[]): void {
  const pooled = events.flatMap((event) => ('pool' in event ? [event] : []));
  const named = new Set(pooled.map(({ pool }) => pool));
  const released = events.some(({ type }) => type === 'CollateralReleased');
  if (named.size > 0 && !named.has('cross') && !released) {
    expect(after.wallets).toEqual(before.wallets);
    counts.untouchedWallets += 1;
  }
  const closings = pooled.filter(({ type }) => type === 'CloseOutRequested');
  for (const [pool, held] of before.isolated) {
    if (named.has(pool)) continue;
    expect(after.isolated.get(pool)).toEqual(held);
    if (closings.some((event) => event.pool === 'cross')) counts.untouchedPools += 1;
  }
}

describe('I-18: the isolated bound', () => {
  it('keeps the loss of an isolated pool within what was brought in, and the reverse', async () => {
    const seen = new Happenings();
    await fc.assert(
      fc.asyncProperty(dayArbitrary, async (day) => {
        const contributions = new Contributions();
        const before = new Map<string, Holdings>();
        let judged = false;
        await play(day, seen, {
          before: async ({ engine }, { type }) => {
            judged = JUDGED.has(type);
            for (const id of await engine.accountIds()) before.set(id, await holdings(engine, id));
          },
          event: (event) => {
            checkMovements(event, judged);
            contributions.take(event);
          },
          taken: (event, book) => {
            const gone = event.type === 'LiquidationEnded' && event.outcome !== 'restored';
            if (gone && event.pool !== 'cross') contributions.close(book, event);
          },
          after: async ({ world: { engine }, events }: PlayedStep) => {
            if (!judged) return;
            for (const [id, holding] of before) {
              const own = events.filter((event) => 'account' in event && event.account === id);
              checkSides(holding, await holdings(engine, id), own);
            }
          },
        });
      }),
      { numRuns: RUNS, seed: 18 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 50, bankrupt: 50, retried: 20 });
    expect(counts.lostAll).toBeGreaterThan(40);
    expect(counts.givenBack).toBeGreaterThan(3);
    expect(counts.untouchedWallets).toBeGreaterThan(40);
    expect(counts.untouchedPools).toBeGreaterThan(20);
  }, 120_000);
});
