import type {
  AssetTerms,
  EngineTerms,
  InstrumentTerms,
  RejectionCode,
} from '../../domain/index.js';
import type { Command } from '../application/commands.js';
import type { PreviewQuestion } from '../application/preview-reply.js';
import type { PresetChoice } from '../presets/index.js';

/** The body of a verb: the command without what the step itself carries. */
type Body<T extends Command['type']> = Omit<Extract<Command, { type: T }>, 'type' | 'id' | 'at'>;

/** An expected value: compared exactly, with a tolerance, after rounding, or within bounds. */
export type ExpectedValue =
  | string
  | boolean
  | null
  | { readonly value: string; readonly within: string }
  | {
      readonly value: string;
      readonly decimals: number;
      readonly rounding?: 'half-up' | 'down' | 'up' | 'half-even';
    }
  | { readonly atLeast?: string; readonly atMost?: string };

/** An event by its type and those of its fields that matter. */
export type ExpectedEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What a preview of an opening is expected to say; figures by their path in the answer. */
export type ExpectedPreview = Omit<PreviewQuestion, 'ask' | 'account'> & {
  readonly figures: Readonly<Record<string, ExpectedValue>>;
};

/** What a shock of one or two assets is expected to do; `*` stands for all assets. */
export interface ExpectedShock {
  readonly of: Readonly<Record<string, string>>;
  readonly slippage?: string;
  readonly figures: Readonly<Record<string, ExpectedValue>>;
}

/** What must be true of an account; the keys of the format page. */
export interface Expectation {
  readonly account: string;
  readonly pool?: string;
  readonly figures?: Readonly<Record<string, ExpectedValue>>;
  readonly positions?: Readonly<Record<string, Readonly<Record<string, ExpectedValue>> | null>>;
  readonly wallet?: Readonly<Record<string, ExpectedValue>>;
  readonly debt?: Readonly<Record<string, ExpectedValue>>;
  /** Profit that nobody has paid yet, by asset. */
  readonly claims?: Readonly<Record<string, ExpectedValue>>;
  readonly fund?: Readonly<Record<string, ExpectedValue>>;
  readonly events?: readonly ExpectedEvent[];
  readonly only?: boolean;
  readonly preview?: ExpectedPreview;
  readonly shock?: ExpectedShock;
}

/** How the venue fills the next close-outs of an instrument. */
export interface VenueStep {
  readonly instrument: string;
  readonly fills: readonly { readonly price: string; readonly quantity?: string }[];
  readonly then?: 'mark' | 'none';
}

/** A step has one verb, except that `mark` and `rate` may stand together. */
export interface Step {
  readonly at?: string;
  readonly rejects?: RejectionCode | true;
  readonly account?: { readonly id: string } & Omit<Body<'account'>, 'account'>;
  readonly deposit?: Body<'deposit'>;
  readonly withdraw?: Body<'withdraw'>;
  readonly balance?: Body<'balance'>;
  readonly mark?: Readonly<Record<string, string>>;
  readonly rate?: Readonly<Record<string, string>>;
  readonly last?: Readonly<Record<string, string>>;
  readonly index?: Readonly<Record<string, string>>;
  readonly book?: Body<'book'>;
  readonly open?: Body<'open'>;
  readonly close?: Body<'close'>;
  readonly order?: Omit<Body<'order'>, 'order'> & { readonly id: string };
  readonly cancel?: { readonly account: string; readonly id: string };
  readonly addMargin?: Body<'addMargin'>;
  readonly removeMargin?: Body<'removeMargin'>;
  readonly repay?: Body<'repay'>;
  readonly setLeverage?: Body<'setLeverage'>;
  readonly setMode?: Body<'setMode'>;
  readonly setAlerts?: Body<'setAlerts'>;
  readonly protect?: Body<'protect'>;
  readonly lossLimits?: Body<'lossLimits'>;
  readonly autoMargin?: Body<'autoMargin'>;
  readonly permit?: Body<'permit'>;
  readonly transfer?: Body<'transfer'>;
  readonly movePosition?: Body<'movePosition'>;
  readonly setSchedule?: Body<'setSchedule'>;
  readonly funding?: Body<'funding'>;
  readonly accrue?: Readonly<Record<string, never>>;
  readonly volatility?: Body<'volatility'>['volatilities'];
  readonly surface?: Body<'volatility'>['surfaces'];
  readonly openInterest?: Body<'openInterest'>;
  readonly source?: Body<'source'>['prices'];
  readonly settle?: Body<'settle'>;
  readonly venue?: VenueStep;
  readonly deleverage?: Body<'deleverage'>;
  readonly fund?: Body<'fund'>;
  readonly expect?: Expectation;
}

/** A scenario document, format 1. */
export interface Scenario {
  readonly scenario: 1;
  readonly id: string;
  readonly title: string;
  readonly source?: string;
  readonly tags?: readonly string[];
  readonly preset?: PresetChoice;
  readonly settlement?: string;
  readonly liquidate?: boolean;
  readonly engine?: EngineTerms;
  readonly assets?: readonly AssetTerms[];
  readonly instruments?: readonly InstrumentTerms[];
  readonly steps: readonly Step[];
}

/** Something wrong with a document: where, what was expected, what stands there. */
export interface Problem {
  readonly code: 'input.invalid';
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/** One thing that was expected, and whether it is so. */
export interface Check {
  readonly ok: boolean;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}
