import { createTransport, type Transporter } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import { PortFailure } from '../../ports/port-failure.js';
import type { Notification, Notifier } from '../../ports/notifier.js';

/** Where emails are sent from and to. */
export interface EmailOptions {
  /** The server, its credentials and its security, as nodemailer takes them. */
  readonly smtp: SMTPTransport.Options;
  readonly from: string;
  /** Where a holder is written to; undefined: nowhere. Addresses stay out of the tape. */
  readonly addressOf: (account: string) => string | undefined | Promise<string | undefined>;
}

/** Writes notifications to holders by email over SMTP; the message id is made of the event id. */
export class EmailNotifier implements Notifier {
  readonly channel = 'email';
  private readonly transport: Transporter<SMTPTransport.SentMessageInfo>;

  constructor(private readonly options: EmailOptions) {
    this.transport = createTransport(options.smtp);
  }

  /** @throws PortFailure when the server could not be reached or refused the message */
  async notify({ id, account, at, title, text, figures }: Notification): Promise<void> {
    const to = await this.options.addressOf(account);
    if (to === undefined) return;
    const rows = Object.entries(figures).map(([name, value]) => `${name}: ${value}`);
    try {
      await this.transport.sendMail({
        from: this.options.from,
        to,
        subject: title,
        text: [text, '', `account: ${account}`, `at: ${at}`, ...rows].join('\n'),
        messageId: `<${id}.plimsoll@${domainOf(this.options.from)}>`,
      });
    } catch (problem) {
      throw new PortFailure('email', 'the message was not taken', true, problem);
    }
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.transport.close();
  }
}

function domainOf(address: string): string {
  return /@([^\s>]+)/.exec(address)?.[1] ?? 'localhost';
}
