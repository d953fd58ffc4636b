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
    for (const engine of [sized({ fraction: '1', above: '0' }), shocked('-1')]) {
      const command = { type: 'setConfiguration', configuration: { engine } } as const;
      expect(await engineOf().handle(command)).toMatchObject({ ok: true });
    }
  });
});
