import { Dec, ONE, ZERO, refuse, text } from '../kernel/index.js';

/**
 * A fee as a share of the notional it is taken on.
 * @param what the fee in words, for the message
 * @rejects `input.invalid` naming the field: a share below 0 or above 1
 */
export function feeShare(written: string, what: string, field: string): Dec {
  const share = new Dec(written);
  if (share.lt(ZERO)) beyond(`${what} cannot be negative`, field, share, '0');
  return atMostWhole(share, what, field);
}

/** The same of a rate that may be a rebate: below 0, but of no more than the notional. */
export function feeOrRebate(written: string, what: string, field: string): Dec {
  const share = new Dec(written);
  const least = ONE.negated();
  if (share.lt(least)) beyond(`${what} cannot exceed the notional`, field, share, text(least));
  return atMostWhole(share, what, field);
}

function atMostWhole(share: Dec, what: string, field: string): Dec {
  if (share.gt(ONE)) beyond(`${what} cannot exceed the notional`, field, share, '1');
  return share;
}

function beyond(message: string, field: string, share: Dec, limit: string): never {
  refuse('input.invalid', message, { field, figure: text(share), limit });
}
