import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { REJECTION_CODES } from '../../domain/index.js';

const root = resolve(import.meta.dirname, '../..');

function rowsOf(page: string): string[][] {
  return readFileSync(join(root, page), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

/** Every event of the tape with the fields that are its own, as the compiler sees them. */
function eventsOfTape(): Map<string, string[]> {
  const file = join(root, 'src/application/tape.ts');
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const alias = source.statements.find(
    (one): one is ts.TypeAliasDeclaration =>
      ts.isTypeAliasDeclaration(one) && one.name.text === 'TapeEvent',
  )!;
  const union = checker.getTypeAtLocation(alias) as ts.UnionType;
  const found = new Map<string, string[]>();
  for (const member of union.types) {
    const kind = checker.getTypeOfSymbol(member.getProperty('type')!);
    const fields = member
      .getProperties()
      .map((property) => {
        const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
        return isOptional ? `${property.name}?` : property.name;
      })
      .filter((name) => !['type', 'account', 'movements', 'movements?'].includes(name));
    const name = (kind as ts.StringLiteralType).value;
    found.set(name, eitherOf(found.get(name), fields));
  }
  return found;
}

/** The fields of two forms of one event: what only one of them has is optional. */
function eitherOf(one: readonly string[] | undefined, other: string[]): string[] {
  if (one === undefined) return other;
  const bare = (fields: readonly string[]): string[] => fields.map((field) => field.replace('?', ''));
  const all = new Set([...bare(one), ...bare(other)]);
  return [...all].map((name) => (one.includes(name) && other.includes(name) ? name : `${name}?`));
}

describe('the reference of events', () => {
  const documented = new Map(
    rowsOf('docs/reference/events.md').map(([event = '', fields = '']) => [
      event,
      fields === '' ? [] : fields.split(', '),
    ]),
  );

  it('names each event of the tape with all of its fields, and no other', () => {
    const events = eventsOfTape();
    expect(events.size).toBeGreaterThan(30);
    for (const [event, fields] of events) {
      expect({ event, fields: documented.get(event)?.toSorted() }).toEqual({
        event,
        fields: fields.toSorted(),
      });
    }
    const others = [...documented.keys()].filter((name) => /^[A-Z]/.test(name));
    expect(others.filter((name) => !events.has(name))).toEqual([]);
  });
});

describe('the reference of errors', () => {
  it('lists each code of a refusal once, and no other', () => {
    const listed = rowsOf('docs/reference/errors.md').flatMap(([codes = '']) =>
      [...codes.matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, code]) => code),
    );
    expect(listed.toSorted()).toEqual([...REJECTION_CODES].toSorted());
  });
});
