/** Reactions that every engine knows; any other name is that of a stage an extension binds. */
export const REACTIONS = [
  'alert',
  'block-risk',
  'cancel-orders',
  'repay',
  'convert-collateral',
  'net-opposite',
  'reduce',
  'take-over',
  'assign',
  'deleverage',
] as const;

/** A reaction that every engine knows. */
export type Reaction = (typeof REACTIONS)[number];

/**
 * A fraction of what is held each round; positions worth `above` or less, in settlement, whole. Or,
 * of a stage, down by so many tiers: positions with fewer tiers below them are left to others.
 */
export type ClosingSizeTerms =
  /** The name of a closing size; the built-in ones, or one that an extension binds. */
  string | { readonly fraction: string; readonly above?: string } | { readonly tiers: number };

/**
 * One stage of liquidations as written: what is done, from where on and until when. Numbers are
 * decimal strings, ratios are of equity to maintenance. Which keys a stage takes depends on what it
 * does; one that says nothing to it is refused.
 */
export interface StageTerms {
  /** A reaction, or the name of a stage that an extension binds. */
  readonly do: string;
  /** The name events tell of it by; default: what it does, numbered where that is done twice. */
  readonly name?: string;
  /** It begins at or below it (see `boundary`); default: the trigger. */
  readonly at?: string;
  /** It stops once the cover is above it; default: that of the liquidation, above it the `at`. */
  readonly target?: string;
  /** ISO 8601 duration after each time it has acted in which it does not act again. */
  readonly cooldown?: string;
  /** While it cools down the case waits (default), or goes on with the stages behind it. */
  readonly meanwhile?: 'wait' | 'go-on';
  /** How often it acts in a case; absent: for as long as there is something to do. */
  readonly rounds?: number;
  /** Which orders are cancelled: all (default), or those of the contract that is closed next. */
  readonly of?: 'all' | 'instrument';
  /** The closing order, as in `liquidation`; default: that of the liquidation. */
  readonly order?: string;
  /** How much of a position is closed at once; default: that of the liquidation. */
  readonly size?: ClosingSizeTerms;
  /** Which order closes: by default what the instrument says. */
  readonly orderType?: 'market' | 'limit';
  /** What the venue leaves open: goes to the stages behind (default), or is deleveraged at once. */
  readonly rest?: 'next' | 'deleverage';
  /** Rate of the notional that is closed; at most what the pool has left. */
  readonly fee?: string;
  /** Default: that of the liquidation. */
  readonly feeTo?: 'insurance-fund' | 'venue';
  /** Who takes a position over: an account, or the insurance fund. */
  readonly by?: string;
  /** Accounts that are assigned positions, in this order. */
  readonly to?: readonly string[];
  /** The most notional, in settlement, that an assigned account then holds in the instrument. */
  readonly limit?: string;
  /** At which a position changes hands; default `bankruptcy`. */
  readonly price?: 'bankruptcy' | 'mark';
  /** Who gets what the pool still holds when this stage took its last position. */
  readonly surplus?: 'account' | 'insurance-fund' | 'venue';
  /** What a bound stage is told, as strings. */
  readonly params?: Readonly<Record<string, string>>;
}
