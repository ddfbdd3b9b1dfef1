import { BotrcError, type Clock, type DeadMan, type Ms, type PluginLog, plainError } from '@botrc/sdk';
import { asArray, asRecord, malformed } from '../wire.ts';
import type { Result, SignedRest } from './signed-rest.ts';

/** Bybit needs a while until a new setting holds. */
const TAKES_MS: Ms = 10_000;
/** After an attempt that came to nothing. */
const RETRY_MS: Ms = 30_000;

const NONE =
  'Bybit cancels nothing when this account falls silent: its client manager turns that on for derivatives.';

export interface DeadManOptions {
  readonly rest: SignedRest;
  readonly clock: Clock;
  readonly log: PluginLog;
  /** 0 leaves the setting as it is. */
  readonly disconnectSeconds: number;
  /** Subscribes the account stream, without which the switch does not watch us. */
  readonly watch: () => void;
}

/**
 * Bybit's disconnect-cancel-all: once no stream that watches has been heard of for the time set, open orders go. It is set,
 * read back, and told of where the account has none.
 * https://bybit-exchange.github.io/docs/v5/order/dcp
 */
export class DeadManSwitch {
  readonly #options: DeadManOptions;
  #stopped = false;

  constructor(options: DeadManOptions) {
    this.#options = options;
  }

  /** As the account has it now. @throws as `SignedRest.get` */
  async read(): Promise<DeadMan> {
    return readDeadMan(await this.#options.rest.get('/v5/account/query-dcp-info', {}));
  }

  /** Sets it and reads it back, until that is done or the account proves to have none. */
  async arm(): Promise<void> {
    const { log, disconnectSeconds } = this.#options;
    for (let failures = 0; !this.#stopped; failures++) {
      try {
        const found = await this.#set();
        if (found.state === 'off') {
          log.warn(found.reason, { feature: 'dead-man switch' });
          return;
        }
        log.info('the dead-man switch is set and read back', { afterMs: found.afterMs });
        return;
      } catch (error) {
        const { code, message } = plainError(error);
        if (this.#stopped) return;
        if (failures === 0)
          log.warn(`the dead-man switch could not be set: ${message}`, {
            code,
            disconnectSeconds,
            alert: true,
          });
        await this.#wait(RETRY_MS);
      }
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #set(): Promise<DeadMan> {
    const { rest, disconnectSeconds, watch } = this.#options;
    const found = await this.read();
    if (found.state === 'off') return found;
    watch();
    if (disconnectSeconds === 0 || found.afterMs === disconnectSeconds * 1_000) return found;
    const body = { product: 'DERIVATIVES', timeWindow: disconnectSeconds };
    const reply = await rest.post('/v5/order/disconnected-cancel-all', JSON.stringify(body));
    await this.#wait(TAKES_MS);
    const now = await this.read();
    if (now.state === 'on' && now.afterMs === disconnectSeconds * 1_000) return now;
    const said = reply.kind === 'answer' ? `${reply.code} ${reply.message}` : reply.reason;
    const has = now.state === 'on' ? `${now.afterMs / 1_000} s` : 'none';
    throw new BotrcError('BOTRC_EXCHANGE_REFUSED', `asked for ${disconnectSeconds} s, Bybit has ${has}`, {
      found: said,
    });
  }

  #wait(ms: Ms): Promise<void> {
    return new Promise((resolve) => this.#options.clock.setTimer(ms, resolve));
  }
}

/*
 * /v5/account/query-dcp-info:
 *
 * {"dcpInfos":[{"product":"SPOT","dcpStatus":"ON","timeWindow":"10"},
 *              {"product":"DERIVATIVES","dcpStatus":"ON","timeWindow":"10"}]}
 *
 * Of an account for which it was not turned on the list is empty.
 * https://bybit-exchange.github.io/docs/v5/account/dcp-info
 */
function readDeadMan(raw: Result): DeadMan {
  const rows = asArray(raw.dcpInfos ?? [], 'dcpInfos', 10).map((row) => asRecord(row, 'dcpInfos'));
  const row = rows.find(({ product }) => product === 'DERIVATIVES');
  if (row === undefined || row.dcpStatus !== 'ON') return { state: 'off', reason: NONE };
  const seconds = Number(row.timeWindow);
  if (!(seconds > 0)) throw malformed('timeWindow', 'is no number of seconds', row.timeWindow);
  return { state: 'on', afterMs: seconds * 1_000 };
}
