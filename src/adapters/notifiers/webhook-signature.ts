import { createHmac, timingSafeEqual } from 'node:crypto';

const FORM = /^t=(\d{1,15}),v1=([0-9a-f]{64})$/;

/** Signs a body at a time in milliseconds: HMAC-SHA256 over `<time>.<body>`, in hex. */
export function signWebhook(secret: string, body: string, time: number): string {
  return `t=${time},v1=${macOf(secret, body, String(time))}`;
}

/**
 * Whether a webhook's `plimsoll-signature` header was made with the secret for this body, at most
 * `tolerance` milliseconds (default five minutes) before or after `now`. For the receiving side.
 */
export function isSignedWebhook(
  secret: string,
  body: string,
  header: string,
  { now = Date.now(), tolerance = 300_000 }: { now?: number; tolerance?: number } = {},
): boolean {
  const [, time, mac] = FORM.exec(header) ?? [];
  if (time === undefined || mac === undefined) return false;
  if (Math.abs(now - Number(time)) > tolerance) return false;
  return timingSafeEqual(Buffer.from(macOf(secret, body, time)), Buffer.from(mac));
}

function macOf(secret: string, body: string, time: string): string {
  return createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
}
