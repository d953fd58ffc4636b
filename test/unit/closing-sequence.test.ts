import { closingSequence, type ClosingSituation, type Valuation } from '../../domain/index.js';

/** A position of which the sequence sees no more than its key and whether it is own money. */
const valued = (key: string): Valuation =>
  ({
    position: { key },
    instrument: { margin: key.startsWith('own') ? { spares: () => true } : {} },
  }) as unknown as Valuation;

function sequence(keys: readonly string[], without: readonly string[] = []): string[] {
  const valuations = keys.map(valued);
  const order = { rank: () => valuations };
  const situation = { valuations } as unknown as ClosingSituation;
  return closingSequence(order, situation, new Set(without)).map(({ position }) => position.key);
}

describe('the sequence in which positions are closed', () => {
  it('is that of the order where nothing is own money', () => {
    expect(sequence(['b', 'a', 'c'])).toEqual(['b', 'a', 'c']);
    expect(sequence([])).toEqual([]);
  });

  it('has positions of own money last, wherever the order puts them', () => {
    expect(sequence(['own1', 'b', 'own2', 'a'])).toEqual(['b', 'a', 'own1', 'own2']);
    expect(sequence(['b', 'own1', 'a'])).toEqual(['b', 'a', 'own1']);
    expect(sequence(['own2', 'own1'])).toEqual(['own2', 'own1']);
  });

  it('leaves out what it is told to', () => {
    expect(sequence(['c', 'b', 'own', 'a'], ['b', 'own'])).toEqual(['c', 'a']);
  });
});
