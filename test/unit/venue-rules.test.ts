import {
  Dec,
  Exact,
  ZERO,
  configurationOf,
  instrumentOf,
  requirementOf,
  type EngineTerms,
  type InstrumentTerms,
  type MarginModel,
} from '../../domain/index.js';
import { attempt } from '../../domain/kernel/index.js';
import { LINEAR, worldOf } from '../support/world.js';

const FLAT = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
const BESIDE = { ...FLAT, closeFee: '0.01', closeFeeIn: 'ratio' } as const;

const exposure = (leverage: string) => ({
  sign: 1 as const,
  quantity: new Dec(1),
  size: new Dec(1),
  cost: Exact.of(new Dec(100)),
  leverage: new Dec(leverage),
});

/** What 100 of notional need to be kept, and what is told of it. */
function kept({ maintenance, stated }: MarginModel, leverage = '5'): string[] {
  return [maintenance, stated ?? maintenance].map((requirement) =>
    requirementOf(requirement, exposure(leverage), Exact.of(new Dec(100))).toString(),
  );
}

function listed(terms: Partial<InstrumentTerms>): MarginModel {
  return instrumentOf({ ...LINEAR, ...terms }).margin;
}

describe('a fee for closing beside the maintenance margin', () => {
  it('is told apart from it', () => {
    expect(kept(listed({ margin: BESIDE }))).toEqual(['6', '5']);
    expect(kept(listed({ margin: { ...BESIDE, closeFeeIn: 'requirement' } }))).toEqual(['6', '6']);
  });

  it('is one of the band of leverage that has it', () => {
    const margin = {
      model: 'by-leverage',
      bands: [
        { from: '0', margin: FLAT },
        { from: '5', margin: BESIDE },
      ],
    } as const;
    expect(kept(listed({ margin }), '4')).toEqual(['5', '5']);
    expect(kept(listed({ margin }), '5')).toEqual(['6', '5']);
  });

  it('is that of the schedule whose maintenance margin decides, grace or not', () => {
    const [, inGrace, after] = instrumentOf({
      ...LINEAR,
      margin: BESIDE,
      schedules: [
        {
          from: '2026-01-01T00:00:00Z',
          grace: 'P1D',
          margin: { ...FLAT, maintenance: '0.07' },
        },
      ],
    }).versions!;
    expect(kept(inGrace!.instrument.margin)).toEqual(['6', '5']);
    expect(kept(after!.instrument.margin)).toEqual(['7', '7']);
  });

  it('is spared where the position is', () => {
    const margin = listed({ margin: { ...BESIDE, ownFunds: 'never-liquidated' } });
    expect(kept(margin, '1')).toEqual(['0', '0']);
    expect(kept(margin, '2')).toEqual(['6', '5']);
  });
});

describe('the share of the notional that must stay', () => {
  it('is refused below zero, naming the field and its limit', () => {
    const read = attempt(() =>
      configurationOf({ engine: { withdrawal: { notionalShare: '-1' } } }),
    );
    expect(read).toMatchObject({
      ok: false,
      error: {
        code: 'input.invalid',
        field: 'engine.withdrawal.notionalShare',
        figure: '-1',
        limit: '0',
      },
    });
  });

  it('binds transfers to another account like withdrawals', async () => {
    const engine: EngineTerms = { withdrawal: { notionalShare: '0.5' } };
    const { engine: margin } = await worldOf(engine, { seed: 1 });
    const account = 'a';
    for (const command of [
      { type: 'deposit', account, asset: 'USD', amount: '900' },
      { type: 'open', account, instrument: 'BTC-PERP', side: 'long', quantity: '1', price: '1000' },
    ] as const) {
      expect(await margin.handle(command)).toMatchObject({ ok: true });
    }
    const send = (amount: string) =>
      margin.handle({ type: 'transfer', account, asset: 'USD', amount, toAccount: 'b' });
    expect(await send('400.01')).toMatchObject({
      ok: false,
      error: { code: 'margin.release-exceeds-free' },
    });
    expect(await send('400')).toMatchObject({ ok: true });
  });

  it('costs nothing where none is configured', () => {
    expect(configurationOf({}).withdrawalShare).toBeUndefined();
    const { withdrawalShare } = configurationOf({ engine: { withdrawal: { notionalShare: '0' } } });
    expect(withdrawalShare).toEqual(ZERO);
  });
});
