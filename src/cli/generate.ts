import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseDuration } from '../../domain/index.js';
import { readAnchors } from '../adapters/market-files/anchor-file.js';
import { readPriceFile } from '../adapters/market-files/price-file.js';
import { readTierFile } from '../adapters/market-files/tier-file.js';
import { drawBook } from '../generate/book.js';
import { drawMarket } from '../generate/market-path.js';
import { EXIT, UsageError, type Terminal } from './terminal.js';
import { asUsage } from './usage.js';

export interface BookOptions {
  readonly accounts: number;
  readonly seed: number;
  readonly prices: string;
  readonly tiers?: string;
  readonly out?: string;
  readonly skipBad?: boolean;
}

/** `plimsoll book`: draws a book of accounts on the instruments of a price file. */
export async function book(terminal: Terminal, options: BookOptions): Promise<number> {
  try {
    const { accounts, seed, skipBad = false } = options;
    const prices = await readPriceFile(options.prices, { skipBad });
    const tiers = options.tiers === undefined ? undefined : await readTierFile(options.tiers);
    const lines = drawBook({ accounts, seed, prices, ...(tiers === undefined ? {} : { tiers }) });
    if (options.out === undefined) for (const line of lines) terminal.out(line);
    else await pipeline(Readable.from(withBreaks(lines)), createWriteStream(options.out));
    return EXIT.ok;
  } catch (problem) {
    throw asUsage(problem);
  }
}

function* withBreaks(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

export interface MarketOptions {
  readonly anchors: string;
  readonly step: string;
  readonly seed: number;
  readonly out?: string;
}

/** `plimsoll market`: draws a market that passes through real snapshots. */
export async function market(terminal: Terminal, options: MarketOptions): Promise<number> {
  const step = parseDuration(options.step);
  if (!step.ok || step.value <= 0)
    throw new UsageError(`--step must be ${step.ok ? 'positive' : step.error}`);
  try {
    const anchors = await readAnchors(options.anchors);
    const text = drawMarket(anchors, { step: step.value, seed: options.seed });
    if (options.out === undefined) terminal.out(text.trimEnd());
    else await writeFile(options.out, text);
    return EXIT.ok;
  } catch (problem) {
    if (problem instanceof RangeError) throw new UsageError(problem.message);
    throw asUsage(problem);
  }
}
