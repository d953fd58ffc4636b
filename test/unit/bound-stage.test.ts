import { ContainerModule } from 'inversify';
import {
  FixedClock,
  LIQUIDATION_STAGE,
  MemoryJournal,
  PlimsollContainer,
  partsModule,
  type BoundStage,
} from '../../src/index.js';

/** One long of 20 at 100 with 200 behind it, at 94: 80 against a maintenance of 94. */
async function closedBy(stage: BoundStage, more: object = {}): Promise<string[]> {
  const journal = new MemoryJournal();
  const engine = new PlimsollContainer(
    new ContainerModule(({ bind }) => {
      bind(LIQUIDATION_STAGE).toConstantValue({ name: 'own', stage });
    }),
    partsModule({ journal, clock: new FixedClock() }),
  ).engine();
  const stages = [{ do: 'own', params: { share: '0.5' }, ...more }, { do: 'reduce' }];
  await engine.handleTogether([
    { type: 'setConfiguration', configuration: { engine: { liquidation: { stages } } } },
    {
      type: 'listInstrument',
      instrument: {
        id: 'ETH-PERP',
        kind: 'linear',
        base: 'ETH',
        quote: 'USD',
        lot: '1',
        margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
      },
    },
    { type: 'mark', marks: { 'ETH-PERP': '100' } },
    { type: 'deposit', account: 'a', asset: 'USD', amount: '200' },
    {
      type: 'open',
      account: 'a',
      instrument: 'ETH-PERP',
      side: 'long',
      quantity: '20',
      price: '100',
    },
  ]);
  await engine.onMarks({ 'ETH-PERP': '94' });
  return journal.envelopes.flatMap(({ event }) => {
    if (event.type === 'AccountHalted') return [`halted ${event.rule}`];
    if (event.type !== 'CloseOutRequested') return [];
    return [`${event.stage ?? 'none'} ${event.quantity}`];
  });
}

describe('a stage that an embedder binds', () => {
  it('is told its params and the figures, and answers how a reaction is carried out', async () => {
    const asked: string[] = [];
    const stage: BoundStage = ({ params, line, valuations, pool }) => {
      asked.push(`${pool.id} ${line.equity.toString()} of ${line.maintenance.toString()}`);
      expect(valuations).toHaveLength(1);
      return { do: 'reduce', size: { fraction: params.share ?? '1' } };
    };
    // A half, 10, leaves 80 against 47.
    expect(await closedBy(stage)).toEqual(['own 10']);
    expect(asked[0]).toBe('cross 80 of 94');
  });

  it('leaves its turn to the stage behind when it answers with nothing', async () => {
    expect(await closedBy(() => undefined)).toEqual(['reduce 20']);
  });

  it('acts as often as its rounds say, then the next one does', async () => {
    const stage: BoundStage = () => ({ do: 'reduce', size: { fraction: '0.05' } });
    // One of 20 leaves 80 against 89.3; the rest is the next stage's.
    expect(await closedBy(stage, { rounds: 1 })).toEqual(['own 1', 'reduce 19']);
  });

  it('halts the account when it answers with what cannot be meant', async () => {
    const unknown = { do: 'nothing-of-the-kind' } as unknown as ReturnType<BoundStage>;
    expect(await closedBy(() => unknown)).toEqual(['halted I-23']);
    // A warning belongs above the liquidation, so inside one its terms are refused.
    expect(await closedBy(() => ({ do: 'alert' }))).toEqual(['halted input.invalid']);
  });
});
