import {
  BUILT_IN_RANKINGS,
  Dec,
  ZERO,
  claimedBy,
  isoOf,
  instantOf,
  text,
  type ConfigurationTerms,
  type StageTerms,
} from '../../domain/index.js';
import { MemoryJournal } from '../adapters/memory-journal.js';
import type { MarginEngine } from '../application/margin-engine.js';
import type { DeleverageComparison, LossOf, LossWay } from './deleverage-comparison.js';
import { importBook } from './import-book.js';
import { LossTally, type AccountLoss } from './loss-tally.js';
import { marketSetup, type MarketSetup } from './market-setup.js';
import { openMarket, playMarket } from './play-market.js';
import type { Progress } from './progress.js';
import { configure, engineFor } from './replay-engine.js';
import { ReplayError } from './replay-error.js';
import { readInputs, type ReplayInputs } from './replay-inputs.js';
import type { ReplayOptions } from './replay-options.js';
import { sameExposure } from './same-exposure.js';

/** What is compared: a run as of `plimsoll replay`, and the ways to deal with its deficits. */
export interface CompareOptions extends Omit<ReplayOptions, 'out'> {
  readonly ways: readonly string[];
}

/** The ways there are: to deleverage by each ranking, to share the loss, to keep claims. */
export const LOSS_WAYS: readonly string[] = [...BUILT_IN_RANKINGS.keys(), 'share-loss', 'claims'];

/**
 * Runs one market over one book once for each way to deal with deficits; nothing else differs. The
 * fund pays first, and what nobody pays is the venue's.
 * @throws ReplayError for an unknown way; whatever `readInputs` throws about options and files
 */
export async function compareDeleveraging(
  { ways, ...options }: CompareOptions,
  progress: Progress,
): Promise<DeleverageComparison> {
  checkWays(ways);
  const inputs = await readInputs({ ...options, out: '' });
  const { preset, series, book } = inputs;
  const setup = marketSetup(preset, series, book.header, inputs.tiers);
  const held = { ...inputs, book: sameExposure(book, setup) };
  const results: LossWay[] = [];
  for (const way of ways) results.push(await runWay(way, options, held, setup, progress));
  const [first] = series.batches;
  const last = series.batches.at(-1);
  const { simulated } = series;
  return {
    title: `${series.file} over ${book.size} accounts`,
    book: options.book,
    generatedBook: book.header.generated === true,
    ...(simulated === undefined ? {} : { simulated }),
    preset: options.preset,
    path: options.path,
    settlement: book.header.settlement,
    from: isoOf(instantOf(first?.time ?? 0)),
    to: isoOf(instantOf((last?.time ?? 0) + series.step)),
    accounts: book.size,
    fund: options.fund,
    slippage: options.slippage,
    notes: inputs.notes,
    ways: results,
  };
}

function checkWays(ways: readonly string[]): void {
  const unknown = ways.find((way) => !LOSS_WAYS.includes(way));
  if (unknown !== undefined) {
    throw new ReplayError(`there is no ranking ${unknown}, only ${LOSS_WAYS.join(', ')}`);
  }
  const twice = ways.find((way, index) => ways.indexOf(way) !== index);
  if (twice !== undefined) throw new ReplayError(`the ranking ${twice} is named more than once`);
}

async function runWay(
  way: string,
  options: Omit<CompareOptions, 'ways'>,
  { book, series, stamps }: ReplayInputs,
  setup: MarketSetup,
  progress: Progress,
): Promise<LossWay> {
  const own = { ...setup, configuration: configurationFor(way, setup.configuration) };
  const losses: LossTally[] = [];
  const { engine, tally } = engineFor(options, { journal: new MemoryJournal() }, own, (rateOf) => {
    const tallied = new LossTally(own.instruments, rateOf);
    losses.push(tallied);
    return tallied;
  });
  const played = { engine, tally, setup: own, series, path: options.path };
  await configure(engine, own, options.fund);
  await openMarket(played);
  await importBook(engine, book, {});
  await playMarket(played, stamps, {
    ...progress,
    start: (_, total) => progress.start(way, total),
  });
  const [deaf] = engine.sinkFailures;
  if (deaf !== undefined) throw new ReplayError(`events were not told: ${deaf.message}`);
  const [halted] = tally.halted;
  if (halted !== undefined) throw new ReplayError(`${halted.account} halted: ${halted.message}`);
  const { deficits, covered, absorbed } = tally.money;
  return {
    way,
    deficits: text(deficits),
    fundPaid: text(covered),
    venueBore: text(absorbed),
    ...lossesOf(losses[0]!),
    claims: text(await claimsLeft(engine, book.header.settlement)),
    stateHash: await engine.stateHash(),
  };
}

/** The terms of the setup, with this way in place of whatever they say about deficits. */
function configurationFor(way: string, terms: ConfigurationTerms): ConfigurationTerms {
  const shares = way === 'share-loss' || way === 'claims';
  const { liquidation, ...policies } = terms.engine ?? {};
  const { stages } = liquidation ?? {};
  const engine = {
    ...policies,
    liquidation: { ...liquidation, ...(stages && { stages: stages.map(atVenue) }) },
    deficit: ['insurance-fund', shares ? way : 'deleverage'],
  };
  if (shares) return { ...terms, engine };
  const deleverage = { ranking: way, price: 'bankruptcy', losers: 'never' } as const;
  return { ...terms, engine: { ...engine, deleverage } };
}

/**
 * A stage that deleverages would decide by the preset who pays before any way is asked, so what it
 * would have closed is closed at the venue, and the way is asked for the deficit that leaves.
 */
function atVenue(stage: StageTerms): StageTerms {
  if (stage.do !== 'deleverage') return stage;
  const { price: _decided, name = 'deleverage', ...rest } = stage;
  return { ...rest, name, do: 'reduce', size: 'whole-position', orderType: 'market' };
}

type Losses = Omit<LossWay, 'way' | 'deficits' | 'fundPaid' | 'venueBore' | 'claims' | 'stateHash'>;

function lossesOf({ accounts, taken, met, closed, profitClosed }: LossTally): Losses {
  const all = [...accounts].sort(([a, x], [b, y]) => y.lost.cmp(x.lost) || (a < b ? -1 : 1));
  const ranked = all.filter(([, { lost }]) => lost.gt(ZERO));
  const gained = all.filter(([, { lost }]) => lost.lt(ZERO));
  const lost = sumOf(ranked);
  const tenth = ranked.slice(0, Math.ceil(ranked.length / 10));
  const losers = ranked.map(([account, loss]): LossOf => ({ account, lost: text(loss.lost) }));
  return {
    met: text(met),
    overshoot: text(taken.minus(met)),
    touched: losers.length,
    lost: text(lost),
    largest: losers[0] ?? null,
    median: losers[Math.floor((losers.length - 1) / 2)]?.lost ?? '0',
    topTenth: lost.gt(ZERO) ? sumOf(tenth).div(lost).toFixed(4) : '0',
    gainers: gained.length,
    gained: text(sumOf(gained).abs()),
    closed: text(closed),
    profitClosed: text(profitClosed),
    losers,
  };
}

function sumOf(losses: readonly (readonly [string, AccountLoss])[]): Dec {
  return losses.reduce((sum, [, { lost }]) => sum.plus(lost), ZERO);
}

/** What is still claimed at the end, in settlement. */
async function claimsLeft(engine: MarginEngine, settlement: string): Promise<Dec> {
  let sum = new Dec(0);
  for (const id of await engine.accountIds()) {
    const account = (await engine.account(id))!;
    for (const asset of account.claims?.keys() ?? []) {
      const rate = asset === settlement ? new Dec(1) : (engine.market.rates.get(asset) ?? ZERO);
      sum = sum.plus(claimedBy(account, asset).times(rate));
    }
  }
  return sum;
}
