import type {
  AccountEvent,
  ConfigurationTerms,
  FundEvent,
  InstrumentTerms,
  Rejection,
  ScheduleWarning,
  SurfaceTerms,
} from '../../domain/index.js';

/** A price that was refused, and why. */
export interface RefusedPrice {
  readonly price: 'mark' | 'index' | 'last' | 'rate';
  /** The instrument, or the asset of a rate. */
  readonly id: string;
  readonly error: Rejection;
}

/** What an accepted command is answered with besides that it was accepted. */
export interface Notes {
  readonly warnings?: readonly ScheduleWarning[];
  readonly refused?: readonly RefusedPrice[];
}

/** What the tape carries besides account and fund events, so that replay needs nothing else. */
export type EngineEvent =
  | {
      readonly type: 'ConfigurationSet';
      readonly configuration: ConfigurationTerms;
      readonly hash: string;
      /** What is suspicious about the listed schedules. */
      readonly warnings?: readonly ScheduleWarning[];
    }
  | {
      readonly type: 'InstrumentListed';
      readonly instrument: InstrumentTerms;
      readonly warnings?: readonly ScheduleWarning[];
    }
  | {
      readonly type: 'MarksAdvanced';
      readonly marks: Readonly<Record<string, string>>;
      readonly indexes?: Readonly<Record<string, string>>;
      readonly rates?: Readonly<Record<string, string>>;
      /** What each source said, and how far the price composed of them can be trusted. */
      readonly sources?: Readonly<Record<string, Readonly<Record<string, string>>>>;
      readonly qualities?: Readonly<Record<string, string>>;
      /** Marks as they came, where a mark rule made another of them. */
      readonly told?: Readonly<Record<string, string>>;
      /** Prices of last trades that came with the batch. */
      readonly lasts?: Readonly<Record<string, string>>;
      /** Feed sequence numbers by instrument, where the feed has them. */
      readonly sequences?: Readonly<Record<string, number>>;
      /** Prices of a partial batch that were refused; their last good ones stay. */
      readonly refused?: readonly RefusedPrice[];
    }
  | {
      readonly type: 'VolatilitiesSet';
      readonly volatilities?: Readonly<Record<string, string>>;
      readonly surfaces?: Readonly<Record<string, SurfaceTerms>>;
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

/** Everything that the tape holds, told apart by `type`. */
export type TapeEvent = AccountEvent | FundEvent | EngineEvent;

/** What is to be said about a command whose first event this is. */
export function notesOf(event: TapeEvent | undefined): Notes {
  if (event === undefined) return {};
  const { warnings, refused } = event as Notes;
  return {
    ...(warnings === undefined ? {} : { warnings }),
    ...(refused === undefined ? {} : { refused }),
  };
}
