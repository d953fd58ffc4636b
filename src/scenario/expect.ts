import {
  Rational,
  ZERO,
  claimedBy,
  isHedging,
  marginPool,
  maxOf,
  measurePool,
  poolsInOrder,
  totalBalance,
  CROSS,
  type Account,
  type PoolMeasure,
  type QueuedCounterparty,
} from '../../domain/index.js';
import {
  POOL_FIGURES,
  POSITION_FIGURES,
  poolFigure,
  positionFigure,
  type Figure,
  type PoolFigure,
  type PositionFigure,
} from '../application/figures.js';
import { accountOf } from '../application/state.js';
import { compareValue } from './compare.js';
import { checkEvents } from './expect-events.js';
import { checkPreview, checkShock } from './expect-what-if.js';
import type { Check, Expectation, ExpectedValue } from './format.js';
import type { Stage } from './stage.js';

/** Checks everything one `expect` step asks for. */
export async function checkExpectation(stage: Stage, expectation: Expectation): Promise<Check[]> {
  const account = await stage.engine.account(expectation.account);
  if (account === undefined) {
    const what = `account ${expectation.account}`;
    return [{ ok: false, what, expected: 'an account', actual: 'nothing' }];
  }
  return [
    ...checkPool(stage, account, expectation),
    ...(await checkRanks(stage, account, expectation)),
    ...checkBalances(stage, account, expectation),
    ...checkTape(stage, expectation),
    ...(await checkWhatIf(stage, expectation)),
  ];
}

function* checkPool(stage: Stage, account: Account, expectation: Expectation): Generator<Check> {
  const { pool = CROSS, figures = {}, positions = {} } = expectation;
  const { market } = stage.engine;
  const margin = marginPool(account, market, pool);
  const measure = measurePool(market, margin);
  for (const [name, expected] of Object.entries(figures)) {
    const known = (POOL_FIGURES as readonly string[]).includes(name);
    const actual = known
      ? poolFigure(account, market, pool, name as PoolFigure, measure)
      : undefined;
    yield compared(`${pool} ${name}`, expected, actual);
  }
  const pools =
    expectation.pool === undefined ? [measure, ...isolatedMeasures(account, stage)] : [measure];
  for (const [key, expected] of Object.entries(positions)) {
    yield* checkPosition(stage, account, pools, key, expected);
  }
}

/** Ranks in the deleveraging queue concern all accounts, so they are asked of the engine. */
async function checkRanks(
  { engine }: Stage,
  account: Account,
  { positions = {} }: Expectation,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [key, expected] of Object.entries(positions)) {
    const asked = QUEUE_FIGURES.filter((name) => expected?.[name] !== undefined);
    if (asked.length === 0) continue;
    const held = poolsInOrder(account)
      .flatMap(({ positions: all }) => [...all.values()])
      .find((one) => [one.id, one.key, one.instrument].includes(key));
    const queue = held && (await engine.deleveragingQueue(held.instrument, held.side));
    const place = queue?.find(
      (one) => one.account === account.id && one.position.key === held?.key,
    );
    for (const name of asked) {
      const actual = place === undefined ? null : queueFigure(place, name);
      checks.push(compared(`${key} ${name}`, expected![name]!, actual));
    }
  }
  return checks;
}

const QUEUE_FIGURES = ['adlRank', 'adlScore', 'adlPercentile'] as const;

function queueFigure(
  { rank, score, percentile }: QueuedCounterparty,
  name: (typeof QUEUE_FIGURES)[number],
): Figure {
  if (name === 'adlScore') return score.value;
  return name === 'adlRank' ? Rational.of(BigInt(rank)) : Rational.ofDecimal(percentile);
}

/** Positions are looked for in all pools when the step names none. */
function isolatedMeasures(account: Account, { engine: { market } }: Stage): PoolMeasure[] {
  return poolsInOrder(account)
    .filter(({ mode }) => mode === 'isolated')
    .map(({ id }) => measurePool(market, marginPool(account, market, id)));
}

function* checkPosition(
  stage: Stage,
  account: Account,
  pools: readonly PoolMeasure[],
  key: string,
  expected: Readonly<Record<string, ExpectedValue>> | null,
): Generator<Check> {
  const { market } = stage.engine;
  const hedging = isHedging(account, market);
  const found = pools
    .flatMap((measure) => measure.valuations.map((valuation) => ({ measure, valuation })))
    .find(({ valuation: { position } }) => {
      const shown = position.id ?? (hedging ? position.key : position.instrument);
      return shown === key || position.key === key;
    });
  const valuation = found?.valuation;
  if (expected === null) {
    const actual = valuation === undefined ? 'none' : valuation.position.quantity.toFixed();
    yield { ok: valuation === undefined, what: `position ${key}`, expected: 'none', actual };
    return;
  }
  if (found === undefined || valuation === undefined) {
    yield { ok: false, what: `position ${key}`, expected: 'a position', actual: 'none' };
    return;
  }
  for (const [name, value] of Object.entries(expected)) {
    if ((QUEUE_FIGURES as readonly string[]).includes(name)) continue;
    const known = (POSITION_FIGURES as readonly string[]).includes(name);
    const actual = known
      ? positionFigure(market, found.measure, valuation, name as PositionFigure)
      : undefined;
    yield compared(`${key} ${name}`, value, actual);
  }
}

function* checkBalances(
  { engine }: Stage,
  account: Account,
  { wallet = {}, debt = {}, claims = {}, fund = {} }: Expectation,
): Generator<Check> {
  for (const [asset, expected] of Object.entries(wallet)) {
    const balance = Rational.ofDecimal(totalBalance(account, asset));
    yield compared(`wallet ${asset}`, expected, balance);
  }
  for (const [asset, expected] of Object.entries(debt)) {
    const owed = maxOf(totalBalance(account, asset).negated(), ZERO);
    yield compared(`debt ${asset}`, expected, Rational.ofDecimal(owed));
  }
  for (const [asset, expected] of Object.entries(claims)) {
    const claimed = Rational.ofDecimal(claimedBy(account, asset));
    yield compared(`claims ${asset}`, expected, claimed);
  }
  for (const [asset, expected] of Object.entries(fund)) {
    const balance = Rational.fromDecimalString(engine.fundBalance(asset));
    yield compared(`fund ${asset}`, expected, balance);
  }
}

function* checkTape(stage: Stage, expectation: Expectation): Generator<Check> {
  const { account, events, only = false } = expectation;
  if (events === undefined) return;
  const { envelopes } = stage.journal;
  const since = envelopes.slice(stage.seen.get(account) ?? 0);
  stage.seen.set(account, envelopes.length);
  const happened = since.map(({ event }) => event).filter((event) => accountOf(event) === account);
  yield* checkEvents(events, happened, only);
}

async function checkWhatIf(
  stage: Stage,
  { account, preview, shock }: Expectation,
): Promise<Check[]> {
  return [
    ...(preview === undefined ? [] : await checkPreview(stage, account, preview)),
    ...(shock === undefined ? [] : await checkShock(stage, account, shock)),
  ];
}

function compared(what: string, expected: ExpectedValue, actual: Figure | undefined): Check {
  return { what, ...compareValue(expected, actual) };
}
