import { ContainerModule, type ServiceIdentifier } from 'inversify';
import type { ConfigurationTerms } from '../../domain/index.js';
import type { AccountStore, Clock, Ids, EventSink, Journal, Venue } from '../ports/ports.js';
import type { Watch } from '../ports/watch.js';
import type { Metrics } from '../ports/metrics.js';
import type { Notifier } from '../ports/notifier.js';
import {
  ACCOUNT_STORE,
  CLOCK,
  CONFIGURATION,
  EVENT_SINK,
  IDS,
  JOURNAL,
  METRICS,
  CLOSE_OUT_VENUE,
  NOTIFIER,
  WATCH,
} from './tokens.js';

/** Ports that an embedder brings; what is absent stays with its in-memory adapter. */
export interface Parts {
  readonly accounts?: AccountStore;
  readonly journal?: Journal;
  readonly sink?: EventSink;
  readonly venue?: Venue;
  readonly clock?: Clock;
  readonly watch?: Watch;
  readonly ids?: Ids;
  readonly metrics?: Metrics;
  /** What the engine starts with, instead of the defaults. */
  readonly configuration?: ConfigurationTerms;
  /** Channels on which holders are told of events. */
  readonly notifiers?: readonly Notifier[];
}

/**
 * An extension that replaces ports by ready-made adapters.
 * @example
 * const journal = new MemoryJournal();
 * const engine = new PlimsollContainer(partsModule({ journal })).engine();
 * await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '1' });
 * journal.envelopes.map(({ event }) => event.type)[1]; // => 'CollateralDeposited'
 */
export function partsModule(parts: Parts): ContainerModule {
  return new ContainerModule(({ bind, rebind }) => {
    const replace = <T>(token: ServiceIdentifier<T>, part: T | undefined): void => {
      if (part !== undefined) rebind<T>(token).toConstantValue(part);
    };
    replace(ACCOUNT_STORE, parts.accounts);
    replace(JOURNAL, parts.journal);
    replace(EVENT_SINK, parts.sink);
    replace(CLOSE_OUT_VENUE, parts.venue);
    replace(CLOCK, parts.clock);
    replace(WATCH, parts.watch);
    replace(IDS, parts.ids);
    replace(METRICS, parts.metrics);
    replace(CONFIGURATION, parts.configuration);
    for (const notifier of parts.notifiers ?? []) bind(NOTIFIER).toConstantValue(notifier);
  });
}
