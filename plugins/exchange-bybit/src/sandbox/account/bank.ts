import type { Mutable } from '@botrc/sdk';
import type { PartialFills, VenueConfig } from '@botrc/sim';
import type { UserLimit } from '../rest/private/user-limit.ts';
import type { Hub } from '../stream/hub.ts';
import type { World } from '../world.ts';
import { Account } from './account.ts';
import { type ApiKey, uidOf } from './api-key.ts';
import { isForEngine } from './market-tap.ts';

const CASH = 10_000;

/** Who may trade here, and their accounts. An account is opened when its key is first used. */
export class Bank {
  /** What is counted of each user, over REST and the trade stream. */
  readonly limits: UserLimit;
  readonly #keys: ReadonlyMap<string, ApiKey>;
  readonly #accounts = new Map<string, Account>();
  #world: World | undefined;
  #parts: PartialFills | undefined;

  constructor(keys: readonly ApiKey[], hub: Hub, limits: UserLimit) {
    this.limits = limits;
    this.#keys = new Map(keys.map((key) => [key.key, key]));
    hub.tap = (topic, render) => {
      if (this.#accounts.size === 0 || !isForEngine(topic)) return;
      const market = this.#world?.markets.get(topic.slice(topic.lastIndexOf('.') + 1));
      // A depth that is cut from the deepest one tells the engine nothing.
      if (
        market === undefined ||
        (topic.startsWith('orderbook.') && !topic.startsWith(`orderbook.${market.book.depth}.`))
      )
        return;
      const message = render();
      for (const account of this.#accounts.values()) account.hear(topic, message, market);
    };
  }

  key(text: string): ApiKey | undefined {
    return this.#keys.get(text);
  }

  /** The account of a key. A world that begins anew has new accounts. */
  account(key: ApiKey, world: World): Account {
    if (this.#world !== world) this.close();
    this.#world = world;
    const uid = uidOf(key);
    let account = this.#accounts.get(uid);
    if (account === undefined) {
      account = new Account({ uid, cash: key.cash ?? CASH, dcp: key.dcp === true }, world);
      this.#fillInParts(account);
      this.#accounts.set(uid, account);
    }
    return account;
  }

  /** From now on resting orders of all accounts fill in parts. */
  fillInParts(how: PartialFills): void {
    this.#parts = how;
    for (const account of this.all()) this.#fillInParts(account);
  }

  #fillInParts({ venue }: Account): void {
    if (this.#parts !== undefined) (venue.config as Mutable<VenueConfig>).partialFills = this.#parts;
  }

  /** All accounts that were opened. */
  all(): Account[] {
    return [...this.#accounts.values()];
  }

  /** An account that was opened. */
  opened(uid: string): Account | undefined {
    return this.#accounts.get(uid);
  }

  close(): void {
    for (const account of this.#accounts.values()) account.close();
    this.#accounts.clear();
  }
}
