import { text, type Account, type Market } from '../../domain/index.js';

/** The instruments and assets whose prices an account depends on. */
export interface Concern {
  readonly instruments: ReadonlySet<string>;
  readonly assets: ReadonlySet<string>;
}

/** Whatever could move a figure of an account: rather too much than too little. */
export function concernOf({ pools, wallets }: Account, { instruments }: Market): Concern {
  const concerned = new Set<string>();
  const assets = new Set(wallets.keys());
  for (const { positions, asset } of pools.values()) {
    if (asset !== undefined) assets.add(asset);
    for (const { instrument: id } of positions.values()) {
      concerned.add(id);
      const instrument = instruments.get(id);
      if (instrument === undefined) continue;
      for (const one of [instrument.base, instrument.quote, instrument.payAsset]) assets.add(one);
      const underlying = instrument.option?.underlying;
      if (underlying !== undefined) concerned.add(underlying);
    }
  }
  return { instruments: concerned, assets };
}

/** The prices of a concern by factor, as they stand. */
export function pricesOf(
  { instruments, assets }: Concern,
  { marks, indexes, lasts, rates }: Market,
): Record<string, string> {
  const prices: Record<string, string> = {};
  for (const id of instruments) {
    const mark = marks.get(id);
    const index = indexes.get(id);
    const last = lasts?.get(id);
    if (mark !== undefined) prices[`mark:${id}`] = text(mark.price);
    if (index !== undefined) prices[`index:${id}`] = text(index.price);
    if (last !== undefined) prices[`last:${id}`] = text(last);
  }
  for (const asset of assets) {
    const rate = rates.get(asset);
    if (rate !== undefined) prices[`rate:${asset}`] = text(rate);
  }
  return prices;
}
