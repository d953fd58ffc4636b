import {
  channelsOf,
  isTold,
  isoOf,
  type Account,
  type AccountEvent,
  type Configuration,
} from '../../domain/index.js';
import type { Notification, Notifier } from '../ports/notifier.js';
import type { Envelope } from '../ports/ports.js';
import { TEMPLATES, type Template, type Templates } from './notification-templates.js';
import { accountOf } from './state.js';

/** A notifier failed on a notification; the event itself stands. */
export interface NotifierFailure {
  readonly channel: string;
  readonly notification: Notification;
  readonly message: string;
}

/** Failures kept for whoever asks; older ones are dropped. */
const MOST = 100;

/**
 * Tells holders of what happened to them, on the channels and of the topics they chose, after the
 * events are durable. Each channel is told in order, one after the other, and none waits for
 * another; whatever a channel fails with is kept here and undoes nothing. A replay tells nothing.
 */
export class Notifications {
  /** What channels failed with, the latest last. */
  readonly failures: NotifierFailure[] = [];
  private readonly pending = new Map<Notifier, Promise<void>>();

  constructor(
    private readonly notifiers: readonly Notifier[] = [],
    private readonly templates: Templates = TEMPLATES,
  ) {}

  /** Tells what was committed, by the preferences of the accounts as the events left them. */
  tell(
    envelopes: readonly Envelope[],
    accounts: readonly Account[],
    configuration: Configuration,
  ): void {
    if (this.notifiers.length === 0) return;
    const byId = new Map(accounts.map((account) => [account.id, account]));
    for (const envelope of envelopes) {
      const account = byId.get(accountOf(envelope.event) ?? '');
      if (account === undefined) continue;
      const notification = this.notificationOf(envelope, configuration.settlement);
      if (notification === undefined) continue;
      const terms = channelsOf(account, configuration);
      for (const notifier of this.notifiers) {
        if (isTold(terms, notifier.channel, notification.topic)) this.send(notifier, notification);
      }
    }
  }

  /** Waits until everything told so far was delivered or has failed. */
  async settled(): Promise<void> {
    while (this.pending.size > 0) await Promise.all(this.pending.values());
  }

  private notificationOf(
    { sequence, at: instant, event }: Envelope,
    settlement: string,
  ): Notification | undefined {
    const template = (this.templates as Readonly<Record<string, Template<never> | undefined>>)[
      event.type
    ];
    if (template === undefined) return undefined;
    const told = event as AccountEvent;
    const at = isoOf(instant);
    const words = template.words(told as never, { at, settlement });
    if (words === undefined) return undefined;
    const { topic: named } = template;
    const topic = typeof named === 'function' ? named(told as never) : named;
    const { account } = told;
    const figures = figuresOf(told);
    return { id: String(sequence), account, topic, event: event.type, at, ...words, figures };
  }

  private send(notifier: Notifier, notification: Notification): void {
    const before = this.pending.get(notifier) ?? Promise.resolve();
    const sent = before.then(async () => {
      try {
        await notifier.notify(notification);
      } catch (problem) {
        this.note(notifier, notification, problem);
      }
      if (this.pending.get(notifier) === sent) this.pending.delete(notifier);
    });
    this.pending.set(notifier, sent);
  }

  private note({ channel }: Notifier, notification: Notification, problem: unknown): void {
    const message = problem instanceof Error ? problem.message : String(problem);
    this.failures.push({ channel, notification, message });
    if (this.failures.length > MOST) this.failures.shift();
  }
}

const NO_FIGURES: ReadonlySet<string> = new Set(['type', 'account']);

/** The fields of an event that are plain text. */
function figuresOf(event: AccountEvent): Readonly<Record<string, string>> {
  const fields = Object.entries(event as unknown as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    fields.filter(
      (field): field is [string, string] =>
        typeof field[1] === 'string' && !NO_FIGURES.has(field[0]),
    ),
  );
}
