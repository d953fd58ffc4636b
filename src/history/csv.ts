/**
 * Rows of strings as CSV: a header, then one line a row; what a row lacks stays empty.
 * @example
 * csvOf(['asset', 'amount'], [{ asset: 'USD', amount: '5' }]); // => 'asset,amount\nUSD,5\n'
 */
export function csvOf<R extends object>(columns: readonly string[], rows: readonly R[]): string {
  const lines = rows.map((row) => {
    const cells = row as Readonly<Record<string, string | undefined>>;
    return csvLine(columns.map((column) => cells[column] ?? ''));
  });
  return [csvLine(columns), ...lines].join('');
}

/** One line of CSV (RFC 4180), its line feed included. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
