import { Dec, refuse, text } from '../kernel/index.js';
import type { InstrumentTerms } from './instrument-terms.js';

/** A European option with its numbers read; it is carried and traded in its premium. */
export interface OptionRules {
  readonly type: 'call' | 'put';
  readonly strike: Dec;
  /** Its own implied volatility a year, as a share; absent: that of the surface of its base. */
  readonly volatility?: Dec;
  /** The instrument whose price is its forward; absent: its own index. */
  readonly underlying?: string;
  /** Its premium is in coins of its base, which is its quote, not in what the strike is in. */
  readonly inCoins?: true;
}

const KEYS = ['strike', 'type', 'impliedVolatility', 'underlying'] as const;

/**
 * Reads what makes an instrument an option.
 * @param told the implied volatility the market has told last
 * @rejects `input.invalid`: an option without strike, type or expiry, a strike
 *   that is not positive, a negative volatility, an option that is not under portfolio margin, and
 *   any of these keys on another kind of instrument
 */
export function optionRules(
  terms: InstrumentTerms,
  told: Dec | undefined,
): OptionRules | undefined {
  const { id, kind, base, quote, strike, type, impliedVolatility } = terms;
  const { underlying, expiry, margin } = terms;
  if (kind !== 'option') {
    const key = KEYS.find((name) => terms[name] !== undefined);
    if (key !== undefined)
      refuse('input.invalid', `${id}: only an option has ${key}`, { field: key });
    return undefined;
  }
  const own = impliedVolatility === undefined ? undefined : volatilityOf(id, impliedVolatility);
  const need = <T>(field: string, value: T | undefined): T =>
    value ?? refuse('input.invalid', `${id}: an option needs ${field}`, { field });
  need('expiry', expiry);
  if (margin.model !== 'scenario') {
    refuse('input.invalid', `${id}: an option is measured together with its unit`, {
      field: 'margin.model',
      figure: margin.model,
      limit: 'scenario',
    });
  }
  const struck = new Dec(need('strike', strike));
  if (!struck.gt(0)) {
    refuse('input.invalid', `${id}: a strike must be positive`, {
      field: 'strike',
      figure: text(struck),
      limit: '0',
    });
  }
  return {
    type: need('type', type),
    strike: struck,
    ...(own === undefined ? {} : { volatility: told ?? own }),
    ...(underlying === undefined ? {} : { underlying }),
    ...(quote === base ? { inCoins: true } : {}),
  };
}

/** Reads an implied volatility. @rejects `input.invalid` for a negative one */
export function volatilityOf(id: string, written: string): Dec {
  const volatility = new Dec(written);
  if (volatility.gte(0)) return volatility;
  return refuse('input.invalid', `${id}: an implied volatility cannot be negative`, {
    field: 'impliedVolatility',
    figure: text(volatility),
    limit: '0',
  });
}
