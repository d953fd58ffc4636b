import ts from 'typescript';
import type { Rule } from './rules.js';
import { nodesOf, syntaxOf, withoutComments, type SourceFile } from './source-tree.js';

const inDomain = ({ path }: SourceFile): boolean => path.startsWith('domain/');

/** What the domain never does, how it is recognized, and an example of it. */
export const IMPURE: readonly {
  readonly what: string;
  readonly pattern: RegExp;
  readonly planted: string;
}[] = [
  {
    what: 'makes no date of the present',
    pattern: /\bnew Date\(\s*\)/,
    planted: 'const t = new Date();',
  },
  { what: 'reads no clock', pattern: /\bDate\.now\b/, planted: 'const t = Date.now();' },
  { what: 'measures no time', pattern: /\bperformance\b/, planted: 'const t = performance.now();' },
  {
    what: 'draws no random numbers',
    pattern: /\bMath\.random\b/,
    planted: 'const r = Math.random();',
  },
  {
    what: 'reads no environment',
    pattern: /\bprocess\b\./,
    planted: 'const e = process.env.HOME;',
  },
  { what: 'knows nothing global', pattern: /\bglobalThis\b/, planted: 'const g = globalThis.x;' },
  { what: 'knows no promises', pattern: /\bPromise\b/, planted: 'let p: Promise<void>;' },
  { what: 'is never asynchronous', pattern: /\basync\b/, planted: 'async function f() {}' },
  { what: 'never waits', pattern: /\bawait\b/, planted: 'for await (const x of y) f(x);' },
  { what: 'knows no decorators', pattern: /^\s*@\w+\(/m, planted: '@injectable()\nclass A {}' },
  {
    what: 'sets no timers',
    pattern: /\bset(Timeout|Interval|Immediate)\b/,
    planted: 'setTimeout(f, 1);',
  },
  { what: 'queues no work', pattern: /\bqueueMicrotask\b/, planted: 'queueMicrotask(f);' },
  {
    what: 'reads no floats',
    pattern: /\bparseFloat\b/,
    planted: "const p = Number.parseFloat('1');",
  },
  {
    what: 'makes no float of a figure',
    pattern: /\.toNumber\(\)/,
    planted: 'const n = d.toNumber();',
  },
  {
    what: 'never sets the library up globally',
    pattern: /\bDecimal\.set\b/,
    planted: 'Decimal.set({});',
  },
  { what: 'prints nothing', pattern: /\bconsole\b/, planted: "console.log('x');" },
];

/** One of the things the domain never does. */
export function never(pattern: RegExp): Rule {
  return (files) =>
    files
      .filter(inDomain)
      .filter(({ text }) => pattern.test(withoutComments(text)))
      .map(({ path }) => `${path}: uses ${pattern.source}`);
}

const LONGEST = 70;

/** No function of any kind is longer than 70 lines: methods, constructors and arrows included. */
export const functionSizes: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('domain/') || path.startsWith('src/'))
    .flatMap((file) => {
      const source = syntaxOf(file);
      const lineOf = (position: number): number =>
        source.getLineAndCharacterOfPosition(position).line + 1;
      return nodesOf(file).flatMap((node) => {
        if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return [];
        const first = lineOf(node.getStart(source));
        const size = lineOf(node.getEnd()) - first + 1;
        if (size <= LONGEST) return [];
        return [`${file.path}:${first}: a function of ${size} lines, ${LONGEST} at most`];
      });
    });

const DIVIDING = new Set(['div', 'dividedBy', 'divToInt', 'dividedToIntegerBy', 'idiv', 'sqrt']);
const ROUNDING = /quotient|round|floor|ceil|cut|whole/i;

/** A decimal is divided only where the name of the function says how the result is rounded. */
export const divisions: Rule = (files) =>
  files.filter(inDomain).flatMap((file) => {
    const source = syntaxOf(file);
    return nodesOf(file).flatMap((node) => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
      const method = node.expression.name.text;
      if (!DIVIDING.has(method) || ROUNDING.test(functionAround(node))) return [];
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      return [`${file.path}:${line + 1}: .${method}() in a function not named for its rounding`];
    });
  });

/** The name of the innermost named function around a node. */
function functionAround(node: ts.Node): string {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at)) return at.name?.getText() ?? '';
    if (ts.isVariableDeclaration(at) && at.initializer !== undefined) {
      if (ts.isArrowFunction(at.initializer)) return at.name.getText();
    }
  }
  return '';
}

const MONEY =
  /(price|amount|quantity|balance|cost|profit|fee|equity|margin|rate|notional|leverage|loss|debt|maintenance|haircut|weight|funding|interest|mark|size|figure)s?$/i;

/** `number` is never the type of money, a price, a size or a rate. */
export const numberIsNeverMoney: Rule = (files) =>
  files.filter(inDomain).flatMap((file) => {
    const source = syntaxOf(file);
    return nodesOf(file).flatMap((node) => {
      const typed =
        ts.isParameter(node) ||
        ts.isPropertySignature(node) ||
        ts.isPropertyDeclaration(node) ||
        ts.isVariableDeclaration(node) ||
        ts.isFunctionDeclaration(node);
      if (!typed || node.type?.kind !== ts.SyntaxKind.NumberKeyword) return [];
      const name = node.name?.getText(source) ?? '';
      return MONEY.test(name) ? [`${file.path}: ${name} is a number`] : [];
    });
  });

/** A property draws the same cases every time, so that a failure is one for everybody. */
export const seededProperties: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('test/') && path.endsWith('.test.ts'))
    .flatMap((file) =>
      nodesOf(file).flatMap((node) => {
        if (!ts.isObjectLiteralExpression(node)) return [];
        const keys = node.properties.map((property) => property.name?.getText() ?? '');
        return keys.includes('numRuns') && !keys.includes('seed')
          ? [`${file.path}: a property without a seed`]
          : [];
      }),
    );
