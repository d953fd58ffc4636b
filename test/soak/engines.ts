import type { EngineTerms } from '../../domain/index.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { SeededRandom } from '../../src/generate/seeded-random.js';
import type { FactorPrices, Watch } from '../../src/ports/watch.js';
import { NaiveWatch } from '../../src/watch/naive-watch.js';
import { WIDE, contractsFor } from '../support/wide-listing.js';
import { worldOf, type Listing, type World } from '../support/world.js';
import { WrongDecision, emptyTally, type Tally } from './tally.js';

export interface EnginesTerms {
  readonly seed: number;
  /** Ends when as many accounts were decided after their prices moved. */
  readonly poolTicks: number;
  readonly watch: () => Watch;
}

const ACCOUNTS = 40;
/** Events of a line or trigger that prices reached. */
const REACHED: readonly string[] = [
  'LiquidationStarted',
  'MarginAlertRaised',
  'MarginAlertCleared',
  'ProtectionTriggered',
];

/** The reference, which also counts whom an engine with it has to measure. */
class CountingWatch extends NaiveWatch {
  named = 0;

  override onPrices(prices: FactorPrices): readonly string[] {
    const found = super.onPrices(prices);
    this.named += found.length;
    return found;
  }
}

/**
 * Two engines hear the same commands and prices, one with the watch and one that measures everybody
 * exactly: their tapes must be the same to the last byte.
 * @throws WrongDecision on the first step after which they differ
 */
export async function soakEngines({ seed, poolTicks, watch }: EnginesTerms): Promise<Tally> {
  const random = new SeededRandom(seed);
  const day = new Day(random);
  const counting = new CountingWatch();
  const [terms, failure] = [day.terms, random.pick([0, 0.2])];
  const worlds: World[] = [];
  for (const one of [counting, watch()]) {
    const behaviour = { seed, failure };
    worlds.push(await worldOf(terms, behaviour, new MemoryJournal(), { watch: one }, day.listing));
  }
  const tally = emptyTally();
  while (tally.poolTicks < poolTicks) {
    const step = day.step();
    const told: string[] = [];
    for (const { engine, journal } of worlds) {
      const before = journal.envelopes.length;
      await engine.handleTogether(step);
      const events = journal.envelopes.slice(before);
      told.push(JSON.stringify(events));
      if (engine === worlds[0]!.engine)
        count(
          tally,
          events.map(({ event }) => event.type),
        );
    }
    tally.ticks += 1;
    tally.poolTicks += counting.named;
    counting.named = 0;
    if (told[0] === told[1]) continue;
    const row = JSON.stringify({ step, exact: told[0], watched: told[1] });
    throw new WrongDecision(
      `market engines, seed ${seed}, tick ${tally.ticks}: tapes differ: ${row}`,
    );
  }
  return tally;
}

function count(tally: Tally, types: readonly string[]): void {
  tally.commits += types.length;
  tally.reached += types.filter((type) => REACHED.includes(type)).length;
}

const SCENARIO = { lot: '1', maxLeverage: '20', margin: { model: 'scenario' } } as const;

/** With two contracts of one unit under portfolio margin, which a bound stands for. */
const WHOLE: Listing = {
  ...WIDE,
  instruments: [
    ...WIDE.instruments,
    { id: 'DOT-PERP', kind: 'linear', base: 'DOT', quote: 'USD', ...SCENARIO },
    { id: 'KSM-PERP', kind: 'linear', base: 'KSM', quote: 'USD', ...SCENARIO },
  ],
  marks: { ...WIDE.marks, 'DOT-PERP': '5', 'KSM-PERP': '20' },
};

const PORTFOLIO: NonNullable<EngineTerms['portfolioMargin']> = {
  shocks: [{ price: '0.12' }, { price: '-0.12' }, { price: '0.3', weight: '0.4' }],
  charges: [{ on: 'gross', maintenance: '0.01' }],
  minimum: { rate: '0.015', on: 'gross' },
};

/** Draws the terms of a venue, and then steps of commands with prices at their end. */
class Day {
  readonly terms: EngineTerms;
  readonly listing: Listing;
  private readonly prices: Map<string, number>;

  constructor(private readonly random: SeededRandom) {
    const whole = random.chance(0.5);
    this.listing = whole ? WHOLE : WIDE;
    const { marks } = this.listing;
    this.prices = new Map(Object.entries(marks).map(([id, price]) => [id, Number(price)]));
    this.terms = {
      ...(whole ? { portfolioMargin: PORTFOLIO } : {}),
      netting: random.pick(['none', 'max-side-per-underlying'] as const),
      profitWeight: random.pick(['1', '1', '0.5', '0']),
      alerts: { measure: 'cover', at: random.pick([['2'], ['3', '1.5', '1.2'], ['10', '5', '2']]) },
      fees: { taker: '0.0005' },
      liquidation: { trigger: random.pick(['1', '0.9']) },
    };
  }

  step(): Command[] {
    const commands = Array.from({ length: this.random.integer(0, 3) }, () => this.command());
    return [...commands, this.priceStep()];
  }

  private priceStep(): Command {
    const { random } = this;
    const size = random.chance(0.01) ? 0.15 : random.pick([0.0005, 0.003, 0.02]);
    const share = random.pick([0.2, 1]);
    const common = random.normal();
    const marks: Record<string, string> = {};
    for (const [id, price] of this.prices) {
      if (!random.chance(share)) continue;
      const drift = 0.02 * Math.log(Number(this.listing.marks[id]) / price);
      const moved = price * Math.exp(drift + size * (0.7 * common + 0.7 * random.normal()));
      this.prices.set(id, moved);
      marks[id] = moved.toPrecision(6);
    }
    if (Object.keys(marks).length === 0) return this.priceStep();
    const btc = marks['BTC-PERP'];
    return { type: 'mark', marks, ...(btc === undefined ? {} : { rates: { BTC: btc } }) };
  }

  private command(): Command {
    const { random } = this;
    const account = `a${random.integer(1, ACCOUNTS)}`;
    const instrument = random.pick(this.listing.instruments).id;
    const mark = this.prices.get(instrument)!;
    const drawn = random.uniform();
    if (drawn < 0.3) {
      return { type: 'deposit', account, asset: 'USD', amount: String(random.integer(20, 600)) };
    }
    if (drawn < 0.35) return { type: 'deposit', account, asset: 'BTC', amount: '0.1' };
    if (drawn < 0.4) {
      return { type: 'withdraw', account, asset: 'USD', amount: String(random.integer(1, 300)) };
    }
    if (drawn < 0.5) return { type: 'close', account, instrument };
    if (drawn < 0.6) {
      const near = (size: number): string => (mark * (1 + size * random.uniform())).toPrecision(5);
      const trailing = { percent: random.pick(['1', '5']) };
      return random.chance(0.5)
        ? { type: 'protect', account, instrument, stopLoss: near(-0.03), takeProfit: near(0.03) }
        : { type: 'protect', account, instrument, trailing };
    }
    return {
      type: 'open',
      account,
      instrument,
      side: random.pick(['long', 'short'] as const),
      quantity: contractsFor(instrument, random.integer(60, 2_000), this.listing),
      price: mark.toPrecision(6),
      mode: random.chance(0.2) ? 'isolated' : 'cross',
    };
  }
}
