import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Book } from './book.js';
import { SYMBOLS, type BenchMarket } from './market.js';
import { ticksOf } from './path.js';

const BATCHES = 8;
const REPETITIONS = 25;

/** What C needs for a full recompute of a book. */
export interface InC {
  /** Milliseconds for one batch, the median of 25. */
  readonly batch: number;
  /** Pools that its filter could not certify as safe. */
  readonly uncertain: number;
}

/** Builds the program and runs it on the book; undefined where there is no gcc. */
export function recomputeInC(market: BenchMarket, book: Book): InC | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  try {
    const program = join(folder, 'filter');
    const source = join(import.meta.dirname, 'filter.c');
    const options = ['-O3', '-march=native', '-std=gnu17', '-Wall', '-Wextra'];
    try {
      execFileSync('gcc', [...options, '-o', program, source, '-lm'], { stdio: 'pipe' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const file = join(folder, 'book.bin');
    writeBook(file, market, book);
    const printed = execFileSync(program, [file, String(REPETITIONS)], { encoding: 'utf8' });
    const [batch = NaN, uncertain = NaN] = printed.split(' ').map(Number);
    return { batch, uncertain };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeBook(path: string, market: BenchMarket, book: Book): void {
  const { brackets, factors } = market;
  const header = [book.count, book.slope.length, SYMBOLS, factors.length, BATCHES];
  const batches = [...ticksOf(market, market.prices, { ticks: BATCHES, seed: 7 })];
  const parts = [
    Int32Array.from(header),
    brackets.from,
    brackets.rate,
    brackets.constant,
    book.constant,
    book.slope,
    ...batches.map(({ floats }) => floats),
    book.offsets,
    book.factor,
  ];
  const file = openSync(path, 'w');
  try {
    for (const part of parts) writeWhole(file, part);
  } finally {
    closeSync(file);
  }
}

function writeWhole(file: number, part: NodeJS.ArrayBufferView): void {
  const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  for (let written = 0; written < bytes.length;) {
    written += writeSync(file, bytes, written, bytes.length - written);
  }
}
