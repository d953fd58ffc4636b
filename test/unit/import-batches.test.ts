import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Answer } from '../../src/application/answer.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Envelope } from '../../src/ports/ports.js';

class FullJournal extends MemoryJournal {
  full = false;

  override append(envelopes: readonly Envelope[]): Promise<void> {
    return this.full ? Promise.reject(new Error('disk full')) : super.append(envelopes);
  }
}

const margin = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
const SETUP: readonly Command[] = [
  { type: 'setConfiguration', configuration: {} },
  {
    type: 'listInstrument',
    instrument: { id: 'A', kind: 'linear', base: 'A', quote: 'USD', margin },
  },
  { type: 'mark', marks: { A: '90' } },
];
/** Two healthy holders and, between them, one that is bankrupt at the mark. */
const BOOK: readonly Command[] = ['a', 'b', 'c'].flatMap((account): Command[] => [
  { type: 'deposit', account, asset: 'USD', amount: account === 'b' ? '7' : '70' },
  { type: 'book', account, instrument: 'A', side: 'long', quantity: '1', entry: '100' },
]);

async function world(journal = new FullJournal()) {
  const parts = partsModule({ journal, clock: new FixedClock() });
  const engine = new PlimsollContainer(parts).engine();
  for (const command of SETUP) await engine.handle(command);
  return { engine, journal };
}

const types = ({ envelopes }: MemoryJournal): string[] => envelopes.map(({ event }) => event.type);

describe('an import in batches', () => {
  it.each([[1], [2], [4], [6]])('of %d gives the tape that one of all gives', async (size) => {
    const whole = await world();
    const answers = await whole.engine.import(BOOK);
    const parted = await world();
    const batches = async function* (): AsyncGenerator<readonly Command[]> {
      for (let start = 0; start < BOOK.length; start += size) {
        yield await Promise.resolve(BOOK.slice(start, start + size));
      }
    };
    const told: Answer[] = [];
    const done: number[] = [];
    let judged: boolean | undefined;
    await parted.engine.importBatches(batches(), {
      answered: (some) => told.push(...some),
      decided: (count) => done.push(count),
      beforeJudging: () => {
        judged = types(parted.journal).includes('LiquidationStarted');
        return Promise.resolve();
      },
    });
    expect(parted.journal.envelopes).toEqual(whole.journal.envelopes);
    expect(types(parted.journal)).toContain('PoolBankrupted');
    expect(told).toEqual(answers);
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
    expect(judged).toBe(false);
    expect(await parted.engine.stateHash()).toBe(await whole.engine.stateHash());
  });

  it('that breaks off has its batches so far judged with the next step', async () => {
    const { engine, journal } = await world();
    const failing = function* (): Generator<readonly Command[]> {
      yield BOOK.slice(0, 4);
      journal.full = true;
      yield BOOK.slice(4);
    };
    await expect(engine.importBatches(failing())).rejects.toMatchObject({ name: 'PortFailure' });
    expect(await engine.accountIds()).toEqual(['a', 'b']);
    expect(types(journal)).not.toContain('LiquidationStarted');
    journal.full = false;
    await engine.handle({ type: 'deposit', account: 'z', asset: 'USD', amount: '1' });
    expect(types(journal)).toContain('PoolBankrupted');
  });

  it('is ended by a listener that does not like an answer', async () => {
    const { engine, journal } = await world();
    const before = journal.envelopes.length;
    const wrong: Command = {
      type: 'book',
      account: 'a',
      instrument: 'NO',
      side: 'long',
      quantity: '1',
      entry: '1',
    };
    const answered = (answers: readonly Answer[]): void => {
      if (answers.some(({ ok }) => !ok)) throw new Error('refused');
    };
    await expect(engine.importBatches([[wrong], BOOK], { answered })).rejects.toThrow('refused');
    expect(journal.envelopes).toHaveLength(before);
  });

  it('of nothing does nothing', async () => {
    const { engine, journal } = await world();
    const before = journal.envelopes.length;
    await engine.importBatches([]);
    await engine.importBatches([[], []]);
    expect(await engine.import([])).toEqual([]);
    expect(journal.envelopes).toHaveLength(before);
  });
});
