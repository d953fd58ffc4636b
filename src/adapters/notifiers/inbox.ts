import type { Notification, Notifier } from '../../ports/notifier.js';

/** A notification as the inbox keeps it. */
export interface InboxItem extends Notification {
  readonly read: boolean;
}

/** A page of an inbox, the newest first. */
export interface InboxPage {
  readonly items: readonly InboxItem[];
  readonly unread: number;
  /** Ask with `before` for the page after this one; absent: this is the last. */
  readonly next?: string;
}

/** How much an inbox keeps. */
export interface InboxOptions {
  /** Items kept per account; the oldest beyond it are dropped. */
  readonly most?: number;
}

type Listener = (item: InboxItem, unread: number) => void;

/**
 * Holders' notifications in the application, kept in memory: paged, with read marks and a count of
 * what is unread. A notification that is told twice is kept once.
 */
export class Inbox implements Notifier {
  readonly channel = 'inbox';
  private readonly most: number;
  private readonly items = new Map<string, Map<string, InboxItem>>();
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor({ most = 1000 }: InboxOptions = {}) {
    this.most = most;
  }

  /** @throws AggregateError when listeners failed; the item is kept all the same */
  notify(notification: Notification): void {
    const { account, id } = notification;
    const items = this.of(account);
    if (items.has(id)) return;
    const item = { ...notification, read: false };
    items.set(id, item);
    if (items.size > this.most) items.delete(items.keys().next().value!);
    this.announce(item);
  }

  /** The newest items, or those older than the item `before`. */
  page(
    account: string,
    { before, limit = 20 }: { readonly before?: string; readonly limit?: number } = {},
  ): InboxPage {
    const all = [...(this.items.get(account)?.values() ?? [])].reverse();
    const from = before === undefined ? 0 : all.findIndex(({ id }) => id === before) + 1;
    const items = all.slice(from, from + Math.max(1, limit));
    const last = items.at(-1);
    const more = from + items.length < all.length;
    const unread = this.unread(account);
    return { items, unread, ...(more && last !== undefined ? { next: last.id } : {}) };
  }

  unread(account: string): number {
    let count = 0;
    for (const { read } of this.items.get(account)?.values() ?? []) if (!read) count += 1;
    return count;
  }

  /** Marks items as read, all of them by default. @returns how many are still unread */
  markRead(account: string, ids?: readonly string[]): number {
    const items = this.items.get(account);
    for (const id of ids ?? [...(items?.keys() ?? [])]) {
      const item = items?.get(id);
      if (item !== undefined) items?.set(id, { ...item, read: true });
    }
    return this.unread(account);
  }

  /** Told of each new item of an account. @returns what ends the subscription */
  subscribe(account: string, listener: Listener): () => void {
    const listeners = this.listeners.get(account) ?? new Set();
    this.listeners.set(account, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  private of(account: string): Map<string, InboxItem> {
    const known = this.items.get(account);
    if (known !== undefined) return known;
    const items = new Map<string, InboxItem>();
    this.items.set(account, items);
    return items;
  }

  private announce(item: InboxItem): void {
    const problems: unknown[] = [];
    for (const listener of this.listeners.get(item.account) ?? []) {
      try {
        listener(item, this.unread(item.account));
      } catch (problem) {
        problems.push(problem);
      }
    }
    if (problems.length > 0) throw new AggregateError(problems, 'listeners of the inbox failed');
  }
}
