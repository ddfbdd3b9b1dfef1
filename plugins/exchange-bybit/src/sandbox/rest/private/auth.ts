import type { IncomingHttpHeaders } from 'node:http';
import type { Ms } from '@botrc/sdk';
import { type ApiKey, isSignedBy } from '../../account/api-key.ts';
import type { Bank } from '../../account/bank.ts';
import type { VenueClock } from '../../clock.ts';
import { Refusal } from '../refusal.ts';

/** Of a request without a window of its own. */
const RECV_WINDOW_MS: Ms = 5_000;
/** How far ahead of the venue's a client's clock may be. */
const AHEAD_MS: Ms = 1_000;

/**
 * Whose request it is. `payload`: the query of a GET, the body of a POST.
 * https://bybit-exchange.github.io/docs/v5/guide#authentication
 * @throws Refusal 10001 without the headers, 10003 unknown key, 10002 outside the window, 10004 wrong signature
 */
export function authenticate(
  headers: IncomingHttpHeaders,
  payload: string,
  bank: Bank,
  clock: VenueClock,
): ApiKey {
  const [name, stamp, sign] = [
    one(headers, 'x-bapi-api-key'),
    one(headers, 'x-bapi-timestamp'),
    one(headers, 'x-bapi-sign'),
  ];
  const recvWindow = one(headers, 'x-bapi-recv-window');
  if (name === '' || stamp === '' || sign === '')
    throw new Refusal(`empty value: apiTimestamp[${stamp}] apiKey[${name}] apiSignature[${sign}]`);
  const key = bank.key(name);
  if (key === undefined) throw new Refusal('API key is invalid.', {}, 10_003);
  checkWindow(stamp, recvWindow, clock);
  if (!isSignedBy(key, `${stamp}${name}${recvWindow}${payload}`, sign))
    throw new Refusal('Error sign, please check your signature generation algorithm.', {}, 10_004);
  return key;
}

/** @throws Refusal 10002 where the stamp is not within [now - window, now + 1 s) */
export function checkWindow(stamp: string, recvWindow: string, clock: VenueClock): void {
  // A clock that runs faster than the wall, or stands still, cannot be signed for in time.
  if (!clock.isWallPaced) return;
  const windowMs = recvWindow === '' ? RECV_WINDOW_MS : Number(recvWindow);
  const now = clock.told();
  const sent = Number(stamp);
  if (sent >= now - windowMs && sent < now + AHEAD_MS) return;
  throw new Refusal(
    `invalid request, please check your server timestamp or recv_window param. req_timestamp[${stamp}],server_timestamp[${now}],recv_window[${windowMs}]`,
    {},
    10_002,
  );
}

function one(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
