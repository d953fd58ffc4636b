/** What moves: the mark, index or last price of an instrument, or the rate of an asset. */
export type Factor = `${'mark' | 'index' | 'last' | 'rate'}:${string}`;
