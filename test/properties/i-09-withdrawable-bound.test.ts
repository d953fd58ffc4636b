import fc from 'fast-check';
import { Dec } from '../../domain/index.js';
import {
  ZERO,
  add,
  compare,
  fraction,
  larger,
  read,
  sign,
  smaller,
  subtract,
  type Fraction,
} from '../support/oracle/pool-figures/fraction.js';
import { measure } from '../support/oracle/pool-figures/pool.js';
import { OracleBook } from '../support/oracle/tape-book/book.js';
import type { TapeRecord } from '../support/oracle/tape-book/tape-record.js';
import { Happenings, play } from '../support/played-day.js';
import type { World } from '../support/world.js';
import { dayArbitrary } from './day-arbitrary.js';

const RUNS = 80;
const UNIT = fraction(1n, 10n ** 18n);
const counts = { leaving: 0, bounded: 0, byProfit: 0, byBalance: 0, liquidating: 0, noOps: 0 };

/** What could leave a pool: unrealized profit never does, and the initial margin stays. */
function releasable(book: OracleBook, account: string, pool: string): Fraction {
  const { collateral, equity, initial } = measure(book.pool(account, pool));
  return subtract(smaller(collateral, equity), initial);
}

/** After money left a pool, the pool it left still affords its positions. */
function checkLeft(event: TapeRecord, book: OracleBook): void {
  const { type, account = '', pool = '' } = event;
  const left = type === 'CollateralReleased' ? pool : 'cross';
  if (book.records(account, left).length === 0) return;
  expect(sign(releasable(book, account, left))).toBeGreaterThanOrEqual(0);
  counts.leaving += 1;
}

const decimals = ({ n, d }: Fraction): string =>
  new Dec(n.toString()).div(new Dec(d.toString())).toFixed(18, 'down');

/** At the end of a day every holder takes out exactly what may leave, and not one unit more. */
async function takeAll({ engine, journal }: World): Promise<void> {
  const book = new OracleBook();
  for (const { event } of journal.envelopes) book.apply(event as unknown as TapeRecord);
  for (const account of await engine.accountIds()) {
    const { pools, debts } = (await engine.account(account))!;
    const withdrawal = { type: 'withdraw', account, asset: 'USD' } as const;
    if (pools.get('cross')!.liquidation !== undefined) {
      const answer = await engine.handle({ ...withdrawal, amount: '0.01' });
      expect(answer).toMatchObject({ ok: false, error: { code: 'pool.liquidating' } });
      counts.liquidating += 1;
      continue;
    }
    if (debts.size > 0) continue;
    const balance = book.balance({ at: 'wallet', account, wallet: 'spot' }, 'USD');
    const room = releasable(book, account, 'cross');
    const most = larger(smaller(room, balance), ZERO);
    const asked = await engine.query({ ask: 'pool', account, pool: 'cross' });
    const exact = asked.ok ? String(asked.value.withdrawable) : '';
    if (/^\d+(\.\d+)?$/.test(exact)) expect(compare(read(exact), most)).toBe(0);
    const cut = fraction((most.n * UNIT.d) / most.d, UNIT.d);
    const more = await engine.handle({ ...withdrawal, amount: decimals(add(cut, UNIT)) });
    expect(more.ok).toBe(false);
    counts[compare(balance, room) < 0 ? 'byBalance' : 'bounded'] += 1;
    const { unrealizedProfit } = measure(book.pool(account, 'cross'));
    if (sign(unrealizedProfit) > 0 && compare(room, balance) < 0) counts.byProfit += 1;
    if (sign(cut) === 0) continue;
    expect(await engine.handle({ ...withdrawal, amount: decimals(cut) })).toMatchObject({
      ok: true,
    });
    // Brought back and taken out again at once, nothing has changed.
    const { wallets } = (await engine.account(account))!;
    const amount = decimals(cut);
    expect(await engine.handle({ ...withdrawal, type: 'deposit', amount })).toMatchObject({
      ok: true,
    });
    expect(await engine.handle({ ...withdrawal, amount })).toMatchObject({ ok: true });
    expect((await engine.account(account))!.wallets).toEqual(wallets);
    counts.noOps += 1;
  }
}

describe('I-9: the withdrawable bound', () => {
  it('lets exactly that much leave a pool which its positions do not need', async () => {
    const seen = new Happenings();
    await fc.assert(
      fc.asyncProperty(dayArbitrary, async (day) => {
        let withdrawing = false;
        const world = await play(day, seen, {
          before: (_, { type }) => {
            withdrawing = ['withdraw', 'addMargin', 'removeMargin'].includes(type);
          },
          taken: (event, book) => {
            const moved = ['CollateralWithdrawn', 'CollateralAllocated', 'CollateralReleased'];
            if (withdrawing && moved.includes(event.type)) checkLeft(event, book);
          },
        });
        await takeAll(world);
      }),
      { numRuns: RUNS, seed: 9 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 30, bankrupt: 30, retried: 10 });
    expect(counts.leaving).toBeGreaterThan(20);
    expect(counts.bounded).toBeGreaterThan(40);
    expect(counts.byProfit).toBeGreaterThan(10);
    expect(counts.byBalance).toBeGreaterThan(10);
    expect(counts.liquidating).toBeGreaterThan(5);
    expect(counts.noOps).toBeGreaterThan(40);
  }, 120_000);
});
