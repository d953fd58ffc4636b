import fc from 'fast-check';
import { Dec, markRule, ruledMark, withPrices, type MarkRuleTerms } from '../../domain/index.js';
import { SECOND, worldOf } from '../support/world.js';

const DATED: MarkRuleTerms = {
  band: [
    { days: '1', share: '0.01' },
    { days: '210', share: '0.2' },
  ],
};
const DAY = 86_400_000;

function ruled(terms: MarkRuleTerms, told: string | undefined, index: string, left?: number) {
  const rule = markRule(terms, 'markRule')!;
  const mark = ruledMark(
    rule,
    told === undefined ? undefined : new Dec(told),
    new Dec(index),
    left,
  );
  return mark?.toFixed();
}

describe('a mark rule', () => {
  it('narrows its band in a straight line to the expiry, and keeps the outer widths beyond', () => {
    expect(ruled(DATED, '2000', '1000', 400 * DAY)).toBe('1200');
    expect(ruled(DATED, '2000', '1000', 210 * DAY)).toBe('1200');
    expect(ruled(DATED, '2000', '1000', 105.5 * DAY)).toBe('1105');
    expect(ruled(DATED, '1', '1000', DAY)).toBe('990');
    expect(ruled(DATED, '1', '1000', -5 * DAY)).toBe('990');
    // A perpetual has no expiry and takes the first width.
    expect(ruled(DATED, '2000', '1000')).toBe('1010');
  });

  it('leaves a mark inside the band as it was told, and makes none where none came', () => {
    expect(ruled(DATED, '1004.5', '1000', DAY)).toBe('1004.5');
    expect(ruled(DATED, undefined, '1000', DAY)).toBeUndefined();
    expect(ruled('index', undefined, '1000')).toBe('1000');
  });

  it('never leaves the band, also where its edges do not come out even', () => {
    let clamped = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: 300 * DAY }),
        (told, index, left) => {
          const mark = new Dec(ruled(DATED, String(told), String(index), left)!);
          if (!mark.eq(told)) clamped += 1;
          const days = Math.min(Math.max(left, DAY), 210 * DAY) - DAY;
          // The share times 209 days, in whole numbers: 0.01 + 0.19 x days / 209.
          const share = new Dec('0.01').times(209 * DAY).plus(new Dec('0.19').times(days));
          const apart = mark
            .minus(index)
            .abs()
            .times(209 * DAY);
          expect(apart.lte(share.times(index))).toBe(true);
        },
      ),
      { numRuns: 500, seed: 3 },
    );
    expect(clamped).toBeGreaterThan(100);
  });

  it('says what a mark was told as where it changed it', async () => {
    const { engine, journal } = await worldOf({}, { seed: 1 });
    const instrument = { ...SECOND, id: 'R', markRule: { band: [{ days: '0', share: '0.01' }] } };
    await engine.handle({ type: 'listInstrument', instrument });
    await engine.handle({ type: 'mark', marks: { R: '120' }, indexes: { R: '100' } });
    const event = journal.envelopes.at(-1)?.event;
    expect(event).toMatchObject({ marks: { R: '101' }, told: { R: '120' } });
    // What is imagined follows the same rule: the index alone takes the mark with it.
    const indexes = new Map([['R', new Dec('90')]]);
    const { marks } = withPrices(engine.market, { indexes });
    expect(marks.get('R')?.price.toFixed()).toBe('90.9');
    await engine.handle({ type: 'mark', indexes: { R: '90' } });
    expect(engine.market.marks.get('R')?.price.toFixed()).toBe('90.9');
  });

  it('names what cannot be meant', () => {
    const field = (terms: MarkRuleTerms) => {
      try {
        markRule(terms, 'markRule');
      } catch (problem) {
        return (problem as { rejection: { field: string } }).rejection.field;
      }
      return 'accepted';
    };
    const band = (...widths: [string, string][]) =>
      field({ band: widths.map(([days, share]) => ({ days, share })) });
    expect(band()).toBe('markRule.band');
    expect(band(['-1', '0.1'])).toBe('markRule.band[0].days');
    expect(band(['1', '0.1'], ['1', '0.2'])).toBe('markRule.band[1].days');
    expect(band(['1', '-0.1'])).toBe('markRule.band[0].share');
    expect(band(['1', '1'])).toBe('markRule.band[0].share');
    expect(band(['0', '0'])).toBe('accepted');
  });
});
