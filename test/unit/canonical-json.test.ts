import fc from 'fast-check';
import { Dec, canonicalJson, compareIds } from '../../domain/index.js';

/** The same by way of `JSON.stringify` alone. */
function plainly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => compareIds(a, b));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${plainly(member)}`).join(',')}}`;
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"',
    '\\',
    '\u007f',
    '\u2028',
    '\ud800',
    '\udfff a',
    '~',
    ' ',
    '',
    '\n',
    '\u0000',
  ),
);

describe('canonical JSON', () => {
  it('writes every text as JSON has it, with keys in the order of their code units', () => {
    const seen = { escaped: 0, keys: 0 };
    const leaf = fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), fc.constant(null));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(text, fc.option(tie('tree'), { nil: undefined }), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const written = plainly(value);
        expect(canonicalJson(value)).toBe(written);
        if (written.includes('\\')) seen.escaped += 1;
        if (written.includes('":')) seen.keys += 1;
      }),
      { numRuns: 2000, seed: 20251010 },
    );
    expect(seen.escaped).toBeGreaterThan(200);
    expect(seen.keys).toBeGreaterThan(200);
  });

  it('writes maps as objects, sets in order and decimals as text', () => {
    const map = new Map<string, unknown>([
      ['b', new Dec('1.50')],
      ['a', new Set(['z', 'y'])],
      ['c', undefined],
    ]);
    expect(canonicalJson(map)).toBe('{"a":["y","z"],"b":"1.5"}');
    expect(() => canonicalJson(0.5)).toThrow('has no canonical form');
  });
});
