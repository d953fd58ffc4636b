import type { ServiceIdentifier } from 'inversify';
import type {
  BorrowRatePolicy,
  BoundStage,
  ClosingOrder,
  ClosingSize,
  ConfigurationTerms,
  DeficitPayer,
  DeleverageRanking,
  MarginModelMaker,
} from '../../domain/index.js';
import type { MarginEngine } from '../application/margin-engine.js';
import type { Templates } from '../application/notification-templates.js';
import type { Metrics } from '../ports/metrics.js';
import type { Notifier } from '../ports/notifier.js';
import type { AccountStore, Clock, Ids, EventSink, Journal, Venue } from '../ports/ports.js';
import type { Watch } from '../ports/watch.js';
import type { EngineState } from '../application/state.js';

function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(`plimsoll.${name}`);
}

/** A closing order under the name that a configuration refers to it with. */
export interface NamedClosingOrder {
  readonly name: string;
  readonly order: ClosingOrder;
}

/** A closing size under the name that `engine.liquidation.size` refers to it with. */
export interface NamedClosingSize {
  readonly name: string;
  readonly size: ClosingSize;
}

/** A stage of liquidations under the name that `do` of a stage refers to it with. */
export interface NamedStage {
  readonly name: string;
  readonly stage: BoundStage;
}

/** A payer of deficits under the name that `engine.deficit` refers to it with. */
export interface NamedDeficitPayer {
  readonly name: string;
  readonly payer: DeficitPayer;
}

/** A ranking under the name that `engine.deleverage.ranking` refers to it with. */
export interface NamedDeleverageRanking {
  readonly name: string;
  readonly ranking: DeleverageRanking;
}

/** A margin model under the name that `margin.name` refers to it with. */
export interface NamedMarginModel {
  readonly name: string;
  readonly model: MarginModelMaker;
}

/** A rate policy under the name that `engine.interest.policy` refers to it with. */
export interface NamedBorrowRates {
  readonly name: string;
  readonly policy: BorrowRatePolicy;
}

/** The configuration an engine starts with; the defaults of the format where nobody rebinds it. */
export const CONFIGURATION = token<ConfigurationTerms>('Configuration');
/** Where accounts live; in memory by default. */
export const ACCOUNT_STORE = token<AccountStore>('AccountStore');
/** Where the tape is written; in memory by default. */
export const JOURNAL = token<Journal>('Journal');
/** Who is told of events once they are durable; nobody by default. */
export const EVENT_SINK = token<EventSink>('EventSink');
/** Who fills close-outs; by default the mark fills all of it. */
export const CLOSE_OUT_VENUE = token<Venue>('Venue');
/** The time of commands that name none; by default that of the machine. */
export const CLOCK = token<Clock>('Clock');
/** Makes ids of commands without one and of orders. */
export const IDS = token<Ids>('Ids');
/** Which accounts may need attention after prices moved; by default the fast watch. */
export const WATCH = token<Watch>('Watch');
/** Where counts and times go; nowhere by default. */
export const METRICS = token<Metrics>('Metrics');
/** Bound once per order; an extension adds its own beside the built-in ones. */
export const CLOSING_ORDER = token<NamedClosingOrder>('ClosingOrder');
/** Bound once per size; an extension adds its own beside the built-in ones. */
export const CLOSING_SIZE = token<NamedClosingSize>('ClosingSize');
/** Bound once per stage, beside the built-in reactions; none by default. */
export const LIQUIDATION_STAGE = token<NamedStage>('LiquidationStage');
/** Bound once per payer, beside the built-in deficit policies; none by default. */
export const DEFICIT_PAYER = token<NamedDeficitPayer>('DeficitPayer');
/** Bound once per ranking; an extension adds its own beside the built-in ones. */
export const DELEVERAGE_RANKING = token<NamedDeleverageRanking>('DeleverageRanking');
/** Bound once per model, beside the built-in ones; none by default. */
export const MARGIN_MODEL = token<NamedMarginModel>('MarginModel');
/** Bound once per channel on which holders are told of events; none by default. */
export const NOTIFIER = token<Notifier>('Notifier');
/** How events are worded; rebind it with own templates beside or instead of the built-in ones. */
export const NOTIFICATION_TEMPLATES = token<Templates>('NotificationTemplates');
/** Bound once per policy; an extension adds its own beside the built-in ones. */
export const BORROW_RATES = token<NamedBorrowRates>('BorrowRates');
/** What the engine knows at the moment; not to be rebound. */
export const ENGINE_STATE = token<EngineState>('EngineState');
/** The engine itself, one for each container. */
export const MARGIN_ENGINE = token<MarginEngine>('MarginEngine');
