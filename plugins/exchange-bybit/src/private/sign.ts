import { createHmac } from 'node:crypto';
import type { Ms } from '@botrc/sdk';

export interface Credentials {
  readonly key: string;
  readonly secret: string;
  /** Of a request's timestamp, how old the venue may find it. @default RECV_WINDOW_MS */
  readonly windowMs?: Ms;
}

/** Bybit's own default. */
export const RECV_WINDOW_MS: Ms = 5_000;

/**
 * Hex HMAC-SHA256 over timestamp, key, window and payload: the query of a GET without its `?`, the exact body of a POST.
 * https://bybit-exchange.github.io/docs/v5/guide#authentication
 */
export function sign(credentials: Credentials, timestampMs: Ms, payload: string): string {
  const { key, secret, windowMs = RECV_WINDOW_MS } = credentials;
  return createHmac('sha256', secret).update(`${timestampMs}${key}${windowMs}${payload}`).digest('hex');
}

/** The headers that go with a signed payload. */
export function signedHeaders(
  credentials: Credentials,
  timestampMs: Ms,
  payload: string,
): Record<string, string> {
  return {
    'X-BAPI-API-KEY': credentials.key,
    'X-BAPI-TIMESTAMP': String(timestampMs),
    'X-BAPI-RECV-WINDOW': String(credentials.windowMs ?? RECV_WINDOW_MS),
    'X-BAPI-SIGN': sign(credentials, timestampMs, payload),
  };
}

/** So long after it was signed a request cannot be carried out any more: its window, and what the clocks may differ. */
export function goneAfterMs({ windowMs = RECV_WINDOW_MS }: Credentials): Ms {
  return windowMs * 1.2;
}

/**
 * The arguments of `auth` on the private and the trade stream: key, expiry and the signature of both.
 * https://bybit-exchange.github.io/docs/v5/ws/connect#authentication
 */
export function authArgs({ key, secret }: Credentials, venueNowMs: Ms): readonly (string | number)[] {
  const expiresMs = venueNowMs + RECV_WINDOW_MS;
  const signature = createHmac('sha256', secret).update(`GET/realtime${expiresMs}`).digest('hex');
  return [key, expiresMs, signature];
}
