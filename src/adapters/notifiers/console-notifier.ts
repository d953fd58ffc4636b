import type { Notification, Notifier } from '../../ports/notifier.js';

/** Prints notifications, one line each. */
export class ConsoleNotifier implements Notifier {
  readonly channel = 'console';

  constructor(private readonly print: (line: string) => void = (line) => console.log(line)) {}

  notify({ at, account, title, text }: Notification): void {
    this.print(`${at} ${account}: ${title}. ${text}`);
  }
}
