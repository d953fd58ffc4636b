import { Dec, ONE, ZERO, refuse, text } from '../kernel/index.js';
import type { DepegTerms } from './portfolio-terms.js';

/** What a hedge between contracts paid in different dollars is charged. */
export interface DepegRules {
  /** Which legs hedge each other, asked in this order. */
  readonly pairs: readonly (readonly [string, string])[];
  /** The dearest coin first. */
  readonly levels: readonly DepegLevel[];
}

/** Rates from a price of the coin on, marginal over the hedge. */
export interface DepegLevel {
  readonly price: Dec;
  readonly tiers: readonly { readonly from: Dec; readonly rate: Dec }[];
}

const AT = 'engine.portfolioMargin.depeg';

/**
 * Reads what the parting of stable coins is charged.
 * @rejects `input.invalid` naming the field: no pairs or levels, a pair that is not of two assets
 *   or stands twice, prices that do not descend, tiers that do not ascend from 0, a price
 *   or a rate outside [0, 1]
 */
export function depegRules({ pairs, levels }: DepegTerms): DepegRules {
  if (pairs.length === 0) refuse('input.invalid', 'a depeg charge needs pairs', at('pairs'));
  if (levels.length === 0) refuse('input.invalid', 'a depeg charge needs levels', at('levels'));
  const seen = new Set<string>();
  const read = levels.map((level, index) => levelOf(level, `levels[${index}]`));
  read.forEach(({ price }, index) => {
    const dearer = read[index - 1]?.price;
    if (dearer === undefined || price.lt(dearer)) return;
    refuse('input.invalid', 'the prices of a depeg charge descend', {
      ...at(`levels[${index}].price`),
      figure: text(price),
      limit: text(dearer),
    });
  });
  return { pairs: pairs.map((pair, index) => pairOf(pair, index, seen)), levels: read };
}

function pairOf(
  assets: readonly string[],
  index: number,
  seen: Set<string>,
): readonly [string, string] {
  const [one, other] = assets;
  const key = [...assets].sort().join('/');
  if (assets.length !== 2 || one === undefined || other === undefined || one === other) {
    refuse('input.invalid', 'a pair is of two different assets', {
      ...at(`pairs[${index}]`),
      figure: assets.join('/'),
    });
  }
  if (seen.has(key)) {
    refuse('input.invalid', `${key} stands twice`, { ...at(`pairs[${index}]`), figure: key });
  }
  seen.add(key);
  return [one, other];
}

function levelOf({ price, tiers }: DepegTerms['levels'][number], field: string): DepegLevel {
  if (tiers.length === 0) {
    refuse('input.invalid', 'a level of a depeg charge needs tiers', at(`${field}.tiers`));
  }
  const read = tiers.map(({ from, rate }, index) => ({
    from: new Dec(from),
    rate: shareOf(rate, `${field}.tiers[${index}].rate`),
  }));
  read.forEach(({ from }, index) => {
    const before = read[index - 1]?.from;
    if (before === undefined ? from.isZero() : from.gt(before)) return;
    refuse('input.invalid', 'tiers of a depeg charge begin at 0 and ascend', {
      ...at(`${field}.tiers[${index}].from`),
      figure: text(from),
      limit: text(before ?? ZERO),
    });
  });
  const least = new Dec(price);
  if (least.gte(ZERO) && least.lte(ONE)) return { price: least, tiers: read };
  return refuse('input.invalid', 'a coin that parts is worth between nothing and its peg of 1', {
    ...at(`${field}.price`),
    figure: text(least),
    limit: least.lt(ZERO) ? '0' : '1',
  });
}

function shareOf(written: string, field: string): Dec {
  const share = new Dec(written);
  if (share.gte(ZERO) && share.lte(ONE)) return share;
  return refuse('input.invalid', 'a rate of a depeg charge lies between 0 and 1', {
    ...at(field),
    figure: text(share),
    limit: share.lt(ZERO) ? '0' : '1',
  });
}

function at(field: string): { readonly field: string } {
  return { field: `${AT}.${field}` };
}
