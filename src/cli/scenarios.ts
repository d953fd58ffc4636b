import Table from 'cli-table3';
import { poolsInOrder } from '../../domain/index.js';
import { refusalText } from '../application/refusal-text.js';
import type { ReportedUnit, ScenarioReport } from '../application/scenario-report.js';
import { accountAt } from './scenario-stage.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';
import { toldBy } from './told.js';

export interface ScenariosOptions {
  readonly at?: number;
  readonly account?: string;
  readonly pool?: string;
  readonly json?: boolean;
}

/** `plimsoll scenarios`: what a pool under portfolio margin answers instead of a price. */
export async function scenarios(
  terminal: Terminal,
  path: string,
  { at, account: asked, pool, json }: ScenariosOptions,
): Promise<number> {
  const told = await toldBy(path, at);
  const account = await accountAt({ stage: told }, asked);
  const held = (await told.engine.account(account))!;
  const pools = poolsInOrder(held).map(({ id }) => id);
  const reports: ScenarioReport[] = [];
  for (const id of pool === undefined ? pools : [pool]) {
    const answer = await told.engine.query({ ask: 'scenarios', account, pool: id });
    if (!answer.ok) throw new UsageError(refusalText(answer.error));
    reports.push(answer.value);
  }
  if (json === true) printJson(terminal, { point: told.point, reports });
  else for (const report of reports) print(terminal, told.point, report);
  return EXIT.ok;
}

function print(terminal: Terminal, point: string, report: ScenarioReport): void {
  const colour = paint(terminal);
  const { account, pool, equity, maintenance, room, settlement, units } = report;
  terminal.out(colour.bold(`${account}, ${pool}, after ${point}, in ${settlement}`));
  terminal.out(`equity ${equity}, maintenance margin ${maintenance}, room ${room}`);
  if (units === null) {
    terminal.out('nothing here is measured as a whole: positions have liquidation prices');
    return;
  }
  terminal.out('no liquidation price: the pool is measured as a whole; the room after each move:');
  for (const unit of units) printUnit(terminal, unit);
}

function printUnit(terminal: Terminal, { unit, maintenance, scenarios }: ReportedUnit): void {
  const keys = [...new Set(scenarios.flatMap(({ positions }) => Object.keys(positions)))];
  const loss = keys.map((key) => `loss of ${key}`);
  const moving = scenarios.some(({ volatility }) => volatility !== '0');
  const table = new Table({
    head: [
      'price',
      ...(moving ? ['volatility'] : []),
      'weight',
      ...loss,
      ...['of collateral', 'loss', 'room', ''],
    ],
    style: { head: [], border: [], compact: true },
  });
  for (const row of scenarios) {
    const own = keys.map((key) => row.positions[key] ?? '');
    const notes = [row.worst ? 'worst' : '', row.after.breached ? 'liquidated' : ''];
    table.push([
      row.price,
      ...(moving ? [row.volatility] : []),
      row.weight,
      ...own,
      row.collateral,
      row.loss,
      row.after.room,
      notes.filter((note) => note !== '').join(', '),
    ]);
  }
  terminal.out(`unit ${unit}, maintenance margin ${maintenance}`);
  terminal.out(table.toString());
}
