import { Dec, type TierTerms } from '../../../domain/index.js';
import { UnusableAnswer, type Field } from './answer-field.js';
import { unevenEnds } from './bracket-ends.js';
import { canonicalSymbol } from './symbols.js';
import { greatestLeverage, tablesByCoin, type SymbolTiers, type TierTables } from './tier-table.js';

/** A venue's answer about margin tiers: how it is told apart, and how it is read. */
interface Shape {
  readonly name: string;
  is(answer: Field): boolean;
  read(answer: Field): TierTables;
}

/** One tier with the place it was read from, so that its order can be complained about. */
interface Row {
  readonly from: Dec;
  /** Where it ends, of venues that tell both. */
  readonly to?: Field;
  readonly at: Field;
  readonly tier: Omit<TierTerms, 'from'>;
}

/** Binance `leverageBracket`: one symbol or a list of them, amounts as JSON numbers. */
const binance: Shape = {
  name: 'Binance leverageBracket',
  is: (answer) => (answer.isList() ? answer.list()[0]!.has('brackets') : answer.has('brackets')),
  read: (answer) => {
    const symbols = answer.isList() ? answer.list() : [answer];
    return tablesOf(
      symbols.map((symbol) => [
        symbol.at('symbol').word(),
        symbol.at('brackets').list().map(bracketOf),
      ]),
      { by: 'notional', scope: 'marginal' },
    );
  },
};

function bracketOf(bracket: Field): Row {
  const at = bracket.at('notionalFloor');
  return {
    from: at.decimal(),
    to: bracket.at('notionalCap'),
    at,
    tier: {
      maintenance: written(bracket.at('maintMarginRatio').decimal()),
      deduction: written(bracket.at('cum').decimal()),
      maxLeverage: written(bracket.at('initialLeverage').positive()),
    },
  };
}

/** Bybit `/v5/market/risk-limit`: each row is told by its upper limit. */
const bybit: Shape = {
  name: 'Bybit risk-limit',
  is: (answer) =>
    answer.has('retCode') || (answer.has('result') && answer.at('result').has('list')),
  read: (answer) => {
    refuseFailure(answer, 'retCode', 'retMsg');
    const rows = new Map<string, Field[]>();
    for (const row of answer.at('result').at('list').list()) {
      const symbol = row.at('symbol').word();
      rows.set(symbol, [...(rows.get(symbol) ?? []), row]);
    }
    return tablesOf(
      [...rows].map(([symbol, limits]) => [symbol, riskLimitsOf(limits)]),
      { by: 'notional', scope: 'marginal' },
    );
  },
};

function riskLimitsOf(limits: readonly Field[]): Row[] {
  const limit = (row: Field): Dec => row.at('riskLimitValue').positive();
  const ordered = [...limits].sort((a, b) => limit(a).cmp(limit(b)));
  return ordered.map((row, index) => {
    const below = ordered[index - 1];
    const leverage = row.at('maxLeverage').positive();
    // The initial margin is 1 / leverage; where it is a hundred times that, rates are in percent.
    const inPercent = row.at('initialMargin').positive().times(leverage).gt(10);
    const rate = row.at('maintenanceMargin').decimal();
    const deduction = row.at('mmDeduction');
    return {
      from: below === undefined ? new Dec(0) : limit(below),
      at: row.at('riskLimitValue'),
      tier: {
        maintenance: written(inPercent ? rate.times('0.01') : rate),
        ...(deduction.isBlank() ? {} : { deduction: written(deduction.decimal()) }),
        maxLeverage: written(leverage),
      },
    };
  });
}

/** OKX `position-tiers`: sizes in contracts, the rate of a tier for the whole position. */
const okx: Shape = {
  name: 'OKX position-tiers',
  is: (answer) => answer.has('code') && answer.has('data'),
  read: (answer) => {
    refuseFailure(answer, 'code', 'msg');
    const rows = new Map<string, Row[]>();
    for (const tier of answer.at('data').list()) {
      const named = ['instFamily', 'uly', 'instId'].map((key) => tier.at(key));
      const symbol = (named.find((field) => !field.isBlank()) ?? tier.at('instFamily')).word();
      rows.set(symbol, [...(rows.get(symbol) ?? []), positionTierOf(tier)]);
    }
    return tablesOf([...rows], { by: 'quantity', scope: 'whole' });
  },
};

function positionTierOf(tier: Field): Row {
  const at = tier.at('minSz');
  return {
    from: at.decimal(),
    to: tier.at('maxSz'),
    at,
    tier: {
      maintenance: written(tier.at('mmr').decimal()),
      maxLeverage: written(tier.at('maxLever').positive()),
    },
  };
}

/** Hyperliquid `meta`, alone or with contexts: coins and the margin tables they refer to. */
const hyperliquid: Shape = {
  name: 'Hyperliquid meta',
  is: (answer) => metaOf(answer).has('universe'),
  read: (answer) => {
    const meta = metaOf(answer);
    const tables = new Map<string, Field>();
    for (const table of meta.has('marginTables') ? meta.at('marginTables').list() : []) {
      const [id, body] = table.list();
      if (id === undefined || body === undefined) {
        return table.refuse('an id and its table are needed');
      }
      tables.set(written(id.decimal()), body);
    }
    return tablesByCoin(
      mapOf(
        meta
          .at('universe')
          .list()
          .map((coin) => [coin.at('name').word(), marginTiersOf(coin, tables)]),
        { by: 'notional', scope: 'marginal' },
      ),
    );
  },
};

function metaOf(answer: Field): Field {
  return answer.isList() ? answer.list()[0]! : answer;
}

/** A table that is not listed is one tier at the greatest leverage of the coin. */
function marginTiersOf(coin: Field, tables: ReadonlyMap<string, Field>): Row[] {
  const id = coin.at('marginTableId');
  const table = id.isBlank() ? undefined : tables.get(written(id.decimal()));
  if (table === undefined) {
    const at = coin.at('maxLeverage');
    return [{ from: new Dec(0), at, tier: halfOf(at.positive()) }];
  }
  return table
    .at('marginTiers')
    .list()
    .map((tier) => {
      const at = tier.at('lowerBound');
      return { from: at.decimal(), at, tier: halfOf(tier.at('maxLeverage').positive()) };
    });
}

/** Half of the initial margin at that leverage; what does not come out even is rounded up. */
function halfOf(leverage: Dec): Omit<TierTerms, 'from'> {
  const half = new Dec(1).div(leverage.times(2)).toDecimalPlaces(18, 'up');
  return { maintenance: written(half), maxLeverage: written(leverage) };
}

/** Answers of venues that are understood. */
const SHAPES: readonly Shape[] = [binance, bybit, okx, hyperliquid];

/**
 * The margin tiers of a venue's own answer, whichever of the known ones it is.
 * @throws UnusableAnswer naming the file, the field and what is wrong with it
 */
export function tiersOfAnswer(answer: Field, file: string): TierTables {
  const shape = SHAPES.find((one) => one.is(answer));
  if (shape !== undefined) return shape.read(answer);
  const known = SHAPES.map(({ name }) => name).join(', ');
  throw new UnusableAnswer(file, '', `no answer about margin tiers; known are ${known}`);
}

/** An answer may tell that there is none. */
function refuseFailure(answer: Field, code: string, message: string): void {
  const given = answer.at(code);
  if (given.isBlank() || given.decimal().isZero()) return;
  const why = answer.at(message);
  given.refuse(`the venue answered with a failure${why.isBlank() ? '' : ` (${why.word()})`}`);
}

type Rule = Pick<SymbolTiers, 'by' | 'scope'>;
type Named = readonly [symbol: string, rows: readonly Row[]];

function tablesOf(named: readonly Named[], rule: Rule): TierTables {
  return mapOf(
    named.map(([symbol, rows]) => [canonicalSymbol(symbol), rows] as const),
    rule,
  );
}

/** Of several contracts of one base and quote the first counts, as in a table. */
function mapOf(named: readonly Named[], rule: Rule): ReadonlyMap<string, SymbolTiers> {
  const tables = new Map<string, SymbolTiers>();
  for (const [symbol, rows] of named) {
    if (tables.has(symbol)) continue;
    const ordered = [...rows].sort((a, b) => a.from.cmp(b.from));
    const tiers = ordered.map((row, index) => tierOf(row, ordered[index - 1]));
    const doubts = doubtsOf(ordered, rule);
    const told = doubts.length === 0 ? {} : { doubts };
    const places = ordered.map(({ at }) => at.place);
    tables.set(symbol, { tiers, places, maxLeverage: greatestLeverage(tiers), ...rule, ...told });
  }
  return tables;
}

function tierOf({ from, at, tier }: Row, below: Row | undefined): TierTerms {
  if (below === undefined && !from.isZero()) at.refuse('the lowest tier must begin at 0');
  if (below?.from.eq(from) === true) at.refuse('another tier begins there, too');
  return { from: written(from), ...tier };
}

/** Tiers of contracts may end one contract below the next. */
function doubtsOf(rows: readonly Row[], { by }: Rule): string[] {
  const last = rows.at(-1);
  const brackets = rows.map((row) => {
    const { from, at, to = at } = row;
    // The end of the highest tier is whatever the venue takes for endless.
    const open = row === last || row.to === undefined || to.isBlank();
    return { from, at: to.place, ...(open ? {} : { to: to.decimal() }) };
  });
  return unevenEnds(brackets, new Dec(by === 'quantity' ? 1 : 0));
}

function written(value: Dec): string {
  return value.toFixed();
}
