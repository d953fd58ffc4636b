import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { EmailNotifier } from '../../src/adapters/notifiers/email-notifier.js';
import { WebhookNotifier } from '../../src/adapters/notifiers/webhook-notifier.js';
import { isSignedWebhook, signWebhook } from '../../src/adapters/notifiers/webhook-signature.js';
import type { Notification } from '../../src/ports/notifier.js';

const NOTIFICATION: Notification = {
  id: '42',
  account: 'anna',
  topic: 'liquidation',
  event: 'PositionClosed',
  at: '2026-01-05T12:00:00.000Z',
  title: 'BTC-PERP: 10 closed at 84',
  text: 'At 2026-01-05T12:00:00.000Z 10 BTC-PERP long were closed at 84. Profit -160, fee 8.4.',
  figures: { price: '84', fee: '8.4', profit: '-160' },
};

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on loopback that answers with the given statuses, and then with 200. */
async function receiver(...statuses: readonly number[]) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.statusCode = statuses[received.length - 1] ?? 200;
      response.end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}/hook`, received, close };
}

const SECRET = 'a shared secret';

describe('the webhook', () => {
  it('posts the notification, signed and with the id of its event', async () => {
    const { url, received, close } = await receiver();
    await new WebhookNotifier({ url, secret: SECRET }).notify(NOTIFICATION);
    await close();
    const [{ headers, body }] = received as [Received];
    expect(JSON.parse(body)).toEqual(NOTIFICATION);
    expect(headers['plimsoll-event']).toBe('42');
    const signature = String(headers['plimsoll-signature']);
    expect(isSignedWebhook(SECRET, body, signature)).toBe(true);
    expect(isSignedWebhook('another', body, signature)).toBe(false);
    expect(isSignedWebhook(SECRET, `${body} `, signature)).toBe(false);
  });

  it('tries again while the receiver is not able, with the same id', async () => {
    const { url, received, close } = await receiver(503, 429);
    await new WebhookNotifier({ url, secret: SECRET, wait: 1 }).notify(NOTIFICATION);
    await close();
    expect(received.map(({ headers }) => headers['plimsoll-attempt'])).toEqual(['1', '2', '3']);
    expect(new Set(received.map(({ headers }) => headers['plimsoll-event']))).toEqual(
      new Set(['42']),
    );
  });

  it('waits twice as long each time, up to the longest wait', async () => {
    const { url, received, close } = await receiver(500, 500, 500);
    const started = performance.now();
    await new WebhookNotifier({ url, secret: SECRET, wait: 40, longestWait: 60 }).notify(
      NOTIFICATION,
    );
    // 40 + 60 + 60; a timer may fire a millisecond early.
    expect(performance.now() - started).toBeGreaterThanOrEqual(150);
    await close();
    expect(received).toHaveLength(4);
  });

  it('gives up on a refusal at once, and on a broken receiver after its attempts', async () => {
    const refusing = await receiver(400);
    await expect(
      new WebhookNotifier({ url: refusing.url, secret: SECRET, wait: 1 }).notify(NOTIFICATION),
    ).rejects.toMatchObject({ port: 'webhook', retryable: false });
    expect(refusing.received).toHaveLength(1);
    await refusing.close();
    const broken = await receiver(500, 500, 500);
    const notifier = new WebhookNotifier({
      url: broken.url,
      secret: SECRET,
      wait: 1,
      attempts: 3,
    });
    await expect(notifier.notify(NOTIFICATION)).rejects.toMatchObject({ retryable: true });
    expect(broken.received).toHaveLength(3);
    await broken.close();
    await expect(notifier.notify(NOTIFICATION)).rejects.toThrow('could not be reached');
  });

  it('sends an event that was delivered only once', async () => {
    const { url, received, close } = await receiver(400);
    const notifier = new WebhookNotifier({ url, secret: SECRET, wait: 1 });
    await expect(notifier.notify(NOTIFICATION)).rejects.toThrow('answered 400');
    await notifier.notify(NOTIFICATION);
    await notifier.notify(NOTIFICATION);
    await close();
    expect(received).toHaveLength(2);
  });

  it('is not fooled by a signature that is old or malformed', () => {
    const signature = signWebhook(SECRET, 'body', 1_000_000);
    expect(isSignedWebhook(SECRET, 'body', signature, { now: 1_300_000 })).toBe(true);
    expect(isSignedWebhook(SECRET, 'body', signature, { now: 1_300_001 })).toBe(false);
    for (const header of ['', 't=1', signature.slice(0, -1), `${signature}0`, 'v1=00,t=1']) {
      expect(isSignedWebhook(SECRET, 'body', header, { now: 1_000_000 })).toBe(false);
    }
  });
});

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

/** A real SMTP server on loopback; `refuse` answers every message with an error. */
async function mailServer(refuse = false) {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, callback) {
      let source = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => (source += chunk));
      stream.on('end', () => {
        if (refuse) return callback(new Error('mailbox full'));
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), source });
        callback();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port, mails, close };
}

const addressOf = (account: string) => (account === 'anna' ? 'anna@example.org' : undefined);

describe('the email', () => {
  it('carries title, text, time and figures over SMTP', async () => {
    const { port, mails, close } = await mailServer();
    const smtp = { host: '127.0.0.1', port, secure: false };
    const email = new EmailNotifier({ smtp, from: 'Risk <risk@example.com>', addressOf });
    await email.notify(NOTIFICATION);
    await email.notify({ ...NOTIFICATION, account: 'nobody' });
    email.close();
    await close();
    expect(mails).toHaveLength(1);
    const [{ from, to, source }] = mails as [Mail];
    expect([from, to]).toEqual(['risk@example.com', ['anna@example.org']]);
    expect(source).toContain('Subject: BTC-PERP: 10 closed at 84');
    expect(source).toContain('Message-ID: <42.plimsoll@example.com>');
    for (const line of ['at: 2026-01-05T12:00:00.000Z', 'price: 84', 'fee: 8.4', 'profit: -160']) {
      expect(source).toContain(line);
    }
  });

  it('cannot smuggle in a header by a name of its own', async () => {
    const { port, mails, close } = await mailServer();
    const smtp = { host: '127.0.0.1', port, secure: false };
    const email = new EmailNotifier({ smtp, from: 'risk@example.com', addressOf });
    await email.notify({ ...NOTIFICATION, title: 'x\r\nBcc: thief@example.net' });
    email.close();
    await close();
    expect(mails[0]!.to).toEqual(['anna@example.org']);
    expect(mails[0]!.source).not.toMatch(/^Bcc:/m);
  });

  it('that is refused, or finds no server, is a failure of the port', async () => {
    const { port, close } = await mailServer(true);
    const smtp = { host: '127.0.0.1', port, secure: false };
    const email = new EmailNotifier({ smtp, from: 'risk@example.com', addressOf });
    await expect(email.notify(NOTIFICATION)).rejects.toMatchObject({ port: 'email' });
    email.close();
    await close();
    await expect(email.notify(NOTIFICATION)).rejects.toMatchObject({ port: 'email' });
  });
});
