import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { PassThrough, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** One row of a CSV file with the line it stands on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Comment lines at the head of a file, without their `#`. */
export async function commentsOf(path: string): Promise<string[]> {
  const comments: string[] = [];
  const input = textOf(path);
  for await (const line of createInterface({ input })) {
    if (!line.startsWith('#')) break;
    comments.push(line.slice(1).trim());
  }
  input.destroy();
  return comments;
}

/** Streams the rows of a CSV file, gzipped or not; comment lines and blank lines are left out. */
export async function* csvRows(path: string): AsyncGenerator<CsvRow> {
  const rows = textOf(path).pipe(
    parse({
      comment: '#',
      comment_no_infix: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
      relax_column_count: true,
    }),
  );
  for await (const { info, record } of rows as AsyncIterable<{
    info: { lines: number };
    record: string[];
  }>) {
    yield { line: info.lines, cells: record };
  }
}

function textOf(path: string): PassThrough {
  const text = new PassThrough();
  const file = createReadStream(path);
  // An error of any part surfaces where the rows are read.
  const report = (problem: Error | null | undefined): void => {
    if (problem) text.destroy(problem);
  };
  if (path.endsWith('.gz')) pipeline(file, createGunzip(), text, report);
  else pipeline(file, text, report);
  return text;
}
