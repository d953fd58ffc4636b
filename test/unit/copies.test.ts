import { EPOCH, ONE, SmallMap, ZERO, newAccount, type Account } from '../../domain/index.js';
import type { LiquidationCase, PoolState } from '../../domain/index.js';
import { copyOfAccount, copyOfCase, copyOfPool } from '../../domain/account/copies.js';

// `Required` makes the compiler ask for whatever is added to them, so that no copy forgets it.
const CASE: Required<LiquidationCase> = {
  id: 'a/cross/1',
  reason: 'call-expired',
  closeOuts: 3,
  pending: {
    order: 'a/cross/1/3',
    instrument: 'BTC-PERP',
    position: 'p',
    side: 'long',
    quantity: ONE,
  },
  toMarket: ['p'],
  closed: { instrument: 'BTC-PERP', position: 'q', side: 'short', fills: [] },
  waiting: 'not filled',
  waitingFor: 'p',
  stage: 'sell',
};

const POOL: Required<PoolState> = {
  id: 'isolated:p',
  mode: 'isolated',
  asset: 'USD',
  balance: ONE,
  positions: SmallMap.empty(),
  age: 2,
  called: true,
  deadline: EPOCH,
  raised: new Set(['90']),
  liquidation: CASE,
  stages: new Map([['sell', { acted: 1 }]]),
  autoMargin: { cap: ONE, added: ZERO },
  protections: new Map([['p', { age: 2 }]]),
};

const ACCOUNT: Required<Account> = {
  id: 'a',
  leverage: ONE,
  mode: 'isolated',
  positionMode: 'hedge',
  permissions: [],
  alerts: 'off',
  channels: {},
  lossLimits: 'off',
  losses: { realized: new Map(), day: new Map() },
  wallets: SmallMap.of([['USD', SmallMap.of([['spot', ONE]])]]),
  pools: SmallMap.of([[POOL.id, POOL]]),
  orders: new Map(),
  leverages: new Map([['BTC-PERP', ONE]]),
  modes: new Map(),
  debts: new Map(),
  claims: new Map(),
  halted: { rule: 'I-1', message: 'no', figures: {} },
  version: 7,
  trades: [],
};

describe('copies of states', () => {
  it('have everything their originals have, and stand for themselves', () => {
    const pairs = [
      [ACCOUNT, copyOfAccount(ACCOUNT)],
      [POOL, copyOfPool(POOL)],
      [CASE, copyOfCase(CASE)],
    ];
    for (const [original, copy] of pairs) {
      expect(copy).toStrictEqual(original);
      expect(copy).not.toBe(original);
    }
  });

  it('have nothing else: what is absent stays absent', () => {
    const account = newAccount('a');
    const pool = account.pools.get('cross')!;
    const open: LiquidationCase = { id: 'a/cross/1', closeOuts: 0 };
    expect(Object.keys(copyOfAccount(account)).sort()).toEqual(Object.keys(account).sort());
    expect(Object.keys(copyOfPool(pool)).sort()).toEqual(Object.keys(pool).sort());
    expect(copyOfCase(open)).toEqual(open);
  });
});
