import { ContainerModule } from 'inversify';
import {
  BUILT_IN_BORROW_RATES,
  BUILT_IN_ORDERS,
  BUILT_IN_RANKINGS,
  BUILT_IN_SIZES,
  text,
  type ConfigurationTerms,
} from '../../domain/index.js';
import { MemoryAccountStore } from '../adapters/memory-account-store.js';
import { MemoryJournal } from '../adapters/memory-journal.js';
import { NoMetrics } from '../adapters/no-metrics.js';
import { ScriptedVenue } from '../adapters/scripted-venue.js';
import { SequenceIds } from '../adapters/sequence-ids.js';
import { SystemClock } from '../adapters/system-clock.js';
import { MarginEngine } from '../application/margin-engine.js';
import { TEMPLATES, type Templates } from '../application/notification-templates.js';
import { Notifications } from '../application/notifications.js';
import type { Metrics } from '../ports/metrics.js';
import type { Notifier } from '../ports/notifier.js';
import { EngineState } from '../application/state.js';
import type { AccountStore, Clock, Ids, EventSink, Journal, Venue } from '../ports/ports.js';
import type { Watch } from '../ports/watch.js';
import { TriggerWatch } from '../watch/trigger-watch.js';
import {
  ACCOUNT_STORE,
  BORROW_RATES,
  CLOCK,
  CLOSING_ORDER,
  CLOSING_SIZE,
  CONFIGURATION,
  DEFICIT_PAYER,
  DELEVERAGE_RANKING,
  ENGINE_STATE,
  EVENT_SINK,
  IDS,
  JOURNAL,
  LIQUIDATION_STAGE,
  MARGIN_ENGINE,
  MARGIN_MODEL,
  METRICS,
  NOTIFICATION_TEMPLATES,
  NOTIFIER,
  CLOSE_OUT_VENUE,
  WATCH,
  type NamedBorrowRates,
  type NamedClosingOrder,
  type NamedClosingSize,
  type NamedDeficitPayer,
  type NamedDeleverageRanking,
  type NamedMarginModel,
  type NamedStage,
} from './tokens.js';

/** What an engine starts with when nobody says otherwise; then nothing is set of itself. */
const DEFAULTS: ConfigurationTerms = {};

/** In-memory adapters, a venue that fills at the mark, the fast watch and the built-in orders. */
export const defaultModule = new ContainerModule(({ bind }) => {
  for (const [name, order] of BUILT_IN_ORDERS) {
    bind<NamedClosingOrder>(CLOSING_ORDER).toConstantValue({ name, order });
  }
  for (const [name, size] of BUILT_IN_SIZES) {
    bind<NamedClosingSize>(CLOSING_SIZE).toConstantValue({ name, size });
  }
  for (const [name, ranking] of BUILT_IN_RANKINGS) {
    bind<NamedDeleverageRanking>(DELEVERAGE_RANKING).toConstantValue({ name, ranking });
  }
  for (const [name, policy] of BUILT_IN_BORROW_RATES) {
    bind<NamedBorrowRates>(BORROW_RATES).toConstantValue({ name, policy });
  }
  bind<EngineState>(ENGINE_STATE)
    .toResolvedValue(stateWith, [
      { serviceIdentifier: CLOSING_ORDER, isMultiple: true },
      { serviceIdentifier: CLOSING_SIZE, isMultiple: true },
      { serviceIdentifier: LIQUIDATION_STAGE, isMultiple: true },
      { serviceIdentifier: DEFICIT_PAYER, isMultiple: true },
      { serviceIdentifier: DELEVERAGE_RANKING, isMultiple: true },
      { serviceIdentifier: MARGIN_MODEL, isMultiple: true },
      { serviceIdentifier: BORROW_RATES, isMultiple: true },
      IDS,
      CONFIGURATION,
    ])
    .inSingletonScope();
  bind<AccountStore>(ACCOUNT_STORE)
    .toResolvedValue(() => new MemoryAccountStore())
    .inSingletonScope();
  bind<Journal>(JOURNAL)
    .toResolvedValue(() => new MemoryJournal())
    .inSingletonScope();
  bind<EventSink>(EVENT_SINK).toConstantValue({ publish: () => undefined });
  bind<Templates>(NOTIFICATION_TEMPLATES).toConstantValue(TEMPLATES);
  bind<Clock>(CLOCK).toConstantValue(new SystemClock());
  bind<Metrics>(METRICS).toConstantValue(new NoMetrics());
  bind<Ids>(IDS).toConstantValue(new SequenceIds());
  bind<ConfigurationTerms>(CONFIGURATION).toConstantValue(DEFAULTS);
  bind<Watch>(WATCH)
    .toResolvedValue(() => new TriggerWatch())
    .inSingletonScope();
  bind<Venue>(CLOSE_OUT_VENUE).toResolvedValue(venueAtMark, [ENGINE_STATE]).inSingletonScope();
  bind<MarginEngine>(MARGIN_ENGINE)
    .toResolvedValue(engineOf, [
      ENGINE_STATE,
      ACCOUNT_STORE,
      JOURNAL,
      EVENT_SINK,
      WATCH,
      CLOSE_OUT_VENUE,
      CLOCK,
      { serviceIdentifier: NOTIFIER, isMultiple: true },
      NOTIFICATION_TEMPLATES,
      IDS,
      METRICS,
      CONFIGURATION,
    ])
    .inSingletonScope();
});

function stateWith(
  orders: NamedClosingOrder[],
  sizes: NamedClosingSize[],
  stages: NamedStage[],
  payers: NamedDeficitPayer[],
  rankings: NamedDeleverageRanking[],
  models: NamedMarginModel[],
  rates: NamedBorrowRates[],
  ids: Ids,
  start: ConfigurationTerms,
): EngineState {
  const policies = {
    orders: new Map(orders.map(({ name, order }) => [name, order])),
    sizes: new Map(sizes.map(({ name, size }) => [name, size])),
    stages: new Map(stages.map(({ name, stage }) => [name, stage])),
    payers: new Map(payers.map(({ name, payer }) => [name, payer])),
    rankings: new Map(rankings.map(({ name, ranking }) => [name, ranking])),
    models: new Map(models.map(({ name, model }) => [name, model])),
    borrowRates: new Map(rates.map(({ name, policy }) => [name, policy])),
    orderId: (closing: string, number: number) => ids.order(closing, number),
  };
  return new EngineState(policies, start);
}

function venueAtMark(state: EngineState): ScriptedVenue {
  return new ScriptedVenue((instrument) => {
    const mark = state.marks.get(instrument);
    return mark === undefined ? undefined : text(mark.price);
  });
}

function engineOf(
  state: EngineState,
  accounts: AccountStore,
  journal: Journal,
  sink: EventSink,
  watch: Watch,
  venue: Venue,
  clock: Clock,
  notifiers: Notifier[],
  templates: Templates,
  ids: Ids,
  metrics: Metrics,
  start: ConfigurationTerms,
): MarginEngine {
  const notifications = new Notifications(notifiers, templates);
  const given = start === DEFAULTS ? {} : { configuration: start };
  const ports = { accounts, journal, sink, watch, venue, clock, ids, metrics };
  const parts = { state, ...ports, notifications, ...given };
  return new MarginEngine(parts);
}
