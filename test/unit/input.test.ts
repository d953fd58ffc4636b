import { Decimal } from 'decimal.js';
import { parseCommand } from '../../src/input/parse-command.js';
import { readScenario } from '../../src/scenario/read.js';

const deposit = { type: 'deposit', account: 'a', asset: 'USD', amount: '1' };

function problemsOf(shape: unknown) {
  const parsed = parseCommand(shape);
  return parsed.ok ? [] : parsed.problems;
}

describe('a command from outside', () => {
  it('is taken when it is well-formed', () => {
    expect(parseCommand(deposit)).toEqual({
      ok: true,
      command: expect.objectContaining(deposit) as unknown,
    });
  });

  it.each<[string, unknown, string]>([
    ['a number for money', { ...deposit, amount: 1 }, '$.amount'],
    ['an exponent', { ...deposit, amount: '1e9000000' }, '$.amount'],
    ['a host Decimal', { ...deposit, amount: new Decimal(1) }, '$.amount'],
    ['an unknown key', { ...deposit, colour: 'red' }, '$.colour'],
    ['a missing key', { type: 'deposit', account: 'a', asset: 'USD' }, '$.amount'],
    ['an unknown type', { type: 'steal' }, '$.type'],
    ['no object', 'deposit', '$'],
    ['a list', [deposit], '$'],
    ['an empty account', { ...deposit, account: '' }, '$.account'],
    ['a NUL in an id', { ...deposit, account: 'a\u0000b' }, '$.account'],
    ['an account of 10 kB', { ...deposit, account: 'x'.repeat(10_000) }, '$.account'],
    ['a wrong wallet', { ...deposit, wallet: 'sock' }, '$.wallet'],
    ['a wrong time', { ...deposit, at: '2025-02-30T00:00:00Z' }, '$.at'],
    ['a constructor key', { ...deposit, constructor: {} }, '$.constructor'],
    [
      'a prototype key',
      JSON.parse('{"type":"deposit","__proto__":{"polluted":true}}'),
      '$.__proto__',
    ],
    ['a class instance', new (class Deposit {})(), '$'],
    ['a function', { ...deposit, amount: () => '1' }, '$.amount'],
    ['a list of 10,001 items', { ...deposit, amount: Array(10_001).fill('1') }, '$.amount'],
    ['marks that are numbers', { type: 'mark', marks: { 'BTC-PERP': 1 } }, '$.marks'],
    [
      'a margin model of no name',
      { type: 'setSchedule', instrument: 'B', margin: { model: 'soft' } },
      '$.margin',
    ],
  ])('is refused with the path: %s', (_, shape, path) => {
    expect(problemsOf(shape).map((problem) => problem.path)).toContain(path);
    expect(problemsOf(shape).every(({ code }) => code === 'input.invalid')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('is refused when it nests deeper than anything meant could', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 2000; level += 1) deep = { deep };
    expect(problemsOf({ ...deposit, amount: deep })[0]?.expected).toBe('at most 32 levels');
  });

  it('is read once, so that nothing can change after the check', () => {
    let reads = 0;
    const shape = {
      ...deposit,
      get amount() {
        reads += 1;
        return reads === 1 ? '1' : '1000000';
      },
    };
    const parsed = parseCommand(shape);
    expect(parsed.ok && parsed.command).toMatchObject({ amount: '1' });
    expect(reads).toBe(1);
  });

  it('may name accounts as prototypes do, without harm', () => {
    expect(parseCommand({ ...deposit, account: '__proto__' }).ok).toBe(true);
    expect(parseCommand({ ...deposit, account: 'toString' }).ok).toBe(true);
  });

  it('lists every problem', () => {
    const paths = problemsOf({ type: 'open', account: 1, side: 'up' }).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['$.account', '$.instrument', '$.side', '$.quantity', '$.price']),
    );
  });
});

describe('a scenario document', () => {
  const minimal = { scenario: 1, id: 'x', title: 'x', steps: [] };
  const pathsOf = (document: unknown): string[] => {
    const read = readScenario(typeof document === 'string' ? document : JSON.stringify(document));
    return read.ok ? [] : read.problems.map(({ path }) => path);
  };

  it('is read from JSON and YAML alike', () => {
    expect(readScenario(JSON.stringify(minimal)).ok).toBe(true);
    expect(readScenario('scenario: 1\nid: x\ntitle: x\nsteps: []\n').ok).toBe(true);
  });

  it.each<[string, unknown, string]>([
    ['an unknown key', { ...minimal, colour: 1 }, '$.colour'],
    [
      'a number for an amount',
      { ...minimal, steps: [{ fund: { asset: 'USD', amount: 5 } }] },
      '$.steps[0].fund.amount',
    ],
    [
      'two verbs in a step',
      { ...minimal, steps: [{ accrue: {}, fund: { asset: 'USD', amount: '5' } }] },
      '$.steps[0]',
    ],
    ['a missing title', { scenario: 1, id: 'x', steps: [] }, '$.title'],
    ['another format', { ...minimal, scenario: 2 }, '$.scenario'],
    [
      'an unknown code',
      { ...minimal, steps: [{ accrue: {}, rejects: 'no.such' }] },
      '$.steps[0].rejects',
    ],
    ['duplicate JSON keys', '{"scenario":1,"id":"x","id":"y","title":"x","steps":[]}', '$'],
    ['torn YAML', 'scenario: [1', '$'],
  ])('is refused with the path: %s', (_, document, path) => {
    expect(pathsOf(document)).toContain(path);
  });

  it('hints to quote an unquoted number in YAML', () => {
    const text = 'scenario: 1\nid: x\ntitle: x\nsteps:\n  - fund: { asset: USD, amount: 5.10 }\n';
    const read = readScenario(text);
    expect(read.ok ? '' : read.problems[0]?.expected).toContain('quote');
  });

  it('allows mark and rate in one step', () => {
    expect(pathsOf({ ...minimal, steps: [{ mark: { A: '1' }, rate: { B: '1' } }] })).toEqual([]);
  });
});
