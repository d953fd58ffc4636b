import type { NotificationTopic } from '../../domain/index.js';

/** One thing that happened to an account, as it is told to its holder. */
export interface Notification {
  /** Id of the event: its sequence on the tape. The same event always has the same id. */
  readonly id: string;
  readonly account: string;
  readonly topic: NotificationTopic;
  /** Type of the event. */
  readonly event: string;
  /** When it happened, ISO 8601 UTC. */
  readonly at: string;
  readonly title: string;
  readonly text: string;
  /** The event's own fields, decimal strings and names, such as `price`, `fee` and `profit`. */
  readonly figures: Readonly<Record<string, string>>;
}

/**
 * A channel on which holders are told of events, after these are durable. A thrown or rejected
 * error is reported and never undoes anything. The same id may be told again after a failure.
 */
export interface Notifier {
  /** The name by which engines and holders choose it, such as `inbox` or `email`. */
  readonly channel: string;
  notify(notification: Notification): void | Promise<void>;
}
