import { createHmac, timingSafeEqual } from 'node:crypto';

/** A key that the sandbox knows, and what it may do. */
export interface ApiKey {
  readonly key: string;
  readonly secret: string;
  /** Whose account it opens: keys of one user share it. @default '1001' */
  readonly uid?: string;
  /** What Bybit calls `readOnly`. @default false */
  readonly readOnly?: boolean;
  /** As a key that must not be used for trading has it. @default false */
  readonly withdraw?: boolean;
  /** Its account may have its orders cancelled when it falls silent. @default false */
  readonly dcp?: boolean;
  /** USDT that the account opens with. @default 10_000 */
  readonly cash?: number;
}

/** What an account is opened with. */
export interface AccountTerms {
  readonly uid: string;
  /** USDT. */
  readonly cash: number;
  readonly dcp: boolean;
}

/** The key that every sandbox knows. */
export const SANDBOX_KEY: ApiKey = { key: 'sandboxkey', secret: 'sandboxsecret' };

export function uidOf(key: ApiKey): string {
  return key.uid ?? '1001';
}

/** True where `signature` is the hex HMAC-SHA256 of the payload. */
export function isSignedBy(key: ApiKey, payload: string, signature: string): boolean {
  const expected = Buffer.from(createHmac('sha256', key.secret).update(payload).digest('hex'));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
