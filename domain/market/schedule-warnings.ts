import { Dec, Exact, ONE } from '../kernel/index.js';
import { deductionWarnings } from './deduction-warnings.js';
import type { Instrument } from './instrument.js';
import type { MarginTerms, PlainMarginTerms, TierTerms } from './instrument-terms.js';

/** Something a schedule says that is allowed but suspicious; an error under `strictSchedules`. */
export interface ScheduleWarning {
  /** Whose schedule; absent: that of all pools under portfolio margin. */
  readonly instrument?: string;
  readonly field: string;
  readonly message: string;
  /** What is suspicious, and what it goes beyond. */
  readonly figure: string;
  readonly limit: string;
}

type Doubt = Omit<ScheduleWarning, 'instrument'>;

/** The rates a schedule asks at one place, as shares of the notional. */
interface Rates {
  readonly field: string;
  /** Absent where the position's own leverage decides and nothing caps it. */
  readonly initial?: Exact;
  readonly maintenance: Exact;
  /** The initial rate is not written down: it is what the greatest leverage leaves. */
  readonly implied?: true;
}

/**
 * What is suspicious about the schedules of an instrument, each that counts now or later and each
 * band of leverage: maintenance above initial, a rate of one or more, a close fee with the
 * expected slippage above the maintenance rate, and a deduction that makes maintenance negative or
 * jump. Where the leverage of a position decides its initial margin, the greatest leverage it may
 * have is taken.
 */
export function scheduleWarnings(
  { id, terms, maxLeverage }: Pick<Instrument, 'id' | 'terms' | 'maxLeverage'>,
  expectedSlippage: Dec,
): readonly ScheduleWarning[] {
  const later = (terms.schedules ?? []).map(({ margin }, index) => ({
    margin,
    at: `schedules[${index}].margin`,
  }));
  return [{ margin: terms.margin, at: 'margin' }, ...later].flatMap(({ margin, at }) =>
    bandsOf(margin, at, maxLeverage).flatMap((band) =>
      [...warningsOf(band, expectedSlippage), ...deductionsOf(band)].map((warning) => ({
        instrument: id,
        ...warning,
      })),
    ),
  );
}

/** A schedule that treats every leverage up to its cap alike, and where it stands. */
interface Band {
  readonly margin: PlainMarginTerms;
  readonly at: string;
  readonly cap: Dec | undefined;
}

function bandsOf(margin: MarginTerms, at: string, cap: Dec | undefined): Band[] {
  if (margin.model === 'scenario') return [];
  if (margin.model !== 'by-leverage') return [{ margin, at, cap }];
  return margin.bands.map((band, index) => {
    const next = margin.bands[index + 1]?.from;
    const own = next === undefined ? undefined : new Dec(next);
    return { margin: band.margin, at: `${at}.bands[${index}].margin`, cap: lower(own, cap) };
  });
}

function lower(a: Dec | undefined, b: Dec | undefined): Dec | undefined {
  return a === undefined || b?.lt(a) === true ? b : a;
}

function warningsOf({ margin, at, cap }: Band, expectedSlippage: Dec): Doubt[] {
  const closing = Exact.of(new Dec(margin.closeFee ?? '0').plus(expectedSlippage));
  return ratesOf(margin, at, cap).flatMap(({ field, initial, maintenance, implied }) => {
    const doubts: Doubt[] = [];
    const figure = maintenance.toString();
    if (initial !== undefined && maintenance.cmp(initial) > 0) {
      const limit = initial.toString();
      doubts.push({
        field,
        message: `maintenance ${figure} above initial ${limit}`,
        figure,
        limit,
      });
    }
    const given = implied === undefined ? initial : undefined;
    const whole = [maintenance, given].find((rate) => rate !== undefined && isWhole(rate));
    if (whole !== undefined) {
      const message = 'a rate of one or more leaves no leverage';
      doubts.push({ field, message, figure: whole.toString(), limit: '1' });
    }
    if (closing.sign() > 0 && closing.cmp(maintenance) > 0) {
      const costs = closing.toString();
      const message = `closing costs ${costs} above maintenance ${figure}`;
      const by = margin.closeFee === undefined ? field : `${at}.closeFee`;
      doubts.push({ field: by, message, figure: costs, limit: figure });
    }
    return doubts;
  });
}

function deductionsOf({ margin, at }: Band): Doubt[] {
  return margin.model === 'tiered' ? deductionWarnings(margin, at) : [];
}

function ratesOf(margin: PlainMarginTerms, at: string, cap: Dec | undefined): Rates[] {
  const least = cap ?? ONE;
  switch (margin.model) {
    case 'flat':
    case 'root':
      return [pair(at, margin.initial, margin.maintenance)];
    case 'slope': {
      const { initial, maintenance } = margin;
      const base = pair(at, initial.base, maintenance.base);
      const steeper = new Dec(maintenance.perUnit).gt(initial.perUnit);
      if (!steeper) return [base];
      // Whatever the bases are, a large enough position needs more to keep than to open.
      return [base, pair(`${at}.maintenance.perUnit`, initial.perUnit, maintenance.perUnit)];
    }
    case 'tiered':
      return margin.tiers.map((tier, index) => ratesOfTier(tier, `${at}.tiers[${index}]`, cap));
    case 'custom':
      return [];
    case 'leverage': {
      const maintenance = Exact.quotient(new Dec(margin.maintenanceFraction), least);
      return [{ field: at, maintenance, ...implied(least) }];
    }
    case 'used': {
      const maintenance = Exact.quotient(new Dec(margin.liquidationLevel), least);
      return [{ field: `${at}.liquidationLevel`, maintenance, ...implied(least) }];
    }
  }
}

function ratesOfTier(tier: TierTerms, field: string, instrumentCap: Dec | undefined): Rates {
  const { initial, maintenance, maxLeverage } = tier;
  if (initial !== undefined) return pair(field, initial, maintenance);
  const own = maxLeverage === undefined ? undefined : new Dec(maxLeverage);
  const cap = lower(own, instrumentCap);
  const rate = { field, maintenance: Exact.of(new Dec(maintenance)) };
  return cap === undefined ? rate : { ...rate, ...implied(cap) };
}

function implied(cap: Dec): { readonly initial: Exact; readonly implied: true } {
  return { initial: Exact.quotient(ONE, cap), implied: true };
}

function pair(field: string, initial: string, maintenance: string): Rates {
  return {
    field,
    initial: Exact.of(new Dec(initial)),
    maintenance: Exact.of(new Dec(maintenance)),
  };
}

function isWhole(rate: Exact): boolean {
  return rate.cmp(Exact.of(ONE)) >= 0;
}
