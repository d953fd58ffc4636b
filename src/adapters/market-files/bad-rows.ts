/** A row that cannot be used, where it stands and why. */
export interface BadRow {
  /** Line of the file, from 1, the header included. */
  readonly line: number;
  readonly kind:
    | 'columns'
    | 'number'
    | 'not-positive'
    | 'high-below-low'
    | 'outside-range'
    | 'duplicate'
    | 'time-back'
    | 'gap'
    | 'order';
  readonly detail: string;
}

const SHOWN = 20;

/** A file has rows that cannot be used; the message names the first of them by line. */
export class BadRows extends Error {
  constructor(
    readonly file: string,
    readonly rows: readonly BadRow[],
    hint = '',
  ) {
    const shown = rows
      .slice(0, SHOWN)
      .map(({ line, kind, detail }) => `  line ${line}: ${kind}, ${detail}`);
    const more = rows.length > SHOWN ? [`  and ${rows.length - SHOWN} more`] : [];
    const count = rows.length === 1 ? 'a bad row' : `${rows.length} bad rows`;
    super([`${file}: ${count}${hint}`, ...shown, ...more].join('\n'));
    this.name = 'BadRows';
  }
}
