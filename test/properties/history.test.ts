import fc from 'fast-check';
import {
  Dec,
  LOT_METHODS,
  Rational,
  ZERO,
  text,
  type ClosingSizeTerms,
} from '../../domain/index.js';
import { fillsOf } from '../../src/history/fills.js';
import { ledgerOf } from '../../src/history/ledger.js';
import { realizedLots } from '../../src/history/lots.js';
import { positionLives } from '../../src/history/position-lives.js';
import { HISTORY_KINDS } from '../../src/history/questions.js';
import { storiesOf } from '../../src/history/story.js';
import { worldOf, type World } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';

const RUNS = 60;
const seen = { ended: 0, lots: 0, movements: 0, closeOuts: 0, pages: 0 };

const setting = fc.record({
  commands: commandsArbitrary,
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  size: fc.constantFrom<ClosingSizeTerms>('whole-position', 'just-enough'),
  partial: fc.constantFrom(0, 0.4),
});

/** The last balance of every entry is what the account holds. */
async function checkLedger({ engine, journal }: World, id: string): Promise<void> {
  const account = (await engine.account(id))!;
  const last = new Map<string, string>();
  for (const { entry, asset, balance } of ledgerOf(journal.envelopes, id)) {
    last.set(`${entry} ${asset}`, balance);
    seen.movements += 1;
  }
  for (const [asset, kinds] of account.wallets) {
    for (const [kind, balance] of kinds) {
      expect(last.get(`wallet ${kind} ${asset}`) ?? '0').toBe(text(balance));
    }
  }
  for (const { id: pool, asset = '', balance } of account.pools.values()) {
    expect(last.get(`${pool} ${asset}`) ?? '0').toBe(text(balance));
  }
}

/** Over the whole life of its positions every method gives what was booked, to the last digit. */
function checkLots({ journal }: World, id: string): void {
  const lives = positionLives(journal.envelopes, id);
  const profits = fillsOf(journal.envelopes, id).reduce(
    (sum, { profit = '0' }) => sum.plus(profit),
    new Dec(ZERO),
  );
  const booked = lives.reduce((sum, { profit }) => sum.plus(profit), new Dec(ZERO));
  expect(text(booked)).toBe(text(profits));
  if (lives.some(({ left }) => left !== '0')) return;
  for (const method of LOT_METHODS) {
    const lots = realizedLots(journal.envelopes, id, method);
    const sum = lots.reduce((total, { profit }) => total.plus(profit), Rational.ZERO);
    expect(sum.cmp(Rational.ofDecimal(profits))).toBe(0);
    if (lots.length > 1) seen.lots += 1;
  }
  if (lives.length > 0) seen.ended += 1;
}

/** A story measures after one close what the next decision of the same case was made on. */
function checkStories({ journal }: World, id: string): void {
  for (const { closeOuts, ended } of storiesOf(journal.envelopes, id)) {
    closeOuts.forEach(({ after, fills, sequence }, index) => {
      seen.closeOuts += 1;
      const next = closeOuts[index + 1];
      if (after === undefined) return;
      const last = Math.max(sequence, ...fills.map((fill) => fill.sequence));
      const decided = next?.before ?? ended;
      const at = next?.sequence ?? ended?.sequence;
      if (decided === undefined || at === undefined || fills.length === 0 || at > last + 2) return;
      const { command } = journal.envelopes[at - 1]!;
      if (command !== journal.envelopes[last - 1]!.command) return;
      expect(after).toMatchObject({ equity: decided.equity, maintenance: decided.maintenance });
    });
  }
}

/** Pages put together are the whole, whatever their size. */
async function checkPages({ engine }: World, account: string): Promise<void> {
  for (const kind of HISTORY_KINDS) {
    const whole = await engine.query({ ask: 'history', account, kind, limit: 1000 });
    if (!whole.ok) throw new Error(whole.error.message);
    const rows: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await engine.query({
        ask: 'history',
        account,
        kind,
        limit: 3,
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (!page.ok) throw new Error(page.error.message);
      rows.push(...page.value.rows);
      cursor = page.value.next;
      seen.pages += 1;
    } while (cursor !== undefined);
    expect(rows).toEqual(whole.value.rows);
  }
}

describe('history under random commands', () => {
  it('adds up to what accounts hold and positions earned', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ commands, seed, size, partial }) => {
        const world = await worldOf(
          {
            liquidation: { size, target: '1.1', fee: '0.005' },
            fees: { maker: '0.0002', taker: '0.0005' },
          },
          { seed, slippage: '0.02', partial },
        );
        for (const command of commands) await world.engine.handle(command);
        for (const id of await world.engine.accountIds()) {
          await checkLedger(world, id);
          const account = (await world.engine.account(id))!;
          for (const pool of account.pools.values()) {
            for (const { instrument, id: position } of pool.positions.values()) {
              const named = position === undefined ? {} : { position };
              await world.engine.handle({
                type: 'close',
                account: id,
                instrument,
                mode: pool.mode,
                ...named,
              });
            }
          }
          checkLots(world, id);
          checkStories(world, id);
          await checkPages(world, id);
        }
      }),
      { numRuns: RUNS, seed: 47 },
    );
    expect(seen.ended).toBeGreaterThan(RUNS / 2);
    expect(seen.lots).toBeGreaterThan(RUNS);
    expect(seen.movements).toBeGreaterThan(RUNS * 5);
    expect(seen.closeOuts).toBeGreaterThan(RUNS / 4);
    expect(seen.pages).toBeGreaterThan(RUNS * 10);
  }, 240_000);
});
