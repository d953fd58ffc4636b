import { PlimsollContainer } from '../../src/index.js';
import {
  PRESETS,
  SOURCES,
  choosePreset,
  decidedBy,
  sourceOf,
  tagOf,
  type Preset,
} from '../../src/presets/index.js';

/** Every reading of every preset in each version: the default and each option alone. */
const READINGS = PRESETS.flatMap(({ name, options, versions = [] }) =>
  [name, ...versions.map(({ asOf }) => `${name}@${asOf}`)].flatMap((dated) =>
    [[], ...Object.keys(options).map((option) => [option])].map((chosen) => {
      const choice = choosePreset({ name: dated, options: chosen });
      if (!choice.ok) throw new Error(choice.error);
      return { name: dated, chosen, preset: choice.value };
    }),
  ),
);

function uncited(preset: Preset): string[] {
  return decidedBy(preset)
    .filter(({ source }) => source === undefined || !(tagOf(source) in SOURCES))
    .map(({ path }) => path);
}

describe('the readings of the presets', () => {
  it.each(READINGS)('run an engine: $name with $chosen', async ({ preset }) => {
    const engine = new PlimsollContainer().engine();
    const done = await engine.handleTogether([
      { type: 'setConfiguration', configuration: preset.configuration },
      ...preset.instruments.map((instrument) => ({
        type: 'listInstrument' as const,
        instrument,
      })),
    ]);
    expect(done.filter(({ ok }) => !ok)).toEqual([]);
    expect(engine.market.instruments.size).toBe(preset.instruments.length);
  });
});

describe('the sources of the presets', () => {
  it.each(READINGS)('cover everything that $name with $chosen decides', ({ preset }) => {
    expect(decidedBy(preset).length).toBeGreaterThan(8);
    expect(uncited(preset)).toEqual([]);
  });

  it.each(PRESETS)('tell of $name nothing that is not there', (preset) => {
    const paths = decidedBy(preset).map(({ path }) => path);
    const idle = preset.sources.filter(
      (citation) => !paths.some((path) => sourceOf({ ...preset, sources: [citation] }, path)),
    );
    expect(idle).toEqual([]);
  });

  it('have a day each, and versions go back from the newest', () => {
    const days = Object.values(SOURCES).map(({ asOf }) => asOf);
    const versions = PRESETS.map(({ asOf, versions = [] }) => [
      asOf,
      ...versions.map((version) => version.asOf),
    ]);
    for (const day of [...days, ...versions.flat()]) expect(day).toMatch(/^20\d\d-\d\d-\d\d$/);
    for (const one of versions) expect(one).toEqual([...new Set(one)].sort().reverse());
  });

  it('find a number that nobody cites', () => {
    const [preset] = PRESETS;
    const engine = { ...preset!.configuration.engine, profitWeight: '0.5' };
    const planted = { ...preset!, configuration: { ...preset!.configuration, engine } };
    expect(uncited(planted)).toEqual(['engine.profitWeight']);
    const unsourced = preset!.sources.filter(({ path }) => path !== 'engine.liquidation.trigger');
    expect(uncited({ ...preset!, sources: unsourced })).toEqual(['engine.liquidation.trigger']);
  });

  it('are those of the option for what an option changes', () => {
    const chosen = choosePreset({ name: 'kraken-margin', options: ['venue-rollover'] });
    const source = chosen.ok ? sourceOf(chosen.value, 'engine.interest.lock') : undefined;
    expect(source).toMatch(/^K-FEE: /);
  });

  it('tell apart what is cited for one instrument and for another', () => {
    const futures = PRESETS.find(({ name }) => name === 'kraken-futures')!;
    expect(sourceOf(futures, 'instruments[PF_BTCUSD].margin.tiers')).toMatch(/^K-SCH: /);
    expect(sourceOf(futures, 'instruments[PF_XRPUSD].margin.tiers')).toMatch(/^example: /);
    expect(sourceOf(futures, 'instruments[PI_XRPUSD].margin.tiers')).toMatch(/^K-INV: /);
  });
});
