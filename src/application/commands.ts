import type {
  AlertTerms,
  LossLimitTerms,
  PriceSource,
  ConfigurationTerms,
  InstrumentTerms,
  Liquidity,
  MarginMode,
  MarginTerms,
  NotificationTerms,
  PermissionTerms,
  PositionMode,
  Side,
  SurfaceTerms,
  WalletKind,
} from '../../domain/index.js';

/** Fields every command may carry. All amounts, prices, quantities and rates are strings. */
interface Base<T extends string> {
  readonly type: T;
  /** Makes the command idempotent: the same id with the same body gives the recorded answer. */
  readonly id?: string;
  /** ISO 8601 UTC; absent: the engine's clock. Time never goes back. */
  readonly at?: string;
}

interface OfAccount<T extends string> extends Base<T> {
  readonly account: string;
}

interface Amount {
  readonly asset: string;
  readonly amount: string;
  readonly wallet?: WalletKind;
}

interface FillShape {
  readonly instrument: string;
  readonly mode?: MarginMode;
  readonly position?: string;
  readonly liquidity?: Liquidity;
  readonly order?: string;
}

interface Reference {
  readonly position?: string;
  readonly instrument?: string;
}

interface ProtectiveShape {
  readonly trigger?: PriceSource;
  readonly quantity?: string;
  readonly share?: string;
}

/** A trigger price, or an order with more to say; null or `off` takes it off. */
export type PriceOrderShape = string | (ProtectiveShape & { readonly price: string }) | null;
/** An amount to trail by, or an order with more to say; null or `off` takes it off. */
export type TrailingShape =
  string | (ProtectiveShape & { readonly amount?: string; readonly percent?: string }) | null;

/** The commands of the engine as an embedder writes them; the words are those of scenarios. */
export type Command =
  | (OfAccount<'account'> & {
      readonly leverage?: string;
      readonly mode?: MarginMode;
      readonly positionMode?: PositionMode;
    })
  | (OfAccount<'deposit' | 'withdraw' | 'balance'> & Amount)
  | (OfAccount<'book'> & {
      readonly instrument: string;
      readonly side: Side;
      readonly quantity: string;
      readonly entry: string;
      readonly mode?: MarginMode;
      readonly leverage?: string;
      readonly margin?: string;
      readonly position?: string;
    })
  | (OfAccount<'open'> &
      FillShape & {
        readonly side: Side;
        readonly quantity: string;
        readonly price: string;
        readonly leverage?: string;
        readonly margin?: string;
      })
  | (OfAccount<'close'> &
      FillShape & { readonly side?: Side; readonly quantity?: string; readonly price?: string })
  | (OfAccount<'order'> & {
      readonly order: string;
      readonly instrument: string;
      readonly side: Side;
      readonly quantity: string;
      readonly price: string;
      readonly mode?: MarginMode;
      readonly leverage?: string;
      readonly reduceOnly?: boolean;
    })
  | (OfAccount<'cancel'> & { readonly order: string })
  | (OfAccount<'addMargin' | 'removeMargin'> & Reference & { readonly amount: string })
  | (OfAccount<'repay'> & Reference & { readonly amount?: string })
  | (OfAccount<'protect'> &
      Reference & {
        readonly stopLoss?: PriceOrderShape;
        readonly takeProfit?: PriceOrderShape;
        readonly trailing?: TrailingShape;
        readonly oneCancelsOther?: boolean;
      })
  | (OfAccount<'lossLimits'> & { readonly limits: LossLimitTerms | 'off' })
  | (OfAccount<'setLeverage'> & { readonly instrument: string; readonly leverage: string })
  | (OfAccount<'setMode'> & { readonly instrument: string; readonly mode: MarginMode })
  | (OfAccount<'setAlerts'> & {
      readonly alerts?: AlertTerms | 'on' | 'off';
      readonly channels?: NotificationTerms;
    })
  /** An operator's: what halted the account is mended. */
  | OfAccount<'resume'>
  | (OfAccount<'autoMargin'> & Reference & { readonly cap: string })
  | (OfAccount<'permit'> & PermissionTerms)
  | (OfAccount<'transfer'> &
      Amount & { readonly toAccount?: string; readonly toWallet?: WalletKind })
  | (OfAccount<'movePosition'> &
      Reference & {
        readonly side?: Side;
        readonly pool?: string;
        readonly toAccount?: string;
        readonly mode?: MarginMode;
        readonly margin?: string;
      })
  /** Closes a position against others, without fees; absent `against`: by ranking. */
  | (OfAccount<'deleverage'> & {
      readonly instrument: string;
      readonly quantity?: string;
      readonly against?: readonly string[];
      readonly price: 'bankruptcy' | 'mark';
    })
  | (Base<'mark'> & {
      readonly marks?: Readonly<Record<string, string>>;
      readonly indexes?: Readonly<Record<string, string>>;
      readonly rates?: Readonly<Record<string, string>>;
      /** Prices of last trades, which protective orders may watch. */
      readonly lasts?: Readonly<Record<string, string>>;
      readonly sequences?: Readonly<Record<string, number>>;
      /** Each price stands for itself: one that is refused does not refuse the others. */
      readonly partial?: boolean;
    })
  | (Base<'funding'> & {
      readonly instrument: string;
      readonly rate: string;
      readonly mark?: string;
    })
  /** Charges the interest that is due by now. */
  | Base<'accrue'>
  /** Prices of sources by instrument and source; its price is composed of them. */
  | (Base<'source'> & {
      readonly prices: Readonly<Record<string, Readonly<Record<string, string>>>>;
    })
  /** Implied volatilities a year, as shares: of options, or surfaces by base; judged like marks. */
  | (Base<'volatility'> & {
      readonly volatilities?: Readonly<Record<string, string>>;
      readonly surfaces?: Readonly<Record<string, SurfaceTerms>>;
    })
  | (Base<'openInterest'> & { readonly instrument: string; readonly notional: string })
  /** Without a price: at the average of the index over the settlement window. */
  | (Base<'settle'> & { readonly instrument: string; readonly price?: string })
  | (Base<'fund'> & { readonly asset: string; readonly amount: string })
  | (Base<'setSchedule'> & {
      readonly instrument: string;
      readonly margin: MarginTerms;
      /** ISO 8601 UTC; absent: at once. */
      readonly from?: string;
      /** ISO 8601 duration in which the maintenance margin before it still decides. */
      readonly grace?: string;
    })
  | (Base<'listInstrument'> & { readonly instrument: InstrumentTerms })
  | (Base<'setConfiguration'> & { readonly configuration: ConfigurationTerms })
  /** Judges every holder again: after a restart, or when the venue has recovered. */
  | Base<'retry'>;

/** Commands that concern two accounts, or two places in one. */
export type TwoSidedCommand = Extract<Command, { type: 'transfer' | 'movePosition' }>;

/** Commands that concern one account alone. */
export type HolderCommand = Exclude<
  Extract<Command, { account: string }>,
  TwoSidedCommand | { type: 'deleverage' }
>;

/** The names of all commands. */
export type CommandType = Command['type'];
