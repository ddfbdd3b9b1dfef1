import type { ExchangeEvent, PluginContext } from '@botrc/sdk';
import type { Definitions } from '../definitions.ts';
import type { Drops } from '../drops.ts';
import { type BybitOptions, streamUrl } from '../options.ts';
import type { Rest } from '../rest.ts';
import { type AccountSide, accountSide } from './account.ts';
import { Hearing } from './hearing.ts';
import { Limits } from './limits.ts';
import { Queries } from './queries.ts';
import { Requests } from './requests.ts';
import { ServerClock } from './server-clock.ts';
import { type Credentials, goneAfterMs } from './sign.ts';
import { SignedRest } from './signed-rest.ts';
import { TradeStream } from './trade-stream.ts';

export interface AccountSources {
  readonly options: BybitOptions;
  readonly context: PluginContext;
  readonly credentials: Credentials;
  readonly rest: Rest;
  readonly definitions: Definitions;
  readonly drops: Drops;
  readonly emit: (event: ExchangeEvent) => void;
  readonly feed: (status: 'up' | 'down', reason: string) => void;
}

export interface OpenAccount {
  readonly side: AccountSide;
  start(): Promise<void>;
  close(): void;
}

/** The private side of Bybit, put together: signed REST, the trade stream and the account's own stream. */
export function openAccount(sources: AccountSources): OpenAccount {
  const { options, context, credentials, definitions } = sources;
  const { clock, log, random } = context;
  const time = new ServerClock(sources.rest, clock, log);
  const limits = new Limits(clock, random);
  const shared = { ...options, ...context, credentials, limits, time };
  const rest = new SignedRest({ ...shared, baseUrl: options.accountUrl });
  // Demo trading takes orders over REST alone.
  const trade = options.demo
    ? undefined
    : new TradeStream({
        ...shared,
        url: streamUrl(options.accountUrl, 'trade'),
        prefix: clock.now().toString(36),
      });
  const queries = new Queries(rest, definitions, sources.drops);
  const hearing = new Hearing({
    ...shared,
    ...sources,
    queries,
    url: streamUrl(options.accountUrl, 'private'),
  });
  const requests = new Requests(rest, trade, limits, log);
  let closed = false;
  return {
    side: accountSide({
      definitions,
      hearing,
      queries,
      requests,
      rest,
      time,
      clock,
      goneMs: goneAfterMs(credentials),
    }),
    async start() {
      // Both streams sign with the venue's time: they begin once it is known, for the first time or at last.
      while (!closed) {
        try {
          await time.measured();
          break;
        } catch {
          await new Promise<void>((resolve) => clock.setTimer(1_000, resolve));
        }
      }
      if (closed) return;
      hearing.start();
      trade?.start();
    },
    close() {
      closed = true;
      time.stop();
      hearing.stop();
      trade?.stop();
      rest.close();
    },
  };
}
