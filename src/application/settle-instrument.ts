import {
  ZERO,
  attempt,
  changedBy,
  chargeOrHalt,
  decideSettlement,
  demandTrusted,
  evolveFund,
  fundMoves,
  holdersAmong,
  instantOf,
  instrumentIn,
  isoOf,
  newFund,
  paidAfter,
  paidBy,
  refuse,
  refuseSettled,
  text,
  timeAverage,
  type AccountEvent,
  type Dec,
  type Instrument,
  type PaidByPayers,
  type Rejection,
  type Result,
} from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import type { Command } from './commands.js';
import type { Decided } from './decided.js';
import { everyAccount } from './every-account.js';
import type { Holders } from './holders.js';
import { readDecimal } from './read-decimal.js';
import { StagedAccounts } from './staged-accounts.js';
import type { EngineState } from './state.js';
import type { TapeEvent } from './tape.js';
import { withHolders } from './with-holders.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly holders: Holders;
}

/**
 * Ends an instrument for everybody at once: each account in order of its id has its orders in it
 * cancelled and its positions closed at the settlement price. All of them are settled or none is.
 * @rejects `market.instrument-unknown`, `market.instrument-expired` when it was settled already,
 *   `market.price-not-positive`, `pool.liquidating` while a close-out in it waits for the venue
 */
export async function settleInstrument(
  command: Extract<Command, { type: 'settle' }>,
  { state, accounts, holders }: Parts,
): Promise<Result<Decided, Rejection>> {
  const price = attempt(() => settlementPrice(state, command));
  if (!price.ok) return price;
  const { instrument } = command;
  const settlement = { instrument, price: price.value };
  const settled = { type: 'InstrumentSettled', instrument, price: text(price.value) } as const;
  const events: TapeEvent[] = [settled];
  const staged = new StagedAccounts(accounts);
  const fund = fundInStep(state);
  // Accounts may hold nothing but an order in it, which no watch knows of, so all are looked at.
  for await (const loaded of everyAccount(staged)) {
    // As this step has left it so far: another's deficit may have been met by this account.
    const account = staged.latest(loaded);
    if (account.halted !== undefined) continue;
    const decided = await withHolders({ state, accounts: staged, holders }, (context) => {
      const still = (held: string) => holdersAmong(context.holders?.(held) ?? [], held);
      const inStep = { ...context, fund: fund.balance, paid: fund.paid, holders: still };
      return chargeOrHalt(account, () => decideSettlement(account, settlement, inStep));
    });
    if (!decided.ok) return decided;
    if (decided.value.events.length === 0) continue;
    events.push(...decided.value.events);
    fund.follow(decided.value.events);
    await staged.save(changedBy(decided.value));
  }
  const changed = staged.changed();
  return { ok: true, value: { events, accounts: changed, touched: changed.map(({ id }) => id) } };
}

/** The fund, and other payers, as the accounts settled so far in this step have left them. */
function fundInStep({ funds, context }: EngineState): {
  readonly balance: (asset: string) => Dec;
  readonly paid: (payer: string, asset: string) => Dec;
  readonly follow: (events: readonly AccountEvent[]) => void;
} {
  const present = new Map(funds);
  let paid: PaidByPayers = new Map();
  return {
    balance: (asset) => (present.get(asset) ?? newFund(asset)).balance,
    paid: (payer, asset) => (context.paid?.(payer, asset) ?? ZERO).plus(paidBy(paid, payer, asset)),
    follow: (events) => {
      paid = paidAfter(paid, events);
      for (const moved of events.flatMap(fundMoves)) {
        const { asset } = moved;
        present.set(asset, evolveFund(present.get(asset) ?? newFund(asset), moved));
      }
    },
  };
}

function settlementPrice(
  state: EngineState,
  { instrument: id, price }: Extract<Command, { type: 'settle' }>,
): Dec {
  const instrument = instrumentIn(state.market, id);
  refuseSettled(id, instrument.settledAt);
  if (price === undefined) return averagePriceOf(state, instrument);
  const given = readDecimal('price', price);
  if (given.lte(0) && !instrument.allowNonPositive) {
    refuse('market.price-not-positive', `the settlement price of ${id} must be positive`, {
      field: 'price',
      figure: text(given),
      limit: '0',
      unit: instrument.quote,
    });
  }
  return given;
}

/** The average of the index over the window before the expiry, or before now without one. */
function averagePriceOf(state: EngineState, instrument: Instrument): Dec {
  const { id, settlement, expiry } = instrument;
  const window = settlement?.window;
  if (window === undefined) {
    refuse('input.invalid', `${id} has no settlement window; give the price`, { field: 'price' });
  }
  const end = expiry ?? state.now;
  if (state.now < end) {
    refuse('input.invalid', `the settlement window of ${id} has not ended`, {
      field: 'price',
      figure: isoOf(state.now),
      limit: isoOf(end),
    });
  }
  demandTrusted(state.market, instrument, 'settle');
  const path = state.sourceFeeds.paths.get(id) ?? [];
  const average = timeAverage(path, instantOf(end - window), end);
  if (average !== undefined) return average;
  return refuse('market.mark-missing', `no index of ${id} came by ${isoOf(end)}`, {
    field: 'index',
  });
}
