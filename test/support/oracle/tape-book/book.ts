import { ZERO, add, negate, read, type Fraction } from '../pool-figures/fraction.js';
import type { OraclePosition } from '../pool-figures/instrument.js';
import {
  isBreached,
  line,
  type OracleBalance,
  type OraclePool,
  type OracleRule,
} from '../pool-figures/pool.js';
import {
  readFigure,
  type TapeAsset,
  type TapeEngine,
  type TapeEntry,
  type TapeInstrument,
  type TapePosition,
  type TapeRecord,
} from './tape-record.js';

/** A running liquidation of a pool. */
export interface BookCase {
  id: string;
  /** A close-out was asked for and not answered yet. */
  pending: boolean;
  /** The position that was left open last, until it is asked for again. */
  waiting?: string;
}

interface BookAccount {
  leverage?: string;
  leverages: Map<string, string>;
  /** By pool, then by key. */
  pools: Map<string, Map<string, TapePosition>>;
  cases: Map<string, BookCase>;
}

/**
 * A back office of its own: it reads the tape event by event and keeps positions, balances, prices
 * and cases from what the events say, so that any pool can be measured by the oracle at any place
 * of the tape. Wallets of kind `spot` count as collateral.
 */
export class OracleBook {
  readonly instruments = new Map<string, TapeInstrument>();
  readonly accounts = new Map<string, BookAccount>();
  readonly marks = new Map<string, string>();
  readonly rates = new Map<string, string>();
  /** By entry and asset, signed. */
  readonly balances = new Map<string, Fraction>();
  engine: TapeEngine = {};
  assets: TapeAsset[] = [];

  apply(event: TapeRecord): void {
    for (const { asset, amount, from, to } of event.movements ?? []) {
      this.book(from, asset, negate(read(amount)));
      this.book(to, asset, read(amount));
    }
    if (event.type === 'ConfigurationSet') {
      this.engine = event.configuration?.engine ?? {};
      this.assets = event.configuration?.assets ?? [];
    } else if (event.type === 'InstrumentListed') {
      const terms = event.instrument as TapeInstrument;
      this.instruments.set(terms.id, terms);
    } else if (event.type === 'MarksAdvanced') {
      for (const [id, price] of Object.entries(event.marks ?? {})) this.marks.set(id, price);
      for (const [asset, rate] of Object.entries(event.rates ?? {})) this.rates.set(asset, rate);
    } else if (event.account !== undefined) this.applyTo(this.account(event.account), event);
  }

  private applyTo(account: BookAccount, event: TapeRecord): void {
    const { pool = '', position = '', after } = event;
    if (after !== undefined) {
      const positions = account.pools.get(pool) ?? new Map<string, TapePosition>();
      account.pools.set(pool, positions);
      if (after === null) positions.delete(position);
      else positions.set(position, { ...after });
    }
    const open = account.cases.get(pool);
    if (open !== undefined && event.closeOut !== undefined) open.pending = false;
    switch (event.type) {
      case 'AccountOpened':
        if (event.leverage !== undefined) account.leverage = event.leverage;
        return;
      case 'LeverageChanged':
        account.leverages.set(event.instrument as string, event.leverage!);
        for (const { pool: of, position: key } of event.positions ?? []) {
          account.pools.get(of)!.get(key)!.leverage = event.leverage!;
        }
        return;
      case 'LiquidationStarted':
        account.cases.set(pool, { id: event.case!, pending: false });
        return;
      case 'CloseOutRequested':
        open!.pending = true;
        if (open!.waiting === position) delete open!.waiting;
        return;
      case 'CloseOutUnfilled':
        open!.pending = false;
        open!.waiting = position;
        return;
      case 'LiquidationEnded':
        account.cases.delete(pool);
    }
  }

  private account(id: string): BookAccount {
    const known = this.accounts.get(id);
    if (known !== undefined) return known;
    const fresh = { leverages: new Map(), pools: new Map(), cases: new Map() };
    this.accounts.set(id, fresh);
    return fresh;
  }

  private book(entry: TapeEntry, asset: string, amount: Fraction): void {
    const key = keyOf(entry, asset);
    this.balances.set(key, add(this.balances.get(key) ?? ZERO, amount));
  }

  balance(entry: TapeEntry, asset: string): Fraction {
    return this.balances.get(keyOf(entry, asset)) ?? ZERO;
  }

  /** The pools of an account that have positions, by id. */
  poolsOf(account: string): string[] {
    const pools = [...(this.accounts.get(account)?.pools ?? [])];
    return pools.filter(([, positions]) => positions.size > 0).map(([id]) => id);
  }

  records(account: string, pool: string): TapePosition[] {
    return [...(this.accounts.get(account)?.pools.get(pool)?.values() ?? [])];
  }

  caseOf(account: string, pool: string): BookCase | undefined {
    return this.accounts.get(account)?.cases.get(pool);
  }

  /** A pool as it stands at this place of the tape, for the oracle to measure. */
  pool(account: string, id: string): OraclePool {
    const records = this.records(account, id);
    return {
      mode: id === 'cross' ? 'cross' : 'isolated',
      balances: id === 'cross' ? this.walletsOf(account) : this.isolated(account, id),
      profitWeight: this.engine.profitWeight ?? '1',
      netting: this.engine.netting === 'max-side-per-underlying',
      positions: records.map((record) => this.positionOf(account, record)),
      marks: Object.fromEntries([...this.marks].map(([mark, price]) => [mark, read(price)])),
      rates: Object.fromEntries(this.rates),
    };
  }

  private positionOf(account: string, record: TapePosition): OraclePosition {
    const { key, side, quantity, cost } = record;
    const instrument = this.instruments.get(record.instrument)!;
    const { leverage, leverages } = this.accounts.get(account)!;
    const chosen = record.leverage ?? leverages.get(instrument.id) ?? leverage;
    return {
      key,
      instrument,
      side,
      quantity: read(quantity),
      cost: readFigure(cost),
      leverage: read(chosen ?? instrument.maxLeverage ?? '1'),
    };
  }

  /** The settlement asset counts whole, an unlisted one only where it is owed. */
  private walletsOf(account: string): OracleBalance[] {
    const prefix = `wallet ${account} spot `;
    const held = [...this.balances].filter(([key]) => key.startsWith(prefix));
    return held.map(([key, amount]) => {
      const asset = key.slice(prefix.length);
      const terms = this.assets.find((one) => one.asset === asset);
      const haircut = terms?.haircut ?? (asset === 'USD' || terms !== undefined ? '0' : '1');
      const { tiers, liabilityWeight = '1' } = terms ?? { asset };
      return { asset, amount, haircut, liabilityWeight, ...(tiers && { weights: tiers }) };
    });
  }

  private isolated(account: string, pool: string): OracleBalance[] {
    const prefix = `pool ${account} ${pool} `;
    const held = [...this.balances].filter(([key]) => key.startsWith(prefix));
    return held.map(([key, amount]) => ({ asset: key.slice(prefix.length), amount }));
  }

  private get rule(): OracleRule {
    const { boundary = 'at-or-below', liquidation } = this.engine;
    return { trigger: read(liquidation?.trigger ?? '1'), boundary };
  }

  /** Whether the liquidation of a pool must be running, by the oracle's figures. */
  isBreached(account: string, pool: string): boolean {
    const at = this.pool(account, pool);
    return at.positions.length > 0 && isBreached(line(at, this.rule.trigger), this.rule);
  }

  /** Whether a running liquidation may stop, by the oracle's figures. */
  isAtTarget(account: string, pool: string): boolean {
    const target = read(this.engine.liquidation?.target ?? '1');
    return !isBreached(line(this.pool(account, pool), target), this.rule);
  }
}

function keyOf({ at, account = '', pool, wallet }: TapeEntry, asset: string): string {
  if (at === 'wallet') return `wallet ${account} ${wallet ?? 'spot'} ${asset}`;
  if (at === 'pool') return `pool ${account} ${pool!} ${asset}`;
  return `${at} ${asset}`;
}
