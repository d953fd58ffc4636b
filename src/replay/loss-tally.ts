import {
  Dec,
  ZERO,
  instrumentOf,
  notionalAt,
  type AccountEvent,
  type Instrument,
  type InstrumentTerms,
  type Movement,
} from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Envelope, EventSink } from '../ports/ports.js';
import type { RateOf } from './replay-engine.js';

/** What deficits of others cost one account, in settlement. */
export interface AccountLoss {
  /** Profit given up, shared or turned into a claim; negative: gained against the mark. */
  lost: Dec;
  /** The part of it that is a claim. */
  claimed: Dec;
  times: number;
}

/** Adds up who loses what to the deficits of others; amounts are in settlement. */
export class LossTally implements EventSink {
  readonly accounts = new Map<string, AccountLoss>();
  /** What left the winners and a bearer of the remainder, and what of it reached deficits. */
  taken = ZERO;
  met = ZERO;
  /** Notional of what was closed, and the profit at the mark that was closed with it. */
  closed = ZERO;
  profitClosed = ZERO;
  private readonly listed: ReadonlyMap<string, Instrument>;

  constructor(
    listed: readonly InstrumentTerms[],
    private readonly rateOf: RateOf,
  ) {
    this.listed = new Map(listed.map((terms) => [terms.id, instrumentOf(terms)]));
  }

  publish(envelopes: readonly Envelope[]): void {
    for (const { event } of envelopes) {
      if (accountOf(event) !== undefined) this.note(event as AccountEvent);
    }
  }

  private note(event: AccountEvent): void {
    switch (event.type) {
      case 'PositionDeleveraged': {
        if (event.against === undefined) return;
        const instrument = this.listed.get(event.instrument)!;
        const asset = instrument.payAsset;
        const cost = cut(event.cost ?? '0');
        this.lose(event.account, this.worth(asset, cost));
        this.profitClosed = this.profitClosed.plus(this.worth(asset, cut(event.profit).plus(cost)));
        this.closed = this.closed.plus(this.notionalOf(instrument, event));
        this.take(event.movements);
        return;
      }
      case 'LossShared':
        this.lose(event.account, this.worth(event.asset, new Dec(event.amount)));
        this.take(event.movements);
        return;
      case 'ProfitClaimed': {
        const amount = this.worth(event.asset, new Dec(event.amount));
        this.lose(event.account, amount, amount);
        this.take(event.movements);
        return;
      }
      case 'DeficitMet':
        this.met = this.met.plus(this.worth(event.asset, new Dec(event.amount)));
        this.take(event.movements);
        return;
      default:
    }
  }

  private lose(account: string, lost: Dec, claimed = ZERO): void {
    const before = this.accounts.get(account) ?? { lost: ZERO, claimed: ZERO, times: 0 };
    this.accounts.set(account, {
      lost: before.lost.plus(lost),
      claimed: before.claimed.plus(claimed),
      times: before.times + 1,
    });
  }

  /** What reaches the account on which a loss is gathered. */
  private take(movements: readonly Movement[] = []): void {
    for (const { asset, amount, to } of movements) {
      if (to.at === 'transit') this.taken = this.taken.plus(this.worth(asset, new Dec(amount)));
    }
  }

  private notionalOf(
    instrument: Instrument,
    { quantity, mark, price }: Extract<AccountEvent, { type: 'PositionDeleveraged' }>,
  ): Dec {
    const notional = notionalAt(instrument, new Dec(quantity), new Dec(mark ?? price));
    return this.worth(instrument.payAsset, notional.rounded(DECIMALS, 'half-even'));
  }

  private worth(asset: string, amount: Dec): Dec {
    return amount.times(this.rateOf(asset) ?? 1);
  }
}

/** To so many decimals of what it pays in the notional of an inverse contract is told. */
const DECIMALS = 18;

/** A figure of an event, cut where its fraction has no end. */
function cut(figure: string): Dec {
  return new Dec(figure.replace('...', ''));
}
