import { poolsInOrder, type Derivation } from '../../domain/index.js';
import { explain } from '../application/explain.js';
import { POOL_FIGURES, type PoolFigure, type PositionFigure } from '../application/figures.js';
import { storiesOf, type LiquidationStory } from '../history/story.js';
import { explainDeleveraging } from './explain-deleveraging.js';
import { explainLiquidation, type LiquidationOptions } from './explain-liquidation.js';
import { printStories } from './print-story.js';
import { noAccount } from './scenario-stage.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';
import { toldBy, type Told } from './told.js';

/** `--case` names a case to tell, or stands for all of them. */
export interface ExplainOptions extends LiquidationOptions {
  readonly at?: number;
  readonly figure: PoolFigure | PositionFigure;
  /** Why a position was liquidated, from the level shown at an earlier point. */
  readonly whyLiquidated?: true;
  /** What accounts lost to the deficits of others. */
  readonly whyDeleveraged?: true;
}

interface Explained {
  readonly account: string;
  readonly pool: string;
  readonly position?: string;
  readonly derivation: Derivation;
}

/** `plimsoll explain`: why figures are what they are at a point, and what liquidation did. */
export async function explainSource(
  terminal: Terminal,
  path: string,
  options: ExplainOptions,
): Promise<number> {
  const told = await toldBy(path, options.at);
  if (options.whyLiquidated === true) return explainLiquidation(terminal, told, options);
  if (options.whyDeleveraged === true) return explainDeleveraging(terminal, told, options);
  const accounts = await accountsOf(told, options.account);
  const stories = accounts.flatMap((account) => storiesOf(told.tape, account));
  if (options.case !== undefined) return tellCases(terminal, stories, options);
  const explained = await explanations(told, accounts, options);
  if (options.json === true) printJson(terminal, { point: told.point, explained, stories });
  else print(terminal, told.point, explained, stories);
  return EXIT.ok;
}

/** `--case`: what liquidations did, and nothing else. */
function tellCases(
  terminal: Terminal,
  stories: readonly LiquidationStory[],
  { case: only, json }: ExplainOptions,
): number {
  const asked = only === true ? stories : stories.filter((story) => story.case === only);
  if (asked.length === 0) {
    const cases = stories.map((story) => story.case).join(', ');
    const there = cases === '' ? 'nothing was liquidated' : `there are ${cases}`;
    throw new UsageError(only === true ? there : `there is no case ${String(only)}: ${there}`);
  }
  if (json === true) printJson(terminal, asked);
  else printStories(terminal, asked);
  return EXIT.ok;
}

async function accountsOf({ engine }: Told, asked: string | undefined): Promise<readonly string[]> {
  const ids = await engine.accountIds();
  if (asked === undefined) return ids;
  if (ids.includes(asked)) return [asked];
  throw noAccount(asked, ids);
}

/** The figure of every pool, or of every position where it is one of a position. */
async function explanations(
  { engine, tape }: Told,
  accounts: readonly string[],
  options: ExplainOptions,
): Promise<Explained[]> {
  const { figure, position: only } = options;
  const ofPool = (POOL_FIGURES as readonly string[]).includes(figure) && only === undefined;
  const found: Explained[] = [];
  const pools = new Set<string>();
  const held = new Set<string>();
  for (const id of accounts) {
    const account = (await engine.account(id))!;
    for (const { id: pool, positions } of poolsInOrder(account)) {
      pools.add(pool);
      if (options.pool !== undefined && options.pool !== pool) continue;
      for (const key of positions.keys()) held.add(key);
      const asked = [...positions.keys()].filter((key) => (only ?? key) === key);
      for (const position of ofPool ? [undefined] : asked) {
        const named = position === undefined ? {} : { position };
        const derivation = explain(engine.market, tape, { account, pool, figure, ...named });
        if (derivation !== undefined) found.push({ account: id, pool, ...named, derivation });
      }
    }
  }
  const { pool } = options;
  if (pool !== undefined && accounts.length > 0 && !pools.has(pool)) {
    throw new UsageError(`there is no pool ${pool}, only ${[...pools].join(', ')}`);
  }
  if (only !== undefined && accounts.length > 0 && found.length === 0) {
    const there = held.size === 0 ? 'none is open' : `there are ${[...held].join(', ')}`;
    throw new UsageError(`there is no position ${only} with a figure ${figure}; ${there}`);
  }
  return found;
}

function print(
  terminal: Terminal,
  point: string,
  explained: readonly Explained[],
  stories: readonly LiquidationStory[],
): void {
  const colour = paint(terminal);
  if (explained.length === 0) terminal.out(`there is nothing to explain after ${point}`);
  for (const { account, pool, position, derivation } of explained) {
    const of = position === undefined ? '' : `, ${position}`;
    terminal.out(colour.bold(`${account}, ${pool}${of}, after ${point}`));
    printTree(terminal, derivation, '', '');
  }
  if (stories.length === 0) return;
  terminal.out('');
  printStories(terminal, stories);
}

function printTree(terminal: Terminal, node: Derivation, lead: string, below: string): void {
  const colour = paint(terminal);
  const why = [node.formula, node.source].filter((text) => text !== undefined).join('; ');
  terminal.out(`${lead}${node.figure} = ${colour.bold(node.value)}  ${colour.dim(why)}`);
  const beside = (node.beside ?? []).map((one) => ({ ...one, figure: `beside it: ${one.figure}` }));
  const branches = [...node.parts, ...beside];
  branches.forEach((part, index) => {
    const last = index === branches.length - 1;
    printTree(terminal, part, `${below}${last ? '└─ ' : '├─ '}`, `${below}${last ? '   ' : '│  '}`);
  });
}
