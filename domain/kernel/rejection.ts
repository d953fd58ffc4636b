/** Every reason for which the field says no. Codes are public, documented and never reused. */
export const REJECTION_CODES = [
  'margin.initial-insufficient',
  'margin.release-exceeds-free',
  'margin.mode-switch-blocked',
  'margin.parameter-unpublished',
  'pool.liquidating',
  'pool.bankrupt',
  'pool.risk-blocked',
  'pool.not-isolated',
  'position.not-found',
  'position.exceeds-quantity',
  'position.conflict',
  'market.mark-missing',
  'market.mark-stale',
  'market.mark-unreliable',
  'market.tick-out-of-order',
  'market.price-not-positive',
  'market.instrument-unknown',
  'market.instrument-expired',
  'collateral.insufficient',
  'collateral.asset-not-accepted',
  'quantity.off-lot',
  'quantity.below-minimum',
  'price.off-tick',
  'leverage.above-maximum',
  'quantity.above-maximum',
  'permission.refused',
  'account.indebted',
  'account.unknown',
  'account.halted',
  'account.not-halted',
  'protection.would-trigger',
  'protection.pending',
  'loss.limit-reached',
  'loss.daily-limit-reached',
  'command.conflict',
  'time.backwards',
  'input.invalid',
  'order.not-found',
  'loan.nothing-borrowed',
  'loan.exceeds-outstanding',
  'history.incomplete',
  'history.no-liquidation',
  'loan.pool-exhausted',
  'loan.account-limit',
] as const;

/** One of the codes; `docs/reference/errors.md` tells cause and remedy of each. */
export type RejectionCode = (typeof REJECTION_CODES)[number];

/** A refusal: which rule, which field, the figure that broke it and the limit it had to keep. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
  readonly field?: string;
  readonly figure?: string;
  readonly limit?: string;
  readonly unit?: string;
}

/** A refusal as a value. */
export function rejection(
  code: RejectionCode,
  message: string,
  data: Omit<Rejection, 'code' | 'message'> = {},
): Rejection {
  return { code, message, ...data };
}

/** Carries a refusal out of a deep calculation to the nearest `attempt`; never further. */
export class Refused extends Error {
  constructor(readonly rejection: Rejection) {
    super(rejection.message);
  }
}

/** Refuses from inside a calculation; the decider that called it returns the refusal as a value. */
export function refuse(
  code: RejectionCode,
  message: string,
  data: Omit<Rejection, 'code' | 'message'> = {},
): never {
  throw new Refused(rejection(code, message, data));
}
