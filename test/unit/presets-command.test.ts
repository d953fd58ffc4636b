import { presets, type PresetsOptions } from '../../src/cli/presets.js';

function said(name: string | undefined, options: PresetsOptions = {}): string {
  const lines: string[] = [];
  const terminal = { out: (line: string) => lines.push(line), err: () => 0, interactive: false };
  expect(presets(terminal, name, options)).toBe(0);
  return lines.join('\n');
}

interface Told {
  readonly decides: readonly { path: string; value: string; source: string }[];
  readonly sources: Record<string, { title: string; address?: string }>;
}

describe('plimsoll presets', () => {
  it('lists the presets with their options', () => {
    expect(said(undefined)).toMatch(/^kraken-margin .*\n {2}rate-of-value: Maintenance is a rate/);
    const listed = JSON.parse(said(undefined, { json: true })) as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual([
      'kraken-margin',
      'kraken-futures',
      'okx-portfolio',
      'bybit-portfolio',
      'deribit-portfolio',
      'paradex-portfolio',
      'span',
    ]);
  });

  it('shows what one decides, with the page behind each tag', () => {
    const table = said('kraken-futures');
    expect(table).toMatch(/assets\[BTC, ETH\]\.haircut +│ 0\.03 +│ K-COLL: /);
    expect(table).toMatch(/instruments\[PI_\*\]\.multiplier +│ 1 /);
    expect(table).toMatch(/\nK-COLL: Futures collateral currencies, https:/);
    expect(table).not.toMatch(/\nK-CALL: /);
  });

  it('shows what an option changes, cited for it', () => {
    const told = (option: string[]) =>
      JSON.parse(said('kraken-margin', { option, json: true })) as Told;
    const callOf = ({ decides }: Told) =>
      decides.find(({ path }) => path === 'engine.liquidation.call');
    expect(callOf(told([]))).toMatchObject({
      value: '1',
      source: expect.stringMatching(/^article 001: /) as string,
    });
    expect(callOf(told(['venue-levels']))).toMatchObject({
      value: '2',
      source: expect.stringMatching(/^K-CALL: /) as string,
    });
  });

  it('knows no other preset and no other option', () => {
    expect(() => said('kraken')).toThrow('there is no preset kraken; there are kraken-margin');
    expect(() => said('kraken-margin', { option: ['odd'] })).toThrow('no option odd');
    expect(() => said(undefined, { option: ['odd'] })).toThrow('needs the name of its preset');
  });
});
