import Table from 'cli-table3';
import type { Overview } from '../application/overview.js';
import type { Shown } from '../application/account-figures.js';
import { refusalText } from '../application/refusal-text.js';
import { noAccount } from './scenario-stage.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';
import { toldBy } from './told.js';

/** Options of `overview`. */
export interface OverviewOptions {
  readonly at?: number;
  readonly account?: string;
  readonly json?: boolean;
}

/** How many digits behind the point are worth reading; `--json` has them all. */
const DECIMALS = 10;

/** `plimsoll overview`: balances, pools and positions with all their figures at a point. */
export async function overview(
  terminal: Terminal,
  path: string,
  { at, account, json }: OverviewOptions,
): Promise<number> {
  const { engine, point } = await toldBy(path, at);
  const ids = await engine.accountIds();
  if (account !== undefined && !ids.includes(account)) {
    throw noAccount(account, ids);
  }
  const overviews: Overview[] = [];
  for (const id of account === undefined ? ids : [account]) {
    const answer = await engine.query({ ask: 'overview', account: id });
    if (!answer.ok) throw new UsageError(refusalText(answer.error));
    overviews.push(answer.value);
  }
  if (json === true) printJson(terminal, { point, accounts: overviews });
  else if (overviews.length === 0) terminal.out(`${point}: no account is open yet`);
  else for (const one of overviews) print(terminal, point, one);
  return EXIT.ok;
}

function print(
  terminal: Terminal,
  point: string,
  { account, wallet, debt, claims = {}, pools }: Overview,
): void {
  const colour = paint(terminal);
  terminal.out(colour.bold(`${account} at ${point}`));
  const table = new Table({
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'left', 'right'],
  });
  const rows = (of: string, figures: Readonly<Record<string, Shown>>): void => {
    for (const [name, value] of Object.entries(figures)) table.push([of, name, read(value)]);
  };
  rows('wallet', wallet);
  rows('debt', debt);
  rows('claim', claims);
  for (const [pool, { figures, positions }] of Object.entries(pools)) {
    rows(pool, figures);
    for (const [key, ofPosition] of Object.entries(positions)) rows(key, ofPosition);
  }
  terminal.out(table.toString());
}

/** A figure as in a scenario, long fractions cut. */
function read(value: Shown): string {
  if (value === null) return 'null';
  const [whole, fraction = ''] = String(value).split('.');
  if (fraction.length <= DECIMALS) return String(value);
  return `${whole}.${fraction.slice(0, DECIMALS)}...`;
}
