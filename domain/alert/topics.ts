import type { NotificationTerms, NotificationTopic } from '../market/index.js';

/** Whether preferences have a topic told on a channel. */
export function isTold(
  terms: NotificationTerms,
  channel: string,
  topic: NotificationTopic,
): boolean {
  if (typeof terms === 'string') return terms === 'on';
  return Object.hasOwn(terms, channel) && terms[channel]!.includes(topic);
}
