/** A market as every file format spells it: base and quote. */
export interface Market {
  readonly base: string;
  readonly quote: string;
}

const QUOTES = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'TUSD', 'USD', 'BTC', 'ETH', 'BNB', 'EUR'];

/**
 * Reads `BTCUSDT`, `BTC-USDT`, `BTC/USDT`, `BTC/USDT:USDT` and `BTCUSDT-PERP` as one market, or
 * returns undefined when no known quote ends the symbol.
 */
export function marketOf(symbol: string): Market | undefined {
  const [pair = ''] = symbol.replace(/-?PERP$/, '').split(':');
  const [base, quote] = pair.split(/[/\-_]/);
  if (base !== undefined && base !== '' && quote !== undefined && quote !== '') {
    return { base, quote };
  }
  // `BNBUSD` is BNB in USD, not BN in BUSD: a base of three letters or more goes before.
  const ending = QUOTES.filter((name) => pair.endsWith(name) && pair.length > name.length);
  const found = ending.find((name) => pair.length - name.length >= 3) ?? ending[0];
  return found === undefined ? undefined : { base: pair.slice(0, -found.length), quote: found };
}

/** One spelling for a market, to match files by. */
export function canonicalSymbol(symbol: string): string {
  const market = marketOf(symbol);
  return market === undefined ? symbol : `${market.base}${market.quote}`;
}
