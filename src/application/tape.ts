import type {
  AccountEvent,
  ConfigurationTerms,
  FundEvent,
  InstrumentTerms,
} from '../../domain/index.js';

/** What the tape carries besides account and fund events, so that replay needs nothing else. */
export type EngineEvent =
  | {
      readonly type: 'ConfigurationSet';
      readonly configuration: ConfigurationTerms;
      readonly hash: string;
    }
  | { readonly type: 'InstrumentListed'; readonly instrument: InstrumentTerms }
  | {
      readonly type: 'MarksAdvanced';
      readonly marks: Readonly<Record<string, string>>;
      readonly indexes?: Readonly<Record<string, string>>;
      readonly rates?: Readonly<Record<string, string>>;
      /** Prices of last trades that came with the batch. */
      readonly lasts?: Readonly<Record<string, string>>;
      /** Feed sequence numbers by instrument, where the feed has them. */
      readonly sequences?: Readonly<Record<string, number>>;
    }
  | { readonly type: 'OpenInterestSet'; readonly instrument: string; readonly notional: string }
  | { readonly type: 'InstrumentSettled'; readonly instrument: string; readonly price: string }
  /** An announced schedule counts from here on; under a grace its maintenance margin not yet. */
  | {
      readonly type: 'ScheduleInForce';
      readonly instrument: string;
      readonly from: string;
      readonly graceUntil?: string;
    }
  | { readonly type: 'ScheduleGraceEnded'; readonly instrument: string; readonly from: string }
  | { readonly type: 'CommandAccepted' };

export type TapeEvent = AccountEvent | FundEvent | EngineEvent;
