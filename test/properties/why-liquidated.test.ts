import fc from 'fast-check';
import {
  Rational,
  distance,
  liquidationPrice,
  marginPool,
  measureLine,
  type ClosingSizeTerms,
} from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { isFill } from '../../src/history/fills.js';
import type { LevelAt } from '../../src/history/level.js';
import { whyLiquidated, type WhyTable } from '../../src/history/why-liquidated.js';
import type { Envelope } from '../../src/ports/ports.js';
import { worldOf } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';

const RUNS = 200;
const seen = { price: 0, slack: 0, rows: 0, moved: 0, execution: 0 };
const reasons = new Map<string, number>();

const setting = fc.record({
  commands: commandsArbitrary,
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  size: fc.constantFrom<ClosingSizeTerms>('whole-position', 'just-enough'),
  netting: fc.constantFrom('none' as const, 'max-side-per-underlying' as const),
  profitWeight: fc.constantFrom('1', '0.7'),
  since: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** The level as an engine measures it that was restored from the tape up to that event. */
async function measuredAt(
  tape: readonly Envelope[],
  table: WhyTable,
  { sequence }: LevelAt,
): Promise<Rational | null> {
  const journal = new MemoryJournal();
  journal.envelopes.push(...tape.slice(0, sequence));
  const engine = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
  await engine.restore();
  const account = (await engine.account(table.account))!;
  const { market } = engine;
  const pool = marginPool(account, market, table.pool);
  const { trigger } = market.configuration.liquidation;
  if (table.told === 'slack') return distance(measureLine(market, pool), trigger).toRational();
  const position = pool.positions.find(({ key }) => key === table.position)!;
  return liquidationPrice(market, pool, position).exact;
}

async function checkTable(tape: readonly Envelope[], table: WhyTable): Promise<void> {
  seen[table.told] += 1;
  const { shown, liquidated, rows, execution } = table;
  for (const end of [shown, liquidated]) {
    const measured = await measuredAt(tape, table, end);
    expect(measured?.cmp(end.level)).toBe(0);
  }
  let level = shown.level;
  let last = shown.sequence;
  for (const row of rows) {
    expect(row.change.sign()).not.toBe(0);
    level = level.plus(row.change);
    expect(level.cmp(row.level)).toBe(0);
    expect(row.sequence).toBeGreaterThan(shown.sequence);
    expect(row.sequence).toBeGreaterThanOrEqual(last);
    last = row.sequence;
    reasons.set(row.reason, (reasons.get(row.reason) ?? 0) + 1);
    seen.rows += 1;
  }
  expect(level.cmp(liquidated.level)).toBe(0);
  if (level.cmp(shown.level) !== 0) seen.moved += 1;
  if (execution.length === 0) return;
  seen.execution += 1;
  const got = execution.reduce((sum, { change }) => sum.plus(change), liquidated.level);
  expect(got.cmp(averageOf(tape, table))).toBe(0);
}

/** The average price of the fills of a case for one position, by size. */
function averageOf(tape: readonly Envelope[], table: WhyTable): Rational {
  let paid = Rational.ZERO;
  let size = Rational.ZERO;
  for (const { event } of tape) {
    if (!isFill(event) || event.position !== table.position) continue;
    if (!('closeOut' in event) || event.closeOut?.startsWith(`${table.case}/`) !== true) continue;
    const quantity = Rational.fromDecimalString(event.quantity);
    size = size.plus(quantity);
    paid = paid.plus(quantity.times(Rational.fromDecimalString(event.price)));
  }
  return paid.over(size);
}

describe('why a position was liquidated', () => {
  it('is told by rows that add up to the difference, whatever moved the level', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ commands, seed, size, netting, profitWeight, since }) => {
        const { engine, journal } = await worldOf(
          {
            netting,
            profitWeight,
            liquidation: { size, target: '1.1', fee: '0.005' },
            fees: { maker: '0.0002', taker: '0.0005' },
          },
          { seed, slippage: '0.02', partial: 0.2 },
        );
        for (const command of commands) await engine.handle(command);
        const tape = journal.envelopes;
        const asked = new Set<string>();
        for (const { event } of tape) {
          if (event.type !== 'CloseOutRequested') continue;
          const { account, case: id, position } = event;
          const key = JSON.stringify([id, position]);
          if (asked.has(key)) continue;
          asked.add(key);
          const question = { ask: 'why-liquidated', account, case: id, position } as const;
          const table = whyLiquidated(tape, question);
          await checkTable(tape, table);
          const from = table.shown.sequence;
          const earlier = from + Math.floor(since * (table.begun.sequence - from));
          if (earlier < table.begun.sequence) {
            await checkTable(tape, whyLiquidated(tape, { ...question, since: earlier }));
          }
        }
      }),
      { numRuns: RUNS, seed: 5 },
    );
    expect(seen.price).toBeGreaterThan(RUNS / 2);
    expect(seen.slack).toBeGreaterThan(5);
    expect(seen.moved).toBeGreaterThan(RUNS / 4);
    expect(seen.execution).toBeGreaterThan(RUNS / 2);
    const met = (reason: string) => reasons.get(reason) ?? 0;
    expect(met('other-positions')).toBeGreaterThan(20);
    expect(met('collateral')).toBeGreaterThan(5);
    expect(met('collateral-value')).toBeGreaterThan(5);
    expect(met('fee')).toBeGreaterThan(5);
    expect(met('funding')).toBeGreaterThan(5);
    expect(met('slippage')).toBeGreaterThan(5);
  }, 240_000);
});
