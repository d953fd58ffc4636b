import type { EngineTerms } from '../../domain/index.js';
import { type MarginEngine } from '../../src/application/margin-engine.js';
import { PlimsollContainer } from '../../src/di/index.js';

const engineOf = (): MarginEngine => new PlimsollContainer().engine();
const sized = (size: object, stage = false): EngineTerms => ({
  liquidation: (stage ? { stages: [{ do: 'reduce', size }] } : { size }) as NonNullable<
    EngineTerms['liquidation']
  >,
});
const shocked = (volatility: string): EngineTerms => ({
  portfolioMargin: { shocks: [{ price: '0', volatility }] },
});
const depegged = (price: string): EngineTerms => ({
  portfolioMargin: {
    shocks: [{ price: '0' }],
    depeg: { pairs: [['USDT', 'USDC']], levels: [{ price, tiers: [{ from: '0', rate: '0.1' }] }] },
  },
});
const closing = (fee: string): EngineTerms => ({ liquidation: { fee } });
const FEE = 'engine.liquidation.fee';
const PEG = 'engine.portfolioMargin.depeg.levels[0].price';
const SIZE = 'engine.liquidation.size';
const STAGE = 'engine.liquidation.stages[0].size';

describe('terms that cannot be meant', () => {
  it.each<[string, EngineTerms, string, string, string]>([
    ['no fraction', sized({ fraction: '0' }), `${SIZE}.fraction`, '0', '0'],
    ['a negative fraction', sized({ fraction: '-0.2' }), `${SIZE}.fraction`, '-0.2', '0'],
    ['more than all', sized({ fraction: '1.2' }), `${SIZE}.fraction`, '1.2', '1'],
    ['a negative notional', sized({ fraction: '0.5', above: '-1' }), `${SIZE}.above`, '-1', '0'],
    ['no fraction in a stage', sized({ fraction: '0' }, true), `${STAGE}.fraction`, '0', '0'],
    [
      'a volatility below nothing',
      shocked('-1.25'),
      'engine.portfolioMargin.shocks[0].volatility',
      '-1.25',
      '-1',
    ],
    ['a coin above its peg', depegged('1.01'), PEG, '1.01', '1'],
    ['a coin below nothing', depegged('-0.01'), PEG, '-0.01', '0'],
    ['a liquidation fee of more than all', closing('1.5'), FEE, '1.5', '1'],
    ['a negative liquidation fee', closing('-0.1'), FEE, '-0.1', '0'],
    [
      'a fee of a stage of more than all',
      { liquidation: { stages: [{ do: 'reduce', fee: '1.1' }] } },
      'engine.liquidation.stages[0].fee',
      '1.1',
      '1',
    ],
    ['a taker fee of more than all', { fees: { taker: '2' } }, 'engine.fees.taker', '2', '1'],
    ['a rebate of more than all', { fees: { maker: '-1.5' } }, 'engine.fees.maker', '-1.5', '-1'],
    [
      'a close-out fee of more than all',
      { fees: { kinds: { linear: { liquidation: '3' } } } },
      'engine.fees.kinds.linear.liquidation',
      '3',
      '1',
    ],
    [
      'a fee tier of more than all',
      { fees: { window: 'P30D', tiers: [{ from: '0', maker: '0', taker: '1.2' }] } },
      'engine.fees.tiers[0].taker',
      '1.2',
      '1',
    ],
  ])('are refused when they are set: %s', async (_, engine, field, figure, limit) => {
    const command = { type: 'setConfiguration', configuration: { engine } } as const;
    expect(await engineOf().handle(command)).toMatchObject({
      ok: false,
      error: {
        code: 'input.invalid',
        figure,
        limit,
        field: expect.stringContaining(field) as string,
      },
    });
  });

  it('are not those at the edge', async () => {
    const edges = [
      sized({ fraction: '1', above: '0' }),
      shocked('-1'),
      depegged('1'),
      closing('1'),
      { fees: { maker: '-1', taker: '1' } },
    ];
    for (const engine of edges) {
      const command = { type: 'setConfiguration', configuration: { engine } } as const;
      expect(await engineOf().handle(command)).toMatchObject({ ok: true });
    }
  });
});
