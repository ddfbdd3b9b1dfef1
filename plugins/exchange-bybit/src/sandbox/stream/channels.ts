import type { Connection, Session } from './connection.ts';
import { privateConnection } from './private.ts';
import { publicConnection } from './public.ts';
import { tradeConnection } from './trade.ts';

/** What is spoken at a path. */
export const CHANNELS: ReadonlyMap<string, (session: Session) => Connection> = new Map([
  ['/v5/public/linear', publicConnection],
  ['/v5/private', privateConnection],
  ['/v5/trade', tradeConnection],
]);
