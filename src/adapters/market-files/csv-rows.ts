import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { openText, UnusableFile } from './open-text.js';

/** One row of a CSV file with the line it stands on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Comment lines at the head of a file that is known to be readable, without their `#`. */
export async function commentsOf(path: string): Promise<string[]> {
  const comments: string[] = [];
  const input = await openText(path);
  for await (const line of createInterface({ input })) {
    if (!line.startsWith('#')) break;
    comments.push(line.slice(1).trim());
  }
  input.destroy();
  return comments;
}

/**
 * Streams the rows of a CSV file, gzipped or not; comment lines and blank lines are left out.
 * @throws UnusableFile naming the file, where the rows are read
 */
export async function* csvRows(path: string): AsyncGenerator<CsvRow> {
  const parser = parse({
    comment: '#',
    comment_no_infix: true,
    skip_empty_lines: true,
    trim: true,
    info: true,
    relax_column_count: true,
  });
  // An error of any part destroys the parser with it, and so surfaces in the loop below.
  pipeline(await openText(path), parser, () => undefined);
  const rows = parser as AsyncIterable<{ info: { lines: number }; record: string[] }>;
  try {
    for await (const { info, record } of rows) yield { line: info.lines, cells: record };
  } catch (problem) {
    throw new UnusableFile(path, problem);
  }
}
