import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  acyclic,
  fileSizes,
  folderNames,
  independentOracle,
  lineLengths,
  noMachineNames,
  pureImports,
  rungs,
  separateRoots,
  type Rule,
} from './rules.js';
import {
  IMPURE,
  divisions,
  functionSizes,
  never,
  numberIsNeverMoney,
  seededProperties,
} from './code-rules.js';
import { layers, machineAtTheEdges, packagesInPlace, portsKnowTheTape } from './layer-rules.js';
import { importsOf, sourceTree, type SourceFile } from './source-tree.js';

const root = resolve(import.meta.dirname, '../..');
const tree = sourceTree(root, ['domain', 'src', 'test']);

const file = (path: string, text: string): SourceFile => ({ path, text });
const lines = (count: number): string => 'const x = 1;\n'.repeat(count);

/** Each rule of the house with a violation that it must catch. */
const house: readonly { name: string; rule: Rule; planted: SourceFile[] }[] = [
  {
    name: 'imports go to a lower rung or stay in their folder',
    rule: rungs,
    planted: [file('domain/market/a.ts', "import type { X } from '../margin/index.js';")],
  },
  {
    name: 'folders of one rung do not know each other',
    rule: rungs,
    planted: [file('domain/alert/a.ts', "import { X } from '../liquidation/index.js';")],
  },
  {
    name: 'there are no cycles, type imports included',
    rule: acyclic,
    planted: [
      file('domain/market/a.ts', "import type { B } from './b.js';"),
      file('domain/market/b.ts', "export { A } from './a.js';"),
    ],
  },
  {
    name: 'the two roots never import each other',
    rule: separateRoots,
    planted: [file('domain/insurance/a.ts', "import { Account } from '../account/index.js';")],
  },
  {
    name: 'decimal.js is imported in one file of the domain',
    rule: pureImports,
    planted: [file('domain/market/a.ts', "import { Decimal } from 'decimal.js';")],
  },
  {
    name: 'the domain imports nothing of the application',
    rule: pureImports,
    planted: [file('domain/market/a.ts', "import { X } from '../../src/index.js';")],
  },
  ...IMPURE.map(({ what, pattern, planted }) => ({
    name: `the domain ${what}`,
    rule: never(pattern),
    planted: [file('domain/market/a.ts', planted)],
  })),
  {
    name: 'a decimal is divided only in functions named for their rounding',
    rule: divisions,
    planted: [file('domain/market/a.ts', 'export const half = (x: Dec) => x.div(2);')],
  },
  {
    name: 'a number is never money, a price, a size or a rate',
    rule: numberIsNeverMoney,
    planted: [file('domain/market/a.ts', 'interface A { readonly entryPrice: number }')],
  },
  {
    name: 'a folder of the application knows only what its layer may',
    rule: layers,
    planted: [
      file('src/application/a.ts', "import { FileJournal } from '../adapters/file-journal.js';"),
    ],
  },
  {
    name: 'ports know of the engine only what stands on the tape',
    rule: portsKnowTheTape,
    planted: [file('src/ports/a.ts', "import type { X } from '../application/state.js';")],
  },
  {
    name: 'only the edges of the application touch the machine',
    rule: machineAtTheEdges,
    planted: [file('src/application/a.ts', "import { readFile } from 'node:fs/promises';")],
  },
  ...[
    ['inversify is imported only in src/di', 'src/application/a.ts', 'inversify'],
    ['class-validator is imported only in src/input', 'src/cli/a.ts', 'class-validator'],
    ['decimal.js is imported only by its wrapper', 'src/cli/a.ts', 'decimal.js'],
    ['a package nobody has placed is imported nowhere', 'src/cli/a.ts', 'left-pad/index.js'],
  ].map(([name = '', path = '', module = '']) => ({
    name,
    rule: packagesInPlace,
    planted: [file(path, `import { X } from '${module}';`)],
  })),
  {
    name: 'no folder is called utils, common, helpers, shared, core or types',
    rule: folderNames,
    planted: [file('src/utils/a.ts', '')],
  },
  {
    name: 'no domain file is longer than 400 lines',
    rule: fileSizes,
    planted: [file('domain/market/a.ts', lines(401)), file('domain/market/b.ts', lines(1))],
  },
  {
    name: 'the median domain file has at most 120 lines',
    rule: fileSizes,
    planted: [file('domain/market/a.ts', lines(121))],
  },
  {
    name: 'no line is longer than 100 columns',
    rule: lineLengths,
    planted: [file('src/cli/a.ts', `const x = '${'y'.repeat(100)}';`)],
  },
  {
    name: 'no function is longer than 70 lines',
    rule: functionSizes,
    planted: [file('src/cli/a.ts', `export function f(): void {\n${lines(70)}}\n`)],
  },
  {
    name: 'the oracle imports nothing of the engine',
    rule: independentOracle,
    planted: [file('test/support/oracle/a.ts', "import { Dec } from '../../../domain/index.js';")],
  },
  {
    name: 'every property states its seed',
    rule: seededProperties,
    planted: [file('test/properties/a.test.ts', 'fc.assert(property, { numRuns: 100 });')],
  },
  {
    name: 'no file names a machine',
    rule: noMachineNames,
    planted: [file('src/cli/a.ts', "const path = '/home/someone/data';")],
  },
];

describe('the house', () => {
  it.each(house)('$name', ({ rule }) => {
    expect(rule(tree)).toEqual([]);
  });

  it.each(house)('a planted violation is caught: $name', ({ rule, planted }) => {
    expect(rule(planted)).not.toEqual([]);
  });

  it('reads the real tree', () => {
    expect(tree.length).toBeGreaterThan(100);
  });

  it.each([
    ['a type import', "import type { X } from './x.js';"],
    ['a re-export', "export * from './x.js';"],
    ['double quotes', 'import { X } from "./x.js";'],
    ['several lines', "import {\n  X,\n} from './x.js';"],
    ['an import inside of code', "async function f() { return (await import('./x.js')).X; }"],
    ['an import inside of a type', "type T = import('./x.js').X;"],
    ['an import for its effect', "import './x.js';"],
  ])('sees %s', (_, text) => {
    expect(importsOf(file('src/cli/a.ts', text))).toEqual(['./x.js']);
  });

  const body = lines(70);
  it.each([
    ['a function', `export function f(): void {\n${body}}`],
    ['an arrow function', `export const f = (): void => {\n${body}};`],
    ['an arrow over several lines', `const f = (\n  a: A,\n) => {\n${body}};`],
    ['a constructor', `class A {\n  constructor() {\n${body}  }\n}`],
    ['a method over several lines', `class A {\n  f(\n    a: A,\n  ): void {\n${body}  }\n}`],
    ['a getter', `class A {\n  get f() {\n${body}  }\n}`],
    ['an inner function', `function f() {\n  return function () {\n${body}  };\n}`],
  ])('measures %s', (_, text) => {
    expect(functionSizes([file('src/cli/a.ts', text)])).not.toEqual([]);
  });

  it('lets a function of 70 lines be', () => {
    const text = `function f(): void {\n${lines(68)}}`;
    expect(functionSizes([file('src/cli/a.ts', text)])).toEqual([]);
  });
});

const WORDS =
  'Account Wallet Collateral Haircut MarginPool CrossPool IsolatedPool MarginMode Instrument ' +
  'Position Side Quantity EntryPrice Notional Mark IndexPrice UnrealizedProfit RealizedProfit ' +
  'Equity InitialMargin MaintenanceMargin UsedMargin FreeMargin MarginLevel MaintenanceCover ' +
  'MarginUsage Leverage MarginSchedule MarginAlert MarginCall Liquidation LiquidationTrigger ' +
  'LiquidationTarget LiquidationPrice BankruptcyPrice CloseOut ClosingOrder LiquidationCase ' +
  'LiquidationFee Bankrupt ProtectiveOrder TrailingStop LossLimit LastPrice Deficit ' +
  'InsuranceFund Deleveraging LossSharing Claim NegativeBalance ' +
  'Loan Interest Rollover Funding Movement Preset Watch';

/** Words of the glossary with those not to use for them. */
function glossary(): Map<string, string[]> {
  const page = readFileSync(join(root, 'docs/glossary.md'), 'utf8');
  const rows = page.split('\n').flatMap((line) => {
    const [, word = '', meaning = '', banned = ''] = line.split('|').map((cell) => cell.trim());
    const header = word === 'word' || word.startsWith('-') || meaning === '';
    return header ? [] : [[word, banned.split(',').map((one) => one.trim())] as const];
  });
  return new Map(rows.map(([word, banned]) => [word, [...banned]]));
}

/** Exported names that use a word the glossary bans. */
function bannedNames(files: readonly SourceFile[], banned: readonly string[]): string[] {
  const squeezed = banned.map((words) => words.toLowerCase().replace(/[^a-z]/g, ''));
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/^export (?:abstract )?(?:const|function\*?|class|interface|type) (\w+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => squeezed.includes(name.toLowerCase()))
      .map((name) => `${path}: ${name}`),
  );
}

describe('the glossary', () => {
  const words = glossary();
  const banned = [...words.values()].flat();

  it('defines every word of the field and lists words not to use for it', () => {
    expect([...words.keys()]).toEqual(WORDS.split(' '));
    for (const [word, others] of words) {
      expect({ word, others: others.filter((other) => other !== '').length > 0 }).toEqual({
        word,
        others: true,
      });
    }
  });

  it('is kept by the names the domain exports', () => {
    expect(
      bannedNames(
        tree.filter(({ path }) => path.startsWith('domain/')),
        banned,
      ),
    ).toEqual([]);
  });

  it('catches a planted name', () => {
    const planted = [file('domain/market/a.ts', 'export interface HealthFactor {}')];
    expect(bannedNames(planted, banned)).toEqual(['domain/market/a.ts: HealthFactor']);
  });
});
