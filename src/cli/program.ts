import { existsSync, readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { LOT_METHODS } from '../../domain/index.js';
import { POOL_FIGURES, POSITION_FIGURES } from '../application/figures.js';
import { HISTORY_KINDS } from '../history/questions.js';
import { PRESETS } from '../presets/index.js';
import type { ReplayOptions } from '../replay/replay-options.js';
import { conformance } from './conformance.js';
import { LOSS_WAYS, type CompareOptions } from '../replay/compare-deleveraging.js';
import { deleverage, type DeleverageFlags } from './deleverage.js';
import { explainSource, type ExplainOptions } from './explain.js';
import { book, market, type BookOptions, type MarketOptions } from './generate.js';
import { history, type HistoryOptions } from './history.js';
import { previewScenario, type PreviewOptions } from './preview.js';
import { overview, type OverviewOptions } from './overview.js';
import {
  diffPresets,
  listPresets,
  showPreset,
  type PrintOptions,
  type ShowOptions,
} from './presets.js';
import { rebuild, type RebuildOptions } from './rebuild.js';
import { namedPresets, replayPresets } from './replay-presets.js';
import { replay } from './replay.js';
import { run } from './run.js';
import { start, type StartOptions } from './start.js';
import { stressScenario, type StressOptions } from './stress.js';
import { scenarios, type ScenariosOptions } from './scenarios.js';
import { UsageError, type Terminal } from './terminal.js';
import { some, whole } from './whole-number.js';

/** The command line as commander sees it; `exit` receives the exit code. */
export function program(terminal: Terminal, exit: (code: number) => void): Command {
  const root = new Command('plimsoll')
    .description('Exact portfolio margin: measure, explain and liquidate leveraged accounts.')
    .version(version())
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .exitOverride();
  root
    .command('run')
    .description('run scenario files; one line per expectation, exit code 1 if any fails')
    .argument('<paths...>', 'scenario files or folders (JSON or YAML)')
    .option('--json', 'print JSON')
    .action(async (paths: string[], options: { json?: boolean }) => {
      exit(await run(terminal, paths, options));
    });
  root
    .command('conformance')
    .description('run every scenario below a folder and sum up by group')
    .argument('<directory>')
    .option('--json', 'print JSON')
    .action(async (directory: string, options: { json?: boolean }) => {
      exit(await conformance(terminal, directory, options));
    });
  addOverview(root, terminal, exit);
  addExplain(root, terminal, exit);
  addHistory(root, terminal, exit);
  addStress(root, terminal, exit);
  addPreview(root, terminal, exit);
  addScenarios(root, terminal, exit);
  addReplay(root, terminal, exit);
  addDeleverage(root, terminal, exit);
  addPresets(root, terminal, exit);
  addGenerators(root, terminal, exit);
  return root;
}

const EXIT_CODES = `
Exit codes: 0 all is well, 1 an expectation failed, 2 a wrong call or unusable input.`;

/** The version of the package this file belongs to: one folder up from src, two from dist. */
function version(): string {
  const found = ['../../package.json', '../../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  if (found === undefined) return 'unknown';
  return (JSON.parse(readFileSync(found, 'utf8')) as { version: string }).version;
}

type Exit = (code: number) => void;

function addExplain(root: Command, terminal: Terminal, exit: Exit): void {
  root
    .command('explain')
    .description('why a figure is what it is, down to each movement, and what liquidation did')
    .argument('<source>', 'a scenario, or the events.jsonl of a replay')
    .option('--at <step>', 'the step (of a tape: the event) after which to look', whole)
    .option('--account <id>', 'one account only')
    .option('--pool <id>', 'one pool only: cross or isolated:...')
    .addOption(
      new Option('--figure <name>', 'what to explain')
        .choices([...new Set<string>([...POOL_FIGURES, ...POSITION_FIGURES])])
        .default('slack'),
    )
    .option('--position <key>', 'one position only')
    .option('--case [id]', 'tell what liquidations did, or one of them, and nothing else')
    .option('--why-liquidated', 'why a position was liquidated: what moved the level shown before')
    .option('--why-deleveraged', 'what an account lost to the deficits of others, and why it')
    .option('--since <point>', 'when it was shown: a step (of a tape: an event) or a time')
    .option('--json', 'print JSON')
    .action(async (path: string, options: ExplainOptions) => {
      exit(await explainSource(terminal, path, options));
    });
}

function addHistory(root: Command, terminal: Terminal, exit: Exit): void {
  root
    .command('history')
    .description('what happened to an account: positions, fills, ledger, charges, liquidations')
    .argument('<source>', 'a scenario, or the events.jsonl of a replay')
    .option('--account <id>', 'which account; needless when there is only one')
    .addOption(
      new Option('--kind <kind>', 'what to list').choices([...HISTORY_KINDS]).default('fills'),
    )
    .option('--from <time>', 'rows at or after it, ISO 8601 UTC')
    .option('--to <time>', 'rows before it')
    .addOption(
      new Option('--method <method>', 'for lots: which contracts a close takes first').choices([
        ...LOT_METHODS,
      ]),
    )
    .option('--limit <rows>', 'rows a page; all of them by default', whole)
    .option('--cursor <id>', 'go on after this row')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .option('--json', 'print JSON')
    .action(async (path: string, options: HistoryOptions) => {
      exit(await history(terminal, path, options));
    });
}

const NAMES = `${PRESETS.map(({ name }) => name).join(', ')}; NAME@DAY as it was then; or a file`;
const OPTIONS = 'readings of the preset, as `plimsoll presets` lists them';

function addStress(root: Command, terminal: Terminal, exit: Exit): void {
  root
    .command('stress')
    .description('shock prices over a grid: where an account is called, liquidated, what is left')
    .argument('<scenario>')
    .option('--at <step>', 'the step after which to look, from 1; the last one by default', whole)
    .option('--account <id>', 'which account; needless when there is only one')
    .option('--all <range>', 'all assets, from..to/step: -0.5..0.5/0.05')
    .option('--asset <shock...>', 'one asset, or two: BTC, or BTC=-0.3..0.3/0.1')
    .option('--slippage <rate>', 'how much worse than the mark close-outs are filled', '0')
    .option('--out <file>', 'also write a page with the heat map')
    .option('--json', 'print JSON')
    .action(async (path: string, options: StressOptions) => {
      exit(await stressScenario(terminal, path, options));
    });
}

function addPreview(root: Command, terminal: Terminal, exit: Exit): void {
  root
    .command('preview')
    .description('a position before it is opened: rates, costs, break-even, margin, verdict')
    .argument('<scenario>')
    .option('--at <step>', 'the step after which to look, from 1; the last one by default', whole)
    .option('--account <id>', 'which account; needless when there is only one')
    .requiredOption('--instrument <id>', 'what would be opened')
    .addOption(
      new Option('--side <side>', 'long or short').choices(['long', 'short']).makeOptionMandatory(),
    )
    .requiredOption('--quantity <contracts>', 'how many contracts')
    .option('--price <price>', 'the fill; the mark by default')
    .addOption(new Option('--mode <mode>', 'which pool').choices(['cross', 'isolated']))
    .option('--leverage <times>', 'leverage of the position')
    .option('--margin <amount>', 'what an isolated pool is given')
    .option('--position <id>', 'an id of your own for the position')
    .addOption(new Option('--liquidity <kind>', 'of the fill').choices(['maker', 'taker']))
    .option('--holding <duration>', 'how long it would be held, ISO 8601: P30D')
    .option('--expected-price <price>', 'where it is expected to be closed; gives a verdict')
    .option('--buffer <share>', 'share of all costs that the return must exceed them by')
    .option('--other-fees <amount>', 'costs the engine does not know of')
    .option('--json', 'print JSON')
    .action(async (path: string, options: PreviewOptions) => {
      exit(await previewScenario(terminal, path, options));
    });
}

function addScenarios(root: Command, terminal: Terminal, exit: Exit): void {
  root
    .command('scenarios')
    .description('under portfolio margin: each scenario, its losses and the room it would leave')
    .argument('<source>', 'a scenario, or the events.jsonl of a replay')
    .option('--at <step>', 'the step (of a tape: the event) after which to look', whole)
    .option('--account <id>', 'which account; needless when there is only one')
    .option('--pool <id>', 'one pool only: cross or isolated:...')
    .option('--json', 'print JSON')
    .action(async (path: string, options: ScenariosOptions) => {
      exit(await scenarios(terminal, path, options));
    });
}

interface ReplayFlags extends Omit<ReplayOptions, 'skipBad' | 'preset' | 'presetOptions'> {
  readonly preset: readonly string[];
  readonly option?: readonly string[];
  readonly skipBad?: boolean;
  readonly json?: boolean;
}

function addReplay(root: Command, terminal: Terminal, exit: Exit): void {
  root
    .command('replay')
    .description('run a market over a book of accounts; writes events, accounts and a report page')
    .requiredOption('--prices <file>', 'candles: CSV, also gzipped')
    .requiredOption('--book <file>', 'accounts: JSON lines, see `plimsoll book`')
    .requiredOption(
      '--preset <name...>',
      `policies: ${NAMES}; several, or all, are run one after another and compared`,
    )
    .option('--option <name...>', OPTIONS)
    .requiredOption(
      '--out <folder>',
      'where events.jsonl, accounts.csv and report.html go; of several presets a folder each',
    )
    .option('--tiers <file>', 'margin tiers: CSV, or the answer of a venue as JSON')
    .option('--funding <file...>', 'funding rates, CSV, the symbol in the name')
    .addOption(
      new Option('--path <path>', 'prices inside a candle; ohlc assumes their order')
        .choices(['close', 'ohlc'])
        .default('close'),
    )
    .option('--skip-bad', 'leave out rows that cannot be used instead of refusing the file')
    .option('--fund <amount>', 'what the insurance fund holds, in settlement', '0')
    .option('--slippage <rate>', 'worst slippage of close-outs against the mark', '0')
    .option('--seed <number>', 'seed of the simulated venue', whole, 7)
    .option('--audit <accounts>', 'self-audit: accounts measured after each batch', some)
    .option('--store <folder>', 'keep accounts in an embedded database there, not in memory')
    .addOption(
      new Option(
        '--watch <watch>',
        'what finds the accounts that prices concern; only time differs',
      )
        .choices(['naive', 'trigger'])
        .default('trigger'),
    )
    .option('--json', 'print JSON')
    .action(async ({ json, skipBad = false, option = [], preset, ...rest }: ReplayFlags) => {
      const options = { ...rest, skipBad };
      const printed = json === undefined ? {} : { json };
      const [first = '', ...others] = namedPresets(preset);
      if (others.length > 0) {
        if (option.length > 0) throw new UsageError('with several presets write NAME+OPTION');
        exit(await replayPresets(terminal, [first, ...others], options, printed));
        return;
      }
      const [name = '', ...chosen] = first.split('+');
      const asked = { ...options, preset: name, presetOptions: [...chosen, ...option] };
      exit(await replay(terminal, asked, printed));
    });
  root
    .command('rebuild')
    .description('rebuild the state from events.jsonl alone and print its hash')
    .argument('<events>', 'events.jsonl of a replay')
    .option('--store <folder>', 'take accounts from the embedded database of the replay')
    .option('--json', 'print JSON')
    .action(async (events: string, options: RebuildOptions) => {
      exit(await rebuild(terminal, events, options));
    });
}

interface CompareFlags extends Omit<CompareOptions, 'skipBad' | 'presetOptions' | 'ways'> {
  readonly option?: readonly string[];
  readonly skipBad?: boolean;
  readonly rankings: readonly string[];
}

function addDeleverage(root: Command, terminal: Terminal, exit: Exit): void {
  root
    .command('deleverage')
    .description('who pays for deficits: each ranking, loss sharing and claims, on one crash')
    .option('--compare', 'run every way on the same book and market, and tabulate who loses what')
    .requiredOption('--prices <file>', 'candles: CSV, also gzipped')
    .requiredOption('--book <file>', 'accounts on both sides: JSON lines, see `plimsoll book`')
    .option('--preset <name>', 'policies, but for deficits', 'kraken-futures')
    .option('--option <name...>', OPTIONS)
    .addOption(
      new Option('--rankings <names>', `which ways, with commas between: ${LOSS_WAYS.join(', ')}`)
        .argParser(names)
        .default([...LOSS_WAYS], 'all'),
    )
    .option('--tiers <file>', 'margin tiers by symbol, CSV')
    .addOption(
      new Option('--path <path>', 'prices inside a candle; ohlc assumes their order')
        .choices(['close', 'ohlc'])
        .default('close'),
    )
    .option('--skip-bad', 'leave out rows that cannot be used instead of refusing the file')
    .option('--fund <amount>', 'what the insurance fund holds, in settlement', '0')
    .option('--slippage <rate>', 'worst slippage of close-outs against the mark', '0')
    .option('--seed <number>', 'seed of the simulated venue', whole, 7)
    .option('--out <folder>', 'also write deleverage.html and losses.csv')
    .option('--json', 'print JSON, with every loser')
    .action(async (flags: CompareFlags & DeleverageFlags) => {
      const { compare, out, json, option = [], skipBad = false, rankings, ...options } = flags;
      const asked = { ...options, skipBad, presetOptions: option, ways: rankings };
      exit(await deleverage(terminal, asked, { compare, out, json }));
    });
}

function names(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

function addOverview(root: Command, terminal: Terminal, exit: Exit): void {
  root
    .command('overview')
    .description('what an account has: balances, pools and positions with all their figures')
    .argument('<source>', 'a scenario, or the events.jsonl of a replay')
    .option('--at <step>', 'the step (of a tape: the event) after which to look', whole)
    .option('--account <id>', 'one account only')
    .option('--json', 'print JSON, with every digit')
    .action(async (path: string, options: OverviewOptions) => {
      exit(await overview(terminal, path, options));
    });
}

function addPresets(root: Command, terminal: Terminal, exit: Exit): void {
  const group = root
    .command('presets')
    .description('which presets there are, with their options and earlier versions')
    .option('--json', 'print JSON')
    .action((options: PrintOptions) => {
      exit(listPresets(terminal, options));
    });
  group
    .command('show')
    .description('all that one decides and where it comes from')
    .argument('<name>', NAMES)
    .option('--option <name...>', OPTIONS)
    .option('--json', 'print JSON')
    .action(async (name: string, _own: ShowOptions, command: Command) => {
      exit(await showPreset(terminal, name, command.optsWithGlobals()));
    });
  group
    .command('diff')
    .description('what two decide differently, figure by figure, and where each has it from')
    .argument('<a>', `${NAMES}; options after it: NAME+OPTION`)
    .argument('<b>', 'another one, or the same as of another day')
    .option('--json', 'print JSON')
    .action(async (left: string, right: string, _own: PrintOptions, command: Command) => {
      exit(await diffPresets(terminal, [left, right], command.optsWithGlobals()));
    });
}

function addGenerators(root: Command, terminal: Terminal, exit: Exit): void {
  root
    .command('book')
    .description('draw a book of accounts, labelled as generated; same seed, same bytes')
    .requiredOption('--prices <file>', 'the instruments and first prices')
    .option('--accounts <number>', 'how many', whole, 10_000)
    .option('--seed <number>', 'seed of the draw', whole, 7)
    .option('--tiers <file>', 'margin tiers that bound the leverage: CSV, or the answer of a venue')
    .option('--skip-bad', 'leave out bad rows of the price file')
    .option('--out <file>', 'a file instead of standard output')
    .option('--json', 'print one JSON document instead of lines')
    .action(async (options: BookOptions) => {
      exit(await book(terminal, options));
    });
  root
    .command('market')
    .description('draw a market that passes through real snapshots, labelled as simulated')
    .requiredOption('--anchors <file>', 'snapshots: time, then one column per asset')
    .option('--step <duration>', 'time between candles, ISO 8601', 'PT1H')
    .option('--seed <number>', 'seed of the draw', whole, 7)
    .option('--out <file>', 'a file instead of standard output')
    .option('--json', 'print one JSON document instead of CSV')
    .action(async (options: MarketOptions) => {
      exit(await market(terminal, options));
    });
  root
    .command('start')
    .description('the whole job on the shipped snapshots: market, book, replay, report')
    .option('--anchors <file>', 'snapshots', 'examples/market/anchors.csv')
    .option('--out <folder>', 'where everything goes', 'out')
    .option('--json', 'print JSON')
    .action(async (options: StartOptions) => {
      exit(await start(terminal, options));
    });
}
