import { PlimsollContainer } from '../../src/di/index.js';
import type { Command } from '../../src/application/commands.js';

it('a situation stays as it was, whatever prices, sources and volatilities come later', async () => {
  const engine = new PlimsollContainer().engine();
  const accepted = async (command: object): Promise<void> => {
    expect(await engine.handle(command as Command)).toMatchObject({ ok: true });
  };
  const margin = { model: 'flat', initial: '0.1', maintenance: '0.05' };
  const listed = { kind: 'linear', base: 'BTC', quote: 'USD', margin };
  const sources = { from: [{ name: 'p' }, { name: 'q' }], tolerance: '0.5', quorum: 1 };
  await accepted({ type: 'listInstrument', instrument: { ...listed, id: 'BTC-PERP', sources } });
  await accepted({ type: 'listInstrument', instrument: { ...listed, id: 'BTC-TWO' } });
  const surfaces = (volatility: string) => ({
    BTC: [{ days: '60', smile: [{ strike: '100', volatility }] }],
  });
  await accepted({ type: 'source', prices: { 'BTC-PERP': { p: '100', q: '100' } } });
  await accepted({ type: 'mark', marks: { 'BTC-TWO': '100' }, rates: { BTC: '100' } });
  await accepted({ type: 'volatility', surfaces: surfaces('0.5') });
  const { market } = await engine.situation();
  const read = () => [
    market.sources?.get('BTC-PERP')?.get('p')?.price.toString(),
    market.marks.get('BTC-TWO')?.price.toString(),
    market.rates.get('BTC')?.toString(),
    market.surfaces?.get('BTC')?.[0]?.smile[0]?.volatility.toString(),
  ];
  const before = read();
  await accepted({ type: 'source', prices: { 'BTC-PERP': { p: '110', q: '110' } } });
  await accepted({ type: 'mark', marks: { 'BTC-TWO': '110' }, rates: { BTC: '110' } });
  await accepted({ type: 'volatility', surfaces: surfaces('0.7') });
  expect(before).toEqual(['100', '100', '100', '0.5']);
  expect(read()).toEqual(before);
});
