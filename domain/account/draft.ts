import type { BorrowRatePolicies } from '../accrual/index.js';
import { Dec, SmallMap, compareIds, refuse } from '../kernel/index.js';
import type { LedgerAccount } from '../ledger/index.js';
import type {
  BoundStages,
  ClosingOrders,
  ClosingSizes,
  DeficitPayers,
  DeleverageRankings,
} from '../liquidation/index.js';
import { instrumentIn, type MarginModels, type Market } from '../market/index.js';
import { payingWallet, type LeverageChoice, type MarginPool } from '../margin/index.js';
import type { OpenOrder } from '../order/index.js';
import { CROSS, type Account, type PoolState } from './account.js';
import type { AccountEvent } from './events.js';
import { evolve } from './evolve.js';
import { lossCount } from './loss-count.js';
import type { MeasuredParties } from './measured-parties.js';

/** What the names in a configuration stand for: what is built in, and what an embedder adds. */
export interface Policies {
  readonly orders: ClosingOrders;
  /** Closing sizes by name; absent: the built-in ones. */
  readonly sizes?: ClosingSizes;
  /** Stages of liquidations by name, beside the built-in reactions; absent: none. */
  readonly stages?: BoundStages;
  /** Payers of deficits by name, beside the built-in policies; absent: none. */
  readonly payers?: DeficitPayers;
  /** Rankings of a deleveraging by name; absent: the built-in ones. */
  readonly rankings?: DeleverageRankings;
  /** Margin models by name, beside the built-in ones; absent: none. */
  readonly models?: MarginModels;
  /** Rate policies by name; absent: the built-in ones. */
  readonly borrowRates?: BorrowRatePolicies;
  /** The id of the so-manieth order of a closing; absent: its number behind the closing's id. */
  readonly orderId?: (closing: string, number: number) => string;
}

/** The id of the next order of a closing, after so many that were sent. */
export function nextOrderId(
  { orderId = numberedOrderId }: Policies,
  closing: string,
  sent: number,
): string {
  return orderId(closing, sent + 1);
}

/** The order's number behind the id of its closing. */
export function numberedOrderId(closing: string, number: number): string {
  return `${closing}/${number}`;
}

/** What a decision about an account may read besides the account itself. */
export interface DecisionContext extends Policies {
  readonly market: Market;
  /** The insurance fund's balance of an asset. */
  readonly fund: (asset: string) => Dec;
  /** What a payer of deficits has paid in an asset so far; absent: nothing. */
  readonly paid?: (payer: string, asset: string) => Dec;
  /** What is lent of an asset to all accounts together; absent: nothing. */
  readonly lent?: (asset: string) => Dec;
  /**
   * All accounts that hold an instrument, in the order of their ids. Absent: a decision that needs
   * them is broken off with `HoldersNeeded` and made again.
   */
  readonly holders?: (instrument: string) => readonly Account[];
  /** Any account by its id, as a decision that needs it is to see it; absent: as for holders. */
  readonly account?: (id: string) => Account | undefined;
  /** What was measured of counterparties at these prices; absent: each is measured when asked. */
  readonly measured?: MeasuredParties;
}

/** Those of the accounts that hold an instrument, in the order of their ids. */
export function holdersAmong(accounts: readonly Account[], instrument: string): Account[] {
  return accounts
    .filter(({ pools }) =>
      [...pools.values()].some(({ positions }) =>
        [...positions.values()].some((position) => position.instrument === instrument),
      ),
    )
    .sort((a, b) => compareIds(a.id, b.id));
}

/** A decision cannot be made without the accounts that hold an instrument. */
export class HoldersNeeded extends Error {
  constructor(readonly instrument: string) {
    super(`the holders of ${instrument} are needed`);
  }
}

/** A decision cannot be made without another account. */
export class AccountNeeded extends Error {
  constructor(readonly account: string) {
    super(`the account ${account} is needed`);
  }
}

/** What was decided, and the account as it is once it has happened. */
export interface Decision {
  readonly events: readonly AccountEvent[];
  readonly next: Account;
  /** Accounts of others that the decision changes too, as they are afterwards. */
  readonly others?: readonly Account[];
}

/** All accounts that a decision leaves changed. */
export function changedBy({ next, others = [] }: Decision): readonly Account[] {
  return [next, ...others];
}

/** What stands for no events yet; nothing is ever put into it. */
const NOTHING: AccountEvent[] = [];

/**
 * A decision in the making: events are applied to a copy as they are decided, so that each later
 * check reads what the earlier ones left. The account handed in never changes.
 */
export class Draft {
  /** Most decisions need none. */
  private companions: Map<string, Draft> | undefined;

  constructor(
    public account: Account,
    readonly context: DecisionContext,
    private decided: AccountEvent[] = NOTHING,
  ) {
    const first = lossCount(account, context.market);
    if (first !== undefined) this.emit(first);
  }

  get market(): Market {
    return this.context.market;
  }

  emit(event: AccountEvent): void {
    this.account = evolve(this.account, event);
    // A list of its own for a first event: most decisions end with it.
    if (this.decided === NOTHING) this.decided = [event];
    else this.decided.push(event);
  }

  decision(): Decision {
    const decision = { events: this.decided, next: this.account };
    if (this.companions === undefined) return decision;
    return { ...decision, others: [...this.companions.values()].map(({ account }) => account) };
  }

  /** The same decision so far, to try on the side what would come of something. */
  aside(): Draft {
    const copy = new Draft(this.account, this.context, [...this.decided]);
    for (const { account } of this.companions?.values() ?? []) copy.companion(account);
    return copy;
  }

  /** Another account that this decision changes too; its events stand in the same list. */
  companion(account: Account): Draft {
    const known = this.companions?.get(account.id);
    if (known !== undefined) return known;
    if (this.decided === NOTHING) this.decided = [];
    const companion = new Draft(account, this.context, this.decided);
    this.companions ??= new Map<string, Draft>();
    this.companions.set(account.id, companion);
    return companion;
  }

  /** Other accounts that hold an instrument, as this decision has left them so far. */
  holdersOf(instrument: string): Account[] {
    const { holders } = this.context;
    if (holders === undefined) throw new HoldersNeeded(instrument);
    return holders(instrument)
      .filter(({ id, halted }) => id !== this.account.id && halted === undefined)
      .map((account) => this.companions?.get(account.id)?.account ?? account);
  }

  /** Another account by its id, as this decision has left it so far, if it can be dealt with. */
  other(id: string): Account | undefined {
    const { account } = this.context;
    if (account === undefined) throw new AccountNeeded(id);
    const found = this.companions?.get(id)?.account ?? account(id);
    return id === this.account.id || found?.halted !== undefined ? undefined : found;
  }

  /** One of them, to be changed by this decision too. */
  otherHolder(instrument: string, id: string): Draft {
    const known = this.companions?.get(id);
    if (known !== undefined) return known;
    const { holders } = this.context;
    if (holders === undefined) throw new HoldersNeeded(instrument);
    const holder = byId(holders(instrument)).get(id);
    if (holder === undefined) throw new RangeError(`${id} does not hold ${instrument}`);
    return this.companion(holder);
  }

  /** What the insurance fund holds of an asset once what was decided so far is booked. */
  fund(asset: string): Dec {
    let balance = this.context.fund(asset);
    for (const { movements = [] } of this.decided) {
      for (const moved of movements) {
        if (moved.asset !== asset) continue;
        if (moved.to.at === 'insurance-fund') balance = balance.plus(moved.amount);
        if (moved.from.at === 'insurance-fund') balance = balance.minus(moved.amount);
      }
    }
    return balance;
  }

  pool(id: string): PoolState | undefined {
    return this.account.pools.get(id);
  }

  /** The pool as margin measures it. */
  margin(id: string): MarginPool {
    return marginPool(this.account, this.market, id);
  }

  /** The wallet on which profit, fees and transfers of an asset move. */
  wallet(asset: string): LedgerAccount {
    return { at: 'wallet', account: this.account.id, wallet: payingWallet(this.market, asset) };
  }

  /** Where a pool's money stands: the wallet of the asset, or the isolated pool itself. */
  purse(pool: string, asset: string): LedgerAccount {
    if (pool === CROSS) return this.wallet(asset);
    return { at: 'pool', account: this.account.id, pool };
  }
}

/** A pool in liquidation belongs to its case. @rejects `pool.liquidating` while it is open */
export function refuseWhileLiquidating(account: Account, pool: string): void {
  const open = account.pools.get(pool)?.liquidation;
  if (open !== undefined) {
    refuse('pool.liquidating', `the pool ${pool} is being liquidated (case ${open.id})`, {
      field: 'pool',
      figure: pool,
    });
  }
}

/** Accounts of a list by their ids, worked out once for as long as the list is the same. */
const named = new WeakMap<readonly Account[], ReadonlyMap<string, Account>>();

function byId(accounts: readonly Account[]): ReadonlyMap<string, Account> {
  let found = named.get(accounts);
  if (found === undefined) {
    found = new Map(accounts.map((account) => [account.id, account]));
    named.set(accounts, found);
  }
  return found;
}

/** The pool asked for last: a decision asks for one again and again. A cache and nothing else. */
let last: { readonly account: Account; readonly pool: MarginPool } | undefined;

/**
 * A pool of the account in the form that margin measures.
 * @example
 * // With the engine of the example of `MarginEngine`:
 * const alice = (await engine.account('alice'))!;
 * const pool = marginPool(alice, engine.market, 'cross');
 * pool.positions.map(({ quantity }) => quantity.toFixed()).join(); // => '2'
 */
export function marginPool(account: Account, market: Market, id: string): MarginPool {
  if (last?.account === account && last.pool.id === id) return last.pool;
  const pool = buildMarginPool(account, market, id);
  last = { account, pool };
  return pool;
}

function buildMarginPool(account: Account, market: Market, id: string): MarginPool {
  const pool = account.pools.get(id);
  const positions = pool === undefined ? [] : SmallMap.of(pool.positions).list;
  const leverage = leverageChoice(account);
  const { wallets, trades } = account;
  const traded = trades === undefined ? {} : { trades };
  if (id === CROSS) {
    const orders = account.orders.size === 0 ? NO_ORDERS : [...account.orders.values()];
    if (trades === undefined) return { mode: 'cross', id, positions, leverage, wallets, orders };
    return { mode: 'cross', id, positions, leverage, wallets, orders, trades };
  }
  const first = positions[0];
  const asset =
    first === undefined ? (pool?.asset ?? '') : instrumentIn(market, first.instrument).payAsset;
  const balance = pool?.balance ?? new Dec(0);
  return { mode: 'isolated', id, positions, leverage, asset, balance, ...traded };
}

const NO_ORDERS: readonly OpenOrder[] = [];

/** The leverage the holder chose for the account and its instruments. */
export function leverageChoice({ leverage, leverages }: Account): LeverageChoice {
  const known = choices.get(leverages);
  if (known !== undefined && known.account === leverage) return known;
  const choice = {
    instruments: leverages,
    ...(leverage === undefined ? {} : { account: leverage }),
  };
  choices.set(leverages, choice);
  return choice;
}

/** The same choice is the same object, so that what was worked out for it is found again. */
const choices = new WeakMap<Account['leverages'], LeverageChoice>();
