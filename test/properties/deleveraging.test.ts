import fc from 'fast-check';
import {
  BUILT_IN_RANKINGS,
  Dec,
  imbalance,
  text,
  type AccountEvent,
  type TrialBalance,
} from '../../domain/index.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import type { Command } from '../../src/application/commands.js';
import { ENGINE_STATE, PlimsollContainer, partsModule } from '../../src/di/index.js';
import { decimalIn } from './pool-arbitrary.js';

const RUNS = 150;
const seen = { deleveraged: 0, whole: 0, shared: 0, shortened: 0, claimed: 0, repaid: 0 };

const holder = fc.record({
  side: fc.constantFrom('long' as const, 'short' as const),
  quantity: decimalIn(0.1, 20, 1),
  entry: decimalIn(60, 140, 1),
  margin: decimalIn(5, 900, 2),
  mode: fc.constantFrom('cross' as const, 'isolated' as const),
});

const setting = fc.record({
  holders: fc.array(holder, { minLength: 3, maxLength: 7 }),
  ranking: fc.constantFrom(...BUILT_IN_RANKINGS.keys()),
  policies: fc.constantFrom(
    ['insurance-fund', 'deleverage'],
    ['insurance-fund', 'deleverage', 'share-loss'],
    ['share-loss'],
    ['insurance-fund', 'claims'],
    ['insurance-fund', 'deleverage', 'claims'],
  ),
  remainder: fc.constantFrom('largest', 'insurance-fund', 'venue'),
  fund: fc.constantFrom('0', '7.3'),
  kind: fc.constantFrom('linear' as const, 'inverse' as const),
  prices: fc.array(decimalIn(40, 200, 1), { minLength: 2, maxLength: 5 }),
});

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

async function play(
  { holders, ranking, policies, remainder, fund, kind, prices }: Setting,
  order: 1 | -1 = 1,
) {
  const journal = new MemoryJournal();
  const container = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() }));
  const state = container.get(ENGINE_STATE);
  const engine = container.engine();
  const asset = kind === 'linear' ? 'USD' : 'BTC';
  const configuration = {
    assets: [{ asset: 'BTC', haircut: '0' }],
    engine: {
      deficit: policies,
      deleverage: { ranking },
      lossSharing: { remainder },
      insuranceFund: { [asset]: fund },
    },
  };
  const unit = kind === 'linear' ? '1' : '100';
  const commands = [
    { type: 'setConfiguration', configuration },
    {
      type: 'listInstrument',
      instrument: {
        id: 'X',
        kind,
        base: 'BTC',
        quote: 'USD',
        multiplier: unit,
        lot: '0.1',
        margin: { model: 'flat', initial: '0.1', maintenance: '0.02' },
      },
    },
    { type: 'mark', marks: { X: '100' }, rates: { BTC: '100' } },
  ] as Command[];
  for (const command of commands) expect(await engine.handle(command)).toMatchObject({ ok: true });
  const members = holders.flatMap(({ margin, mode, ...position }, index): Command[] => {
    const account = `h${index}`;
    const own = mode === 'isolated' ? { margin } : {};
    return [
      ...(mode === 'cross' ? [{ type: 'deposit' as const, account, asset, amount: margin }] : []),
      { type: 'book', account, instrument: 'X', ...position, mode, ...own },
    ];
  });
  const imported = order === 1 ? members : turned(members);
  await engine.import(imported);
  const begun = journal.envelopes.length;
  for (const price of prices) {
    const before = journal.envelopes.length;
    await engine.handle({ type: 'mark', marks: { X: price } });
    check(journal.envelopes.slice(before).map(({ event }) => event as AccountEvent));
    expect(imbalance(state.ledger)).toEqual({});
    for (const [key, balance] of state.ledger) {
      if (key.startsWith('["transit"')) expect(balance.isZero()).toBe(true);
    }
    expect(await claimedIn(engine)).toBe(text(unfunded(state.ledger).negated()));
  }
  for (const amount of ['1.7', '100000000']) {
    await engine.handle({ type: 'fund', asset, amount });
    expect(imbalance(state.ledger)).toEqual({});
  }
  // The fund holds more than anybody can claim, so nothing is claimed any more.
  expect(await claimedIn(engine)).toBe('0');
  expect(text(unfunded(state.ledger))).toBe('0');
  return { engine, journal, told: journal.envelopes.slice(begun).map(({ event }) => event) };
}

/** A figure of an event, cut where its fraction has no end. */
function shown(figure: string): Dec {
  return new Dec(figure.replace('...', ''));
}

/** The accounts in reverse, each with its own commands in their order. */
function turned(members: readonly Command[]): Command[] {
  const ids = [...new Set(members.map((one) => ('account' in one ? one.account : '')))].reverse();
  return ids.flatMap((id) => members.filter((one) => 'account' in one && one.account === id));
}

async function claimedIn(engine: MarginEngine): Promise<string> {
  let sum = new Dec(0);
  for (const id of await engine.accountIds()) {
    const answer = await engine.query({ ask: 'claims', account: id });
    for (const { amount } of answer.ok ? answer.value : []) sum = sum.plus(amount);
  }
  return text(sum);
}

function unfunded(ledger: TrialBalance): Dec {
  const all = [...ledger].filter(([key]) => key.startsWith('["unfunded"'));
  return all.reduce((sum, [, balance]) => sum.plus(balance), new Dec(0));
}

/** What one batch did: deficits are met to the last digit, by nobody in loss. */
function check(events: readonly AccountEvent[]): void {
  let closed = new Dec(0);
  let owed = new Dec(0);
  for (const event of events) {
    switch (event.type) {
      case 'PositionClosed':
        closed = new Dec(event.quantity);
        break;
      case 'PoolBankrupted':
        owed = event.owed.reduce((sum, { amount }) => sum.plus(amount), new Dec(0));
        break;
      case 'DeficitCovered':
        owed = owed.minus(event.amount);
        break;
      case 'PositionDeleveraged': {
        seen.deleveraged += 1;
        closed = closed.minus(event.quantity);
        const given = (event.movements ?? []).filter(({ reason }) => reason === 'deficit');
        expect(given.every(({ from }) => from.at === 'house')).toBe(true);
        // At the mark it would have been a profit.
        if (event.queue) expect(shown(event.profit).plus(shown(event.cost!)).gt(0)).toBe(true);
        break;
      }
      case 'DeficitMet': {
        const amount = new Dec(event.amount);
        expect(amount.lte(owed)).toBe(true);
        if (event.by === 'share-loss') seen.shared += 1;
        else if (event.by === 'claims') seen.claimed += 1;
        else if (closed.isZero()) {
          // The whole quantity was met, so the whole deficit is.
          seen.whole += 1;
          expect(amount.eq(owed)).toBe(true);
        } else {
          seen.shortened += 1;
        }
        owed = owed.minus(amount);
        break;
      }
      case 'LossShared':
      case 'ProfitClaimed':
        expect(shown(event.profit).gt(0)).toBe(true);
        break;
      case 'ClaimRepaid':
        seen.repaid += 1;
        break;
      default:
    }
  }
}

describe('deleveraging and loss sharing', () => {
  it('take what is owed and no more, from the other side and from winners only', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (drawn) => {
        const { engine, journal, told } = await play(drawn);
        for (const event of told) if (event.type === 'ClaimRepaid') seen.repaid += 1;
        // Who came first into the book decides nothing.
        expect((await play(drawn, -1)).told).toEqual(told);
        const rebuilt = new PlimsollContainer(
          partsModule({ journal, clock: new FixedClock() }),
        ).engine();
        await rebuilt.restore();
        expect(await rebuilt.stateHash()).toBe(await engine.stateHash());
      }),
      { numRuns: RUNS, seed: 47 },
    );
    expect(seen.deleveraged).toBeGreaterThan(60);
    expect(seen.whole).toBeGreaterThan(20);
    expect(seen.shared).toBeGreaterThan(20);
    expect(seen.shortened).toBeGreaterThan(5);
    expect(seen.claimed).toBeGreaterThan(20);
    expect(seen.repaid).toBeGreaterThan(20);
  }, 120_000);
});
