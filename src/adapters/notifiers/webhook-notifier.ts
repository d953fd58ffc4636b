import { setTimeout as sleep } from 'node:timers/promises';
import { PortFailure } from '../../ports/port-failure.js';
import type { Notification, Notifier } from '../../ports/notifier.js';
import { signWebhook } from './webhook-signature.js';

/** Where webhooks go, how they are signed and how often they are tried. */
export interface WebhookOptions {
  readonly url: string;
  /** Shared with the receiver; see `isSignedWebhook`. */
  readonly secret: string;
  /** Deliveries tried in all; default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled with each further one; default 500. */
  readonly wait?: number;
  /** Milliseconds no wait is longer than; default 30 000. */
  readonly longestWait?: number;
  /** Milliseconds after which an attempt without an answer has failed; default 10 000. */
  readonly timeout?: number;
}

/** Delivered ids that are remembered, so that none is sent twice. */
const REMEMBERED = 10_000;

/** Statuses that may be otherwise the next time. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Posts notifications as JSON. `plimsoll-signature` signs time and body, `plimsoll-event` carries
 * the event id: a lost answer makes a delivery be repeated, and a receiver tells by the id.
 * Refused connections, timeouts, 5xx, 408, 425 and 429 are tried again with a growing wait.
 */
export class WebhookNotifier implements Notifier {
  readonly channel = 'webhook';
  private readonly delivered = new Set<string>();
  private readonly options: Required<WebhookOptions>;

  constructor(options: WebhookOptions) {
    const defaults = { attempts: 5, wait: 500, longestWait: 30_000, timeout: 10_000 };
    this.options = { ...defaults, ...options };
  }

  /** @throws PortFailure when every attempt failed, or the receiver refused it for good */
  async notify(notification: Notification): Promise<void> {
    const { id } = notification;
    if (this.delivered.has(id)) return;
    const body = JSON.stringify(notification);
    const { attempts, wait, longestWait } = this.options;
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.post(id, body, attempt);
      if (failure === undefined) break;
      if (!failure.retryable || attempt >= attempts) throw failure;
      await sleep(Math.min(wait * 2 ** (attempt - 1), longestWait));
    }
    this.delivered.add(id);
    if (this.delivered.size > REMEMBERED)
      this.delivered.delete(this.delivered.keys().next().value!);
  }

  private async post(id: string, body: string, attempt: number): Promise<PortFailure | undefined> {
    const { url, secret, timeout } = this.options;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'plimsoll-event': id,
          'plimsoll-attempt': String(attempt),
          'plimsoll-signature': signWebhook(secret, body, Date.now()),
        },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      });
      await answer.arrayBuffer();
      if (answer.ok) return undefined;
      const retryable = answer.status >= 500 || PASSING.has(answer.status);
      return new PortFailure('webhook', `the receiver answered ${answer.status}`, retryable);
    } catch (problem) {
      return new PortFailure('webhook', 'the receiver could not be reached', true, problem);
    }
  }
}
