import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseDuration } from '../../domain/index.js';
import { readAnchors } from '../adapters/market-files/anchor-file.js';
import { readPriceFile } from '../adapters/market-files/price-file.js';
import { readTierFile } from '../adapters/market-files/tier-file.js';
import { doubtsAbout } from '../adapters/market-files/tier-table.js';
import { drawBook, tradable } from '../generate/book.js';
import { drawMarket } from '../generate/market-path.js';
import { EXIT, UsageError, type Terminal } from './terminal.js';
import { asUsage } from './usage.js';

/** Options of `book`. */
export interface BookOptions {
  readonly accounts: number;
  readonly seed: number;
  readonly prices: string;
  readonly tiers?: string;
  readonly out?: string;
  readonly skipBad?: boolean;
  readonly json?: boolean;
}

/** `plimsoll book`: draws a book of accounts on the instruments of a price file. */
export async function book(terminal: Terminal, options: BookOptions): Promise<number> {
  try {
    const { accounts, seed, skipBad = false } = options;
    const prices = await readPriceFile(options.prices, { skipBad });
    const tiers = options.tiers === undefined ? undefined : await readTierFile(options.tiers);
    for (const doubt of doubtsAbout(tiers, prices.symbols)) terminal.err(`warning  ${doubt}`);
    if (!prices.symbols.some(tradable)) {
      const known = prices.symbols.slice(0, 3).join(', ');
      throw new UsageError(`${prices.file}: no market among its symbols (${known})`);
    }
    const lines = drawBook({ accounts, seed, prices, ...(tiers === undefined ? {} : { tiers }) });
    const { out, json = false } = options;
    if (json) {
      const [header, ...drawn] = [...lines].map((line) => JSON.parse(line) as unknown);
      const text = JSON.stringify({ header, accounts: drawn }, null, 2);
      await put(terminal, out, [text]);
    } else {
      await put(terminal, out, lines);
    }
    return EXIT.ok;
  } catch (problem) {
    throw asUsage(problem);
  }
}

/** Writes lines to a file, or to the terminal where none is named. */
async function put(
  terminal: Terminal,
  out: string | undefined,
  lines: Iterable<string>,
): Promise<void> {
  if (out === undefined) for (const line of lines) terminal.out(line);
  else await pipeline(Readable.from(withBreaks(lines)), createWriteStream(out));
}

function* withBreaks(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/** Options of `market`. */
export interface MarketOptions {
  readonly anchors: string;
  readonly step: string;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `plimsoll market`: draws a market that passes through real snapshots. */
export async function market(terminal: Terminal, options: MarketOptions): Promise<number> {
  const step = parseDuration(options.step);
  if (!step.ok || step.value <= 0)
    throw new UsageError(`--step must be ${step.ok ? 'positive' : step.error}`);
  try {
    const anchors = await readAnchors(options.anchors);
    const csv = drawMarket(anchors, { step: step.value, seed: options.seed }).trimEnd();
    await put(terminal, options.out, [options.json === true ? marketDocument(csv) : csv]);
    return EXIT.ok;
  } catch (problem) {
    if (problem instanceof RangeError) throw new UsageError(problem.message);
    throw asUsage(problem);
  }
}

/** A drawn market as one document: what the file says of itself, and its candles. */
function marketDocument(csv: string): string {
  const lines = csv.split('\n');
  const notes = lines.filter((line) => line.startsWith('#')).map((line) => line.slice(1).trim());
  const [header = '', ...rows] = lines.filter((line) => !line.startsWith('#'));
  const names = header.split(',');
  const candles = rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index]]));
  });
  return JSON.stringify({ notes, candles }, null, 2);
}
