import { join } from 'node:path';
import type { PreviewReply } from '../../src/application/preview-reply.js';
import { previewScenario, type PreviewOptions } from '../../src/cli/preview.js';
import { repositoryRoot } from '../support/shared-material.js';

const SCENARIO = join(repositoryRoot, 'test/scenarios/preview-costs.yaml');
const LONG = { at: 2, instrument: 'BTCUSD', side: 'long', quantity: '1', leverage: '5' } as const;

async function previewed(options: Partial<PreviewOptions>): Promise<string> {
  const lines: string[] = [];
  const terminal = { out: (line: string) => lines.push(line), err: () => 0, interactive: false };
  expect(await previewScenario(terminal, SCENARIO, { ...LONG, ...options })).toBe(0);
  return lines.join('\n');
}

describe('plimsoll preview', () => {
  it('shows rates, margin, costs, break-even and the verdict', async () => {
    const said = await previewed({ holding: 'P10D', expectedPrice: '1030', buffer: '0.5' });
    for (const row of [
      /initial \/ maintenance margin .* 20 % \/ 8 %/,
      /borrowing, in USD .* 0\.03 % every P1D/,
      /largest quantity that opens .* 1\.485/,
      /borrowed .* 800\.00/,
      /liquidation price after .* 782/,
      /interest over P10D .* 2\.40/,
      /total cost .* 6\.46/,
      /break-even price .* 1\u202f006\.41282565/,
      /required move .* 0\.641282 %/,
      /^worth it: a return of 30\.00 where 9\.69 is needed$/m,
    ]) {
      expect(said).toMatch(row);
    }
  });

  it('counts other fees in', async () => {
    const said = await previewed({ otherFees: '10', expectedPrice: '1010', json: true });
    const { opening } = JSON.parse(said) as PreviewReply;
    // 2 + 2.02 + 10; without interest the break-even price is 1012 / 0.998.
    expect(opening?.costs).toMatchObject({ other: '10', interest: '0', total: '14.02' });
    expect(opening?.breakEvenPrice).toMatch(/^1014\.028056112/);
    expect(opening?.verdict?.worth).toBe(false);
  });

  it('says why it would be refused, and what would open', async () => {
    const said = await previewed({ quantity: '2' });
    expect(said).toMatch(/would be refused: margin\.initial-insufficient/);
    expect(said).toMatch(/largest quantity that opens .* 1\.485/);
  });

  it('refuses what cannot be meant', async () => {
    await expect(previewed({ instrument: 'DOGE' })).rejects.toThrow('no instrument DOGE');
    await expect(previewed({ holding: 'a while' })).rejects.toThrow('holding');
    await expect(previewed({ buffer: '-1' })).rejects.toThrow('buffer cannot be negative');
    await expect(previewed({ quantity: '1e3' })).rejects.toThrow('quantity');
    // The position is open at step 6; a short in it would reduce, not open.
    await expect(previewed({ at: 8, side: 'short' })).rejects.toThrow('reduces a position');
  });
});
