import {
  type AccountSide,
  BotrcError,
  type Exchange,
  type ExchangeEvent,
  type Ms,
  type PluginContext,
  plainError,
  plainText,
} from '@botrc/sdk';
import type { Definitions } from '../definitions.ts';
import type { Drops } from '../drops.ts';
import { type BybitOptions, streamUrl } from '../options.ts';
import type { Rest } from '../rest.ts';
import { accountSide } from './account.ts';
import { DeadManSwitch } from './dead-man.ts';
import { Hearing } from './hearing.ts';
import { checkKey } from './key-check.ts';
import { Limits } from './limits.ts';
import { Queries } from './queries.ts';
import { Requests } from './requests.ts';
import { ServerClock } from './server-clock.ts';
import { type Credentials, goneAfterMs } from './sign.ts';
import { SignedRest } from './signed-rest.ts';
import { TradeStream } from './trade-stream.ts';

/** Between two attempts to find out the venue's time and what the key may do. */
const RETRY_MS: Ms = 1_000;

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
  readonly side: AccountSide & Pick<Exchange, 'checkKey' | 'deadMan'>;
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
  const requests = new Requests(rest, trade, limits, time, log);
  // Demo trading has none.
  const deadMan = options.demo
    ? undefined
    : new DeadManSwitch({ ...shared, rest, watch: () => hearing.watch() });
  let closed = false;
  /** Why no order may go out: nobody knows yet what the key may do, or it must not be used. */
  let refusal: BotrcError | undefined = new BotrcError(
    'BOTRC_EXCHANGE_UNREACHABLE',
    'the account is not open yet',
  );

  /** Demo accounts cannot ask what their key may do. */
  const askKey = options.demo
    ? undefined
    : async (): Promise<void> => checkKey(await rest.get('/v5/user/query-api', {}));

  /** True once it is known whether the key may be used. */
  async function admit(): Promise<boolean> {
    try {
      await time.measured();
      await askKey?.();
      refusal = undefined;
      return true;
    } catch (error) {
      const { code, message, mend } = plainError(error);
      if (code !== 'BOTRC_EXCHANGE_KEY' && code !== 'BOTRC_EXCHANGE_REFUSED') return false;
      refusal = error as BotrcError;
      if (!closed) log.error(message, { code, mend: mend ?? null, alert: true });
      sources.feed('down', plainText(`account: ${message}`));
      return true;
    }
  }

  return {
    side: {
      ...accountSide({
        ...{ definitions, hearing, queries, requests, rest, time, clock },
        goneMs: goneAfterMs(credentials),
        refusal: () => refusal,
      }),
      ...(askKey && { checkKey: askKey }),
      ...(deadMan && { deadMan: () => deadMan.read() }),
    },
    async start() {
      // Nothing is signed before the venue's time is known, and nothing is traded with a key that must not be used.
      while (!closed && !(await admit())) {
        await new Promise<void>((resolve) => clock.setTimer(RETRY_MS, resolve));
      }
      if (closed || refusal !== undefined) return;
      hearing.start();
      trade?.start();
      void deadMan?.arm();
    },
    close() {
      closed = true;
      deadMan?.stop();
      time.stop();
      hearing.stop();
      trade?.stop();
      rest.close();
    },
  };
}
