import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  InstrumentTerms,
  MarginTerms,
  PlainMarginTerms,
  TierTerms,
} from '../../domain/index.js';
import { run } from '../../src/cli/run.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { SECOND, worldOf } from '../support/world.js';

async function setSchedule(margin: MarginTerms, terms: Partial<InstrumentTerms> = {}) {
  const { engine } = await worldOf({}, { seed: 1 });
  return engine.handle({ type: 'listInstrument', instrument: { ...SECOND, ...terms, margin } });
}

const tiers = (...rows: [string, string, string?][]): MarginTerms => ({
  model: 'tiered',
  by: 'notional',
  scope: 'marginal',
  tiers: rows.map(([from, maintenance, maxLeverage]): TierTerms => {
    const tier = { from, maintenance, initial: '0.5' };
    return maxLeverage === undefined ? tier : { ...tier, maxLeverage };
  }),
});

const flat = (initial: string, maintenance: string): PlainMarginTerms => ({
  model: 'flat',
  initial,
  maintenance,
});

describe('an inverse contract', () => {
  it('cannot have a price that is not positive', async () => {
    const terms = { kind: 'inverse', allowNonPositive: true, id: 'NEW' } as const;
    expect(await setSchedule(flat('0.1', '0.05'), terms)).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: 'allowNonPositive' },
    });
  });
});

describe('a schedule with a rate that cannot be meant', () => {
  const slope = (base: string, perUnit: string): MarginTerms => ({
    model: 'slope',
    unit: 'quantity',
    initial: { base: '0.1', perUnit: '0' },
    maintenance: { base, perUnit },
  });
  it.each<[string, MarginTerms, string, string, string]>([
    ['a negative initial rate', flat('-0.1', '0.05'), 'initial', '-0.1', '0'],
    ['a negative maintenance rate', flat('0.1', '-0.5'), 'maintenance', '-0.5', '0'],
    ['a negative base', slope('-0.1', '0'), 'maintenance.base', '-0.1', '0'],
    ['a negative slope', slope('0.1', '-1'), 'maintenance.perUnit', '-1', '0'],
    [
      'a negative rate under a root',
      { model: 'root', initial: '-1', maintenance: '0.1', imf: '0' },
      'initial',
      '-1',
      '0',
    ],
    [
      'a negative root',
      { model: 'root', initial: '0.1', maintenance: '0.05', imf: '-2' },
      'imf',
      '-2',
      '0',
    ],
    [
      'a negative close fee',
      { ...flat('0.1', '0.05'), closeFee: '-0.01' },
      'closeFee',
      '-0.01',
      '0',
    ],
    [
      'a negative maintenance fraction',
      { model: 'leverage', maintenanceFraction: '-0.5' },
      'maintenanceFraction',
      '-0.5',
      '0',
    ],
    [
      'a negative liquidation level',
      { model: 'used', callLevel: '0.8', liquidationLevel: '-0.4' },
      'liquidationLevel',
      '-0.4',
      '0',
    ],
    [
      'a call level below the liquidation level',
      { model: 'used', callLevel: '0.2', liquidationLevel: '0.4' },
      'callLevel',
      '0.2',
      '0.4',
    ],
    [
      'a leverage limit that rises with the tier',
      tiers(['0', '0.01', '20'], ['100', '0.02', '10'], ['200', '0.03', '11']),
      'tiers[2]',
      '11',
      '10',
    ],
  ])('is refused with its place, figure and limit: %s', async (_, margin, field, figure, limit) => {
    expect(await setSchedule(margin)).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: `margin.${field}`, figure, limit },
    });
  });

  it('is accepted where rates are zero, levels equal and limits fall or stay', async () => {
    const fine: MarginTerms[] = [
      flat('0', '0'),
      { model: 'used', callLevel: '0.4', liquidationLevel: '0.4' },
      tiers(['0', '0.01', '20'], ['100', '0.02', '20'], ['200', '0.03', '5']),
    ];
    for (const margin of fine) expect(await setSchedule(margin)).toMatchObject({ ok: true });
  });
});

describe('a suspicious schedule', () => {
  const tier = (maintenance: string, more: Partial<TierTerms> = {}): MarginTerms => ({
    model: 'tiered',
    by: 'notional',
    scope: 'marginal',
    tiers: [{ from: '0', maintenance, ...more }],
  });
  const deducting = (
    scope: 'marginal' | 'whole',
    ...rows: [from: string, maintenance: string, deduction?: string][]
  ): MarginTerms => ({
    model: 'tiered',
    by: 'notional',
    scope,
    tiers: rows.map(([from, maintenance, deduction]) => ({
      from,
      initial: '0.1',
      maintenance,
      ...(deduction === undefined ? {} : { deduction }),
    })),
  });
  it.each<[string, MarginTerms, Partial<InstrumentTerms>, string[]]>([
    ['flat', flat('0.1', '0.2'), {}, ['maintenance 0.2 above initial 0.1']],
    ['flat of one', flat('1', '0.2'), {}, ['a rate of one or more leaves no leverage']],
    [
      'flat with a close fee',
      { ...flat('0.1', '0.01'), closeFee: '0.02' },
      {},
      ['closing costs 0.02 above maintenance 0.01'],
    ],
    // 1 / 20 = 0.05: the first tier keeps more than it opens with, the second is cut to 1 / 4.
    [
      'tiers without an initial rate, capped by the instrument',
      tier('0.06'),
      { maxLeverage: '20' },
      ['maintenance 0.06 above initial 0.05'],
    ],
    [
      'tiers without an initial rate, capped by the tier',
      tier('0.3', { maxLeverage: '4' }),
      { maxLeverage: '20' },
      ['maintenance 0.3 above initial 0.25'],
    ],
    ['tiers that keep less than the cap leaves', tier('0.04'), { maxLeverage: '20' }, []],
    [
      'a leverage model that keeps more than it opens with',
      { model: 'leverage', maintenanceFraction: '1.2' },
      { maxLeverage: '20' },
      ['maintenance 0.06 above initial 0.05'],
    ],
    [
      'a used model that liquidates above its opening',
      { model: 'used', callLevel: '1.5', liquidationLevel: '1.5' },
      { maxLeverage: '5' },
      ['maintenance 0.3 above initial 0.2'],
    ],
    [
      'a used model that closing costs more than',
      { model: 'used', callLevel: '0.8', liquidationLevel: '0.4', closeFee: '0.1' },
      { maxLeverage: '5' },
      ['closing costs 0.1 above maintenance 0.08'],
    ],
    [
      'a slope that overtakes',
      {
        model: 'slope',
        unit: 'quantity',
        initial: { base: '0.1', perUnit: '0.001' },
        maintenance: { base: '0.05', perUnit: '0.002' },
      },
      {},
      ['maintenance 0.002 above initial 0.001'],
    ],
    // 100 x 0.02 = 2 is asked where the second tier begins.
    [
      'tiers whose deduction exceeds what they ask',
      deducting('marginal', ['0', '0.01', '0'], ['100', '0.02', '2.5']),
      {},
      ['deduction 2.5 makes maintenance negative at 100, where 2 is asked'],
    ],
    [
      'a lowest tier that deducts',
      deducting('whole', ['0', '0.01', '5']),
      {},
      ['deduction 5 makes maintenance negative at 0, where 0 is asked'],
    ],
    // 100 x (0.02 - 0.01) = 1, then 1.5 + 200 x (0.05 - 0.02) = 7.5 after the one written.
    [
      'tiers that jump',
      deducting('marginal', ['0', '0.01'], ['100', '0.02', '1.5'], ['200', '0.05', '7']),
      {},
      [
        'deduction 1.5 makes maintenance jump at 100, where 1 would not',
        'deduction 7 makes maintenance jump at 200, where 7.5 would not',
      ],
    ],
    [
      'tiers whose deductions are even',
      deducting('marginal', ['0', '0.01', '0'], ['100', '0.02', '1'], ['200', '0.05', '7']),
      {},
      [],
    ],
    // Whole tiers jump anyway.
    [
      'whole tiers that deduct less than they ask',
      deducting('whole', ['0', '0.01'], ['100', '0.02', '2']),
      {},
      [],
    ],
  ])('is told with the answer: %s', async (_, margin, terms, messages) => {
    const { maxLeverage: _cap, ...uncapped } = SECOND;
    const { engine, journal } = await worldOf({}, { seed: 1 });
    const instrument = { ...uncapped, ...terms, margin, id: 'NEW' };
    const command = { type: 'listInstrument', instrument, id: 'once' } as const;
    const answer = await engine.handle(command);
    const told = answer.ok ? (answer.warnings ?? []) : [];
    expect(told.map(({ message }) => message)).toEqual(messages);
    expect(told.every(({ instrument: id }) => id === 'NEW')).toBe(true);
    // The tape carries them, and so does the recorded answer.
    expect(journal.envelopes.at(-1)!.event).toEqual({
      type: 'InstrumentListed',
      instrument,
      ...(told.length === 0 ? {} : { warnings: told }),
    });
    expect(await engine.handle(command)).toEqual({ ...answer, repeated: true });
    // Strict schedules refuse what is only suspicious here.
    const strict = await worldOf({ strictSchedules: true }, { seed: 1 });
    expect((await strict.engine.handle(command)).ok).toBe(messages.length === 0);
  });

  it('is told of a schedule that counts later, and of each band of leverage', async () => {
    const { engine } = await worldOf({}, { seed: 1 });
    const { maxLeverage: _cap, ...uncapped } = SECOND;
    const margin: MarginTerms = {
      model: 'by-leverage',
      bands: [
        { from: '0', margin: { model: 'leverage', maintenanceFraction: '1.5' } },
        { from: '10', margin: { model: 'flat', initial: '0.1', maintenance: '0.05' } },
      ],
    };
    const schedules = [{ from: '2030-01-01T00:00:00Z', margin: flat('0.1', '0.3') }];
    const instrument = { ...uncapped, id: 'NEW', margin, schedules };
    const answer = await engine.handle({ type: 'listInstrument', instrument });
    expect(answer.ok ? answer.warnings : []).toEqual([
      {
        instrument: 'NEW',
        field: 'margin.bands[0].margin',
        message: 'maintenance 0.15 above initial 0.1',
        figure: '0.15',
        limit: '0.1',
      },
      {
        instrument: 'NEW',
        field: 'schedules[0].margin',
        message: 'maintenance 0.3 above initial 0.1',
        figure: '0.3',
        limit: '0.1',
      },
    ]);
  });

  it('is refused with field, figure and limit where schedules are strict', async () => {
    const { engine } = await worldOf({ strictSchedules: true }, { seed: 1 });
    const { maxLeverage: _cap, ...uncapped } = SECOND;
    const refused = async (margin: MarginTerms) =>
      engine.handle({ type: 'listInstrument', instrument: { ...uncapped, id: 'NEW', margin } });
    expect(await refused(flat('0.1', '0.2'))).toMatchObject({
      error: { field: 'margin', figure: '0.2', limit: '0.1' },
    });
    expect(await refused({ ...flat('0.1', '0.05'), closeFee: '1.5' })).toMatchObject({
      error: { field: 'margin.closeFee', figure: '1.5', limit: '0.05' },
    });
    expect(await refused(flat('1.2', '0.05'))).toMatchObject({
      error: { field: 'margin', figure: '1.2', limit: '1' },
    });
  });

  it('is told when the schedule alone is set, and when the configuration makes it so', async () => {
    const { engine } = await worldOf({}, { seed: 1 });
    const margin = flat('0.1', '0.2');
    expect(
      await engine.handle({ type: 'setSchedule', instrument: 'ETH-PERP', margin }),
    ).toMatchObject({ ok: true, warnings: [{ instrument: 'ETH-PERP', field: 'margin' }] });
    const configuration = { engine: { expectedSlippage: '0.04' } };
    const answer = await engine.handle({ type: 'setConfiguration', configuration });
    // The lowest tier of BTC-PERP keeps 0.025; the other rates are above 0.04.
    expect(
      answer.ok ? answer.warnings?.map(({ field, instrument }) => [instrument, field]) : [],
    ).toEqual([
      ['BTC-PERP', 'margin.tiers[0]'],
      ['ETH-PERP', 'margin'],
    ]);
  });

  it('is printed by the runner of scenarios', async () => {
    const lines: string[] = [];
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-'));
    const file = join(folder, 'suspicious.json');
    const instruments = [
      { id: 'A', kind: 'linear', base: 'A', quote: 'USD', margin: flat('0.1', '0.2') },
    ];
    const scenario = { scenario: 1, id: 'suspicious', title: 'suspicious', instruments, steps: [] };
    await writeFile(file, JSON.stringify(scenario));
    const out = (line: string): void => {
      lines.push(line);
    };
    const terminal: Terminal = { out, err: out, interactive: false };
    expect(await run(terminal, [file], {})).toBe(0);
    expect(lines).toContain('  warning  A margin: maintenance 0.2 above initial 0.1');
    await rm(folder, { recursive: true });
  });
});

describe('leverage as the floor of the initial margin', () => {
  const floored = (margin: PlainMarginTerms): MarginTerms => ({
    ...margin,
    initialFloor: 'leverage',
  });

  it('goes with models whose initial margin is notional x one rate', async () => {
    const slope = { base: '0.02', perUnit: '0.001' };
    const models: readonly PlainMarginTerms[] = [
      flat('0.1', '0.05'),
      { model: 'root', initial: '0.1', maintenance: '0.05', imf: '0.001' },
      { model: 'slope', unit: 'quantity', initial: slope, maintenance: slope },
      { ...(tiers(['0', '0.05']) as PlainMarginTerms), scope: 'whole' } as PlainMarginTerms,
    ];
    for (const model of models)
      expect(await setSchedule(floored(model))).toMatchObject({ ok: true });
  });

  it('is refused where the initial margin bends, or is no rate', async () => {
    const slope = { base: '0.02', perUnit: '0.001' };
    const models: readonly PlainMarginTerms[] = [
      tiers(['0', '0.05'], ['1000', '0.1']) as PlainMarginTerms,
      { model: 'slope', unit: 'notional', initial: slope, maintenance: slope },
      { model: 'used', callLevel: '0.8', liquidationLevel: '0.4' },
      { model: 'leverage', maintenanceFraction: '0.5' },
    ];
    for (const model of models) {
      expect(await setSchedule(floored(model))).toMatchObject({
        ok: false,
        error: { code: 'input.invalid', field: 'margin.initialFloor', figure: model.model },
      });
    }
  });
});
