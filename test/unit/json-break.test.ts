import { jsonBreak } from '../../src/adapters/market-files/json-break.js';
import fc from 'fast-check';

describe('where text stops being JSON', () => {
  it.each([
    ['', 'line 1, column 1 needs a value, not the end of the file'],
    ['{"tiers": ', 'line 1, column 11 needs a value, not the end of the file'],
    ['[1,\n  2,, 3]', 'line 2, column 5 needs a value, not ", 3]"'],
    ['{\n"a": tru\n}', 'line 2, column 6 needs a value, not "tru"'],
    ['{"a"', 'line 1, column 5 needs a colon, not the end of the file'],
    ['{"a": 1,}', 'line 1, column 9 needs a key, not "}"'],
    ['{1}', 'line 1, column 2 needs a key or the end of the object, not "1}"'],
    ['[}', 'line 1, column 2 needs a value or the end of the list, not "}"'],
    ['[1}', 'line 1, column 3 needs a comma or the end of what is open, not "}"'],
    ['{"a": 1} x', 'line 1, column 10 needs nothing more, not "x"'],
    ['"a\tb"', 'line 1, column 1 needs a value, not "\\"a\\tb\\""'],
    ['01', 'line 1, column 2 needs nothing more, not "1"'],
  ])('%j: %s', (text, told) => {
    expect(jsonBreak(text)).toBe(`no well-formed JSON: ${told}`);
  });

  it('is nowhere exactly where the engine reads it', () => {
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const seen = { whole: 0, broken: 0 };
    const document = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '1'));
    fc.assert(
      fc.property(document, ([text, at, put]) => {
        const place = at % (text.length + 1);
        // One character replaced, or, where it stays, none.
        const changed = put === '' ? text : text.slice(0, place) + put + text.slice(place + 1);
        seen[parses(changed) ? 'whole' : 'broken'] += 1;
        expect(jsonBreak(changed) === undefined).toBe(parses(changed));
      }),
      { seed: 1510, numRuns: 400 },
    );
    expect(seen.whole).toBeGreaterThan(60);
    expect(seen.broken).toBeGreaterThan(60);
  });
});
