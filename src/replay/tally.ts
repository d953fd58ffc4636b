import { Dec, ZERO, text, type AccountEvent, type InstrumentTerms } from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Envelope, EventSink } from '../ports/ports.js';
import type { InstrumentTally } from './replay-report.js';

interface Sums {
  closeOuts: number;
  notional: Dec;
  profit: Dec;
  fee: Dec;
}

type Closed = Pick<
  Extract<AccountEvent, { type: 'PositionClosed' }>,
  'account' | 'instrument' | 'quantity' | 'price' | 'profit' | 'fee'
>;

/** What liquidation did to one account. */
export interface AccountTally {
  loss: Dec;
  deficit: Dec;
  closeOuts: number;
}

/** What happened with one batch of marks: close-outs by instrument, and the fund afterwards. */
export interface BatchTally {
  readonly time: number;
  readonly notional: Map<string, Dec>;
  readonly counts: Map<string, number>;
  fund: string;
}

/** Adds up what a run did, event by event; amounts are in the settlement asset of the run. */
export class Tally implements EventSink {
  readonly outcomes = { restored: 0, closed: 0, bankrupt: 0 };
  readonly money = { deficits: ZERO, covered: ZERO, carried: ZERO, absorbed: ZERO };
  readonly accounts = new Map<string, AccountTally>();
  /** Accounts a bug was met with, and which. */
  readonly halted: { readonly account: string; readonly message: string }[] = [];
  /** Accounts of which a pool was liquidated, whoever closed what. */
  readonly liquidated = new Set<string>();
  breached = 0;
  events = 0;
  /** What happened with each batch of marks, the first of them the import of the book. */
  readonly batches: BatchTally[] = [];
  private readonly instruments = new Map<string, Sums>();
  /** What instruments that are inverse contracts pay in. */
  private readonly coins: ReadonlyMap<string, string>;

  /** Amounts in other assets than settlement are counted at `rateOf` as it stands then. */
  constructor(
    listed: readonly Pick<InstrumentTerms, 'id' | 'kind' | 'base'>[],
    private readonly rateOf: (asset: string) => Dec | undefined,
  ) {
    const inverse = listed.filter(({ kind }) => kind === 'inverse');
    this.coins = new Map(inverse.map(({ id, base }) => [id, base]));
  }

  /** A new batch of marks begins; its time in milliseconds since the epoch. */
  beginBatch(time: number): void {
    this.batches.push({ time, notional: new Map(), counts: new Map(), fund: '0' });
  }

  /** The batch is judged; what the insurance fund holds now. */
  endBatch(fund: string): void {
    const batch = this.batches.at(-1);
    if (batch !== undefined) batch.fund = fund;
  }

  publish(envelopes: readonly Envelope[]): void {
    for (const { event } of envelopes) {
      this.events += 1;
      if (accountOf(event) !== undefined) this.note(event as AccountEvent);
    }
  }

  byInstrument(): InstrumentTally[] {
    return [...this.instruments]
      .map(([instrument, { closeOuts, notional, profit, fee }]) => ({
        instrument,
        closeOuts,
        notional: text(notional),
        profit: text(profit),
        fee: text(fee),
      }))
      .sort((a, b) => new Dec(b.notional).cmp(a.notional));
  }

  /** The liquidated accounts that lost the most, worst first. */
  worst(count: number): string[] {
    return [...this.accounts]
      .filter(([, { closeOuts }]) => closeOuts > 0)
      .sort(([a, x], [b, y]) => y.loss.cmp(x.loss) || (a < b ? -1 : 1))
      .slice(0, count)
      .map(([account]) => account);
  }

  private note(event: AccountEvent): void {
    switch (event.type) {
      case 'LiquidationStarted':
        this.breached += 1;
        this.liquidated.add(event.account);
        return;
      case 'LiquidationEnded':
        this.outcomes[event.outcome] += 1;
        return;
      case 'PositionClosed':
      case 'PositionReduced':
        // Closed at the venue, or by a stage without it; not what somebody who took over closed.
        if (event.takenFrom === undefined && (event.closeOut ?? event.stage) !== undefined) {
          this.noteCloseOut(event);
        }
        return;
      case 'PositionDeleveraged':
        // The bankrupt's own side; those who are ranked say which place was theirs.
        if (event.queue === undefined) this.noteCloseOut({ ...event, fee: '0' });
        return;
      case 'PoolBankrupted': {
        const deficit = new Dec(event.deficit);
        this.money.deficits = this.money.deficits.plus(deficit);
        const tally = this.tallyOf(event.account);
        tally.deficit = tally.deficit.plus(deficit);
        return;
      }
      case 'DeficitCovered':
        this.money.covered = this.money.covered.plus(this.value(event));
        return;
      case 'NegativeBalanceCarried':
        this.money.carried = this.money.carried.plus(this.value(event));
        return;
      case 'LossAbsorbed':
        this.money.absorbed = this.money.absorbed.plus(this.value(event));
        return;
      case 'AccountHalted':
        this.halted.push({ account: event.account, message: event.message });
        return;
      default:
    }
  }

  private noteCloseOut(event: Closed): void {
    const { instrument } = event;
    const quantity = new Dec(event.quantity);
    const asset = this.coins.get(instrument);
    // An inverse contract is worth one unit of the quote asset at any price.
    const notional = asset === undefined ? quantity.times(event.price) : quantity;
    const profit = this.value({ asset, amount: event.profit });
    const sums = this.instruments.get(instrument) ?? {
      closeOuts: 0,
      notional: ZERO,
      profit: ZERO,
      fee: ZERO,
    };
    this.instruments.set(instrument, {
      closeOuts: sums.closeOuts + 1,
      notional: sums.notional.plus(notional),
      profit: sums.profit.plus(profit),
      fee: sums.fee.plus(this.value({ asset, amount: event.fee })),
    });
    const batch = this.batches.at(-1);
    batch?.notional.set(instrument, (batch.notional.get(instrument) ?? ZERO).plus(notional));
    batch?.counts.set(instrument, (batch.counts.get(instrument) ?? 0) + 1);
    const tally = this.tallyOf(event.account);
    tally.closeOuts += 1;
    tally.loss = tally.loss.minus(profit);
  }

  private value({ asset, amount }: { asset: string | undefined; amount: string }): Dec {
    const rate = asset === undefined ? undefined : this.rateOf(asset);
    return rate === undefined ? new Dec(amount) : rate.times(amount);
  }

  private tallyOf(account: string): AccountTally {
    const known = this.accounts.get(account);
    if (known !== undefined) return known;
    const tally = { loss: ZERO, deficit: ZERO, closeOuts: 0 };
    this.accounts.set(account, tally);
    return tally;
  }
}
