import { Dec, Exact, ONE, ZERO, refuse, text } from '../kernel/index.js';
import { depegRules, type DepegRules } from './depeg-rules.js';
import { offsetGroups } from './offset-groups.js';
import { AT, hasOwnInitial, isList } from './portfolio-shape.js';
import type {
  Charge,
  Minimum,
  PortfolioRules,
  RiskUnit,
  TwoPart,
  UnitShock,
  VegaPower,
} from './risk-rules.js';
import type {
  ChargeTerms,
  ListedUnitTerms,
  MinimumTerms,
  PortfolioMarginTerms,
  PriceBasis,
  RiskUnitTerms,
  ShockTerms,
  TwoPartTerms,
  VegaPowerTerms,
} from './portfolio-terms.js';

/**
 * Reads the terms of portfolio margin.
 * @rejects `input.invalid` naming the field: no shocks, a price shock below -1, a negative weight,
 *   factor or rate, factors out of order, a base in two units, two units for all other bases, keys
 *   of one unit beside `units`, offsets between units that are not alike
 */
export function portfolioRules(terms: PortfolioMarginTerms): PortfolioRules {
  const { units, stress = 'mark', initialFactor = '1', unpublished = [] } = terms;
  const factor = read(`${AT}.initialFactor`, initialFactor);
  const common = { stress, factor, ...depegOf(terms) };
  const debt = terms.debt === undefined ? {} : { debt: twoPart(`${AT}.debt`, terms.debt, ZERO) };
  if (units === undefined) {
    const unit = unitOfTerms(terms, AT, 'all', common);
    const unitOf = (): RiskUnit => unit;
    return { unitOf, ...debt, offsets: offsetGroups(terms, unitOf), unpublished };
  }
  refuseBeside(terms);
  const named = new Map<string, RiskUnit>();
  let rest: ((base: string) => RiskUnit) | undefined;
  units.forEach((unit, index) => {
    const field = `${AT}.units[${index}]`;
    const readAs = (id: string): RiskUnit => unitOfTerms(unit, field, id, common);
    const others = othersOf(unit, readAs);
    if (others !== undefined && rest !== undefined) {
      refuse('input.invalid', 'two units hold the bases that are named nowhere', { field });
    }
    rest ??= others;
    const own = namedBases(unit);
    const together = readAs(own.join('+'));
    for (const base of own) {
      if (named.has(base)) {
        refuse('input.invalid', `${base} is in two units`, {
          field: `${field}.bases`,
          figure: base,
        });
      }
      named.set(base, together);
    }
  });
  const unitOf = (base: string): RiskUnit | undefined => named.get(base) ?? rest?.(base);
  return { unitOf, ...debt, offsets: offsetGroups(terms, unitOf), unpublished };
}

function depegOf({ depeg }: PortfolioMarginTerms): Pick<RiskUnit, 'depeg'> {
  return depeg === undefined ? {} : { depeg: depegRules(depeg) };
}

const OWN_KEYS = ['shocks', 'lossFactor', 'charges', 'minimum', 'vegaPower'] as const;

function refuseBeside(terms: PortfolioMarginTerms): void {
  const key = OWN_KEYS.find((name) => terms[name] !== undefined);
  if (key === undefined) return;
  refuse('input.invalid', 'the keys of a unit stand in `units` or beside it, not both', {
    field: `${AT}.${key}`,
  });
}

function namedBases({ bases = [] }: ListedUnitTerms): readonly string[] {
  return bases.filter((base) => base !== '*');
}

/** The units of the bases that are named nowhere, if this entry is meant for them. */
function othersOf(
  { bases }: ListedUnitTerms,
  readAs: (id: string) => RiskUnit,
): ((base: string) => RiskUnit) | undefined {
  if (bases === undefined) {
    const together = readAs('others');
    return () => together;
  }
  if (!bases.includes('*')) return undefined;
  const alone = new Map<string, RiskUnit>();
  return (base) => {
    const known = alone.get(base);
    if (known !== undefined) return known;
    const unit = readAs(base);
    alone.set(base, unit);
    return unit;
  };
}

interface Common {
  readonly stress: PriceBasis;
  readonly factor: Dec;
  readonly depeg?: DepegRules;
}

function unitOfTerms(
  terms: RiskUnitTerms,
  field: string,
  id: string,
  { stress, factor, ...depeg }: Common,
): RiskUnit {
  const { shocks = [], lossFactor = '1', charges = [], minimum, vegaPower = {} } = terms;
  if (shocks.length === 0) {
    refuse('input.invalid', 'a unit of portfolio margin needs shocks', {
      field: `${field}.shocks`,
    });
  }
  return {
    id,
    stress,
    shocks: shocks.map((shock, index) => shockOf(shock, `${field}.shocks[${index}]`)),
    lossFactor: twoPart(`${field}.lossFactor`, lossFactor, ONE),
    charges: charges.map((charge, index) => chargeOf(charge, `${field}.charges[${index}]`)),
    ...depeg,
    vegaPower: vegaPowerOf(vegaPower, `${field}.vegaPower`),
    minimums: minimumsOf(minimum, `${field}.minimum`),
    ...(hasOwnInitial(terms) ? {} : { initialFactor: factor }),
  };
}

function shockOf({ price, weight = '1', volatility = '0' }: ShockTerms, field: string): UnitShock {
  const share = new Dec(price);
  if (share.lt(-1)) {
    refuse('input.invalid', 'a price cannot fall by more than all of it', {
      field: `${field}.price`,
      figure: text(share),
      limit: '-1',
    });
  }
  if (new Dec(volatility).lt(-1)) {
    refuse('input.invalid', 'a volatility cannot fall by more than all of it', {
      field: `${field}.volatility`,
      figure: volatility,
      limit: '-1',
    });
  }
  const factor = read(`${field}.weight`, weight);
  const linear = share.times(factor);
  const left = share.plus(1);
  return {
    price: share,
    weight: factor,
    volatility: new Dec(volatility),
    linear,
    ...(left.isZero() ? {} : { inverse: Exact.quotient(linear, left) }),
  };
}

function chargeOf({ on, at = 'mark', ...rates }: ChargeTerms, field: string): Charge {
  return { on, at, ...twoPart(field, rates, ZERO) };
}

function vegaPowerOf(
  { days = '30', short = '0', long = '0', floor = '1' }: VegaPowerTerms,
  field: string,
): VegaPower {
  const least = read(`${field}.floor`, floor);
  if (least.isZero()) {
    refuse('input.invalid', 'fewer than no days cannot be left', {
      field: `${field}.floor`,
      figure: floor,
      limit: '0',
    });
  }
  return {
    days: read(`${field}.days`, days),
    short: read(`${field}.short`, short),
    long: read(`${field}.long`, long),
    floor: least,
  };
}

function minimumsOf(terms: RiskUnitTerms['minimum'], field: string): readonly Minimum[] {
  if (terms === undefined) return [];
  if (!isList(terms)) return [minimumOf(terms, field)];
  return terms.map((minimum, index) => minimumOf(minimum, `${field}[${index}]`));
}

function minimumOf({ rate, on, at = 'mark', factors }: MinimumTerms, field: string): Minimum {
  const steps = (factors ?? [{ from: '0', factor: '1' }]).map(({ from, factor }, index) => ({
    from: read(`${field}.factors[${index}].from`, from),
    factor: read(`${field}.factors[${index}].factor`, factor),
  }));
  steps.forEach(({ from }, index) => {
    const before = steps[index - 1]?.from;
    if (before === undefined ? from.isZero() : from.gt(before)) return;
    refuse('input.invalid', 'factors of a minimum begin at 0 and ascend', {
      field: `${field}.factors[${index}].from`,
      figure: text(from),
      limit: text(before ?? ZERO),
    });
  });
  return { rate: twoPart(`${field}.rate`, rate, ZERO), on, at, factors: steps };
}

/** An absent initial number is that of maintenance, an absent maintenance number the default. */
function twoPart(field: string, terms: TwoPartTerms, fallback: Dec): TwoPart {
  if (typeof terms === 'string') {
    const both = read(field, terms);
    return { maintenance: both, initial: both };
  }
  const maintenance =
    terms.maintenance === undefined ? fallback : read(`${field}.maintenance`, terms.maintenance);
  const initial =
    terms.initial === undefined ? maintenance : read(`${field}.initial`, terms.initial);
  return { maintenance, initial };
}

function read(field: string, written: string): Dec {
  const value = new Dec(written);
  if (value.gte(ZERO)) return value;
  return refuse('input.invalid', `${field} cannot be negative`, {
    field,
    figure: text(value),
    limit: '0',
  });
}
