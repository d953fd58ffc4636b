import Table from 'cli-table3';
import { refusalText } from '../application/refusal-text.js';
import type { Deleveraged } from '../history/why-deleveraged.js';
import { noAccount } from './scenario-stage.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';
import type { Told } from './told.js';

/** Whose losses to others are asked about. */
export interface DeleveragingOptions {
  readonly account?: string;
  readonly position?: string;
  readonly json?: boolean;
}

/** `plimsoll explain --why-deleveraged`: what accounts lost for others, and why they of all. */
export async function explainDeleveraging(
  terminal: Terminal,
  { engine, point }: Told,
  { account, position, json }: DeleveragingOptions,
): Promise<number> {
  const ids = await engine.accountIds();
  if (account !== undefined && !ids.includes(account)) {
    throw noAccount(account, ids);
  }
  const named = position === undefined ? {} : { position };
  const told: { account: string; losses: readonly Deleveraged[] }[] = [];
  for (const id of account === undefined ? ids : [account]) {
    const answer = await engine.query({ ask: 'why-deleveraged', account: id, ...named });
    if (!answer.ok) throw new UsageError(refusalText(answer.error));
    if (answer.value.length > 0) told.push({ account: id, losses: answer.value });
  }
  if (json === true) printJson(terminal, told);
  else if (told.length === 0) terminal.out(`nobody lost anything to others by ${point}`);
  else for (const one of told) print(terminal, one.account, one.losses);
  return EXIT.ok;
}

function print(terminal: Terminal, account: string, losses: readonly Deleveraged[]): void {
  const colour = paint(terminal);
  terminal.out(colour.bold(account));
  for (const { sequence, at, why, queue } of losses) {
    terminal.out(`event ${sequence} at ${at}: ${why}`);
    if (queue === undefined || Object.keys(queue.parts).length === 0) continue;
    const table = new Table({
      head: ['part of the score', ''],
      style: { head: [], border: [], compact: true },
    });
    for (const [name, part] of Object.entries(queue.parts)) table.push([name, part]);
    table.push(['score', queue.score ?? 'before all']);
    terminal.out(table.toString());
  }
}
