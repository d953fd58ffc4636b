import {
  isoOf,
  poolsInOrder,
  type AccountEvent,
  type Derivation,
  type ExplainedFigure,
} from '../../domain/index.js';
import { explain } from '../application/explain.js';
import { accountOf } from '../application/state.js';
import { storyLine } from '../replay/story.js';
import type { Stage } from '../scenario/stage.js';
import { stageAt } from './scenario-stage.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';

export interface ExplainOptions {
  readonly at?: number;
  readonly account?: string;
  readonly pool?: string;
  readonly figure: ExplainedFigure | 'liquidationPrice';
  readonly json?: boolean;
}

interface Explained {
  readonly account: string;
  readonly pool: string;
  readonly derivation: Derivation;
}

/** `plimsoll explain`: why figures are what they are after a step, and what liquidation did. */
export async function explainScenario(
  terminal: Terminal,
  path: string,
  options: ExplainOptions,
): Promise<number> {
  const { stage, step: at } = await stageAt(path, options.at);
  const explained = await explanations(stage, options);
  if (options.json === true) printJson(terminal, { step: at, explained, story: storyOf(stage) });
  else print(terminal, at, explained, storyOf(stage));
  return EXIT.ok;
}

async function explanations(stage: Stage, options: ExplainOptions): Promise<Explained[]> {
  const { engine, journal } = stage;
  const ids = options.account === undefined ? await engine.accountIds() : [options.account];
  const found: Explained[] = [];
  for (const id of ids) {
    const account = await engine.account(id);
    if (account === undefined) throw new UsageError(`there is no account ${id}`);
    for (const { id: pool, positions } of poolsInOrder(account)) {
      if (options.pool !== undefined && options.pool !== pool) continue;
      const keys = options.figure === 'liquidationPrice' ? [...positions.keys()] : [undefined];
      for (const position of keys) {
        const asked = { account, pool, figure: options.figure };
        const question = position === undefined ? asked : { ...asked, position };
        const derivation = explain(engine.market, journal.envelopes, question);
        if (derivation !== undefined) found.push({ account: id, pool, derivation });
      }
    }
  }
  return found;
}

function storyOf({ journal }: Stage) {
  return journal.envelopes.flatMap(({ event, at }) => {
    if (accountOf(event) === undefined) return [];
    const line = storyLine(event as AccountEvent, isoOf(at));
    return line === undefined ? [] : [{ account: accountOf(event), ...line }];
  });
}

function print(
  terminal: Terminal,
  step: number,
  explained: readonly Explained[],
  story: ReturnType<typeof storyOf>,
): void {
  const colour = paint(terminal);
  for (const { account, pool, derivation } of explained) {
    terminal.out(colour.bold(`${account}, ${pool}, after step ${step}`));
    printTree(terminal, derivation, '', '');
  }
  if (story.length === 0) return;
  terminal.out(colour.bold('What liquidation did'));
  for (const { account, text, equity, maintenance, profit } of story) {
    const figures = [
      equity === undefined ? '' : `equity ${equity}`,
      maintenance === undefined ? '' : `maintenance ${maintenance}`,
      profit === undefined ? '' : `profit ${profit}`,
    ].filter((figure) => figure !== '');
    const shown = figures.length === 0 ? '' : `  (${figures.join(', ')})`;
    terminal.out(`  ${account}  ${text}${shown}`);
  }
}

function printTree(terminal: Terminal, node: Derivation, lead: string, below: string): void {
  const colour = paint(terminal);
  const why = node.formula ?? node.source ?? '';
  terminal.out(`${lead}${node.figure} = ${colour.bold(node.value)}  ${colour.dim(why)}`);
  node.parts.forEach((part, index) => {
    const last = index === node.parts.length - 1;
    printTree(terminal, part, `${below}${last ? '└─ ' : '├─ '}`, `${below}${last ? '   ' : '│  '}`);
  });
}
