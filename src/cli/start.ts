import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { book, market } from './generate.js';
import { replay } from './replay.js';
import type { Terminal } from './terminal.js';

/** Options of `start`. */
export interface StartOptions {
  readonly anchors: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `plimsoll start`: the whole job on what the repository ships, into the folder `out`. */
export async function start(
  terminal: Terminal,
  { anchors, out, json = false }: StartOptions,
): Promise<number> {
  const say = (line: string): void => {
    if (!json) terminal.out(line);
  };
  await mkdir(out, { recursive: true });
  const prices = join(out, 'market.csv');
  const accounts = join(out, 'book.jsonl');
  say('drawing a market between three real snapshots');
  await market(terminal, { anchors, step: 'PT2H', seed: 7, out: prices });
  say('drawing a book of 1000 accounts');
  await book(terminal, { accounts: 1000, seed: 7, prices, out: accounts });
  return replay(
    terminal,
    {
      prices,
      book: accounts,
      preset: 'kraken-futures',
      out,
      path: 'close',
      skipBad: false,
      slippage: '0.002',
      fund: '50000',
      seed: 7,
    },
    { json },
  );
}
