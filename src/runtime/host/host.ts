import type { CoreConfig } from '../../core/config.ts';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import type { MarketMemory } from '../../core/market/memory.ts';
import type { Minds } from '../../core/minds.ts';
import type { CoreView } from '../../core/view/rows.ts';
import type { ResolvedPlugin } from '../plugins/resolved.ts';

/** What a host needs to build the core with its strategies. Plain data: it crosses threads. */
export interface Boot {
  readonly config: CoreConfig;
  /** Where each strategy's module is. One that is not named here gets no seat: it was stopped by name. */
  readonly modules: readonly { readonly owner: string; readonly plugin: ResolvedPlugin<'strategy'> }[];
  /** Absent: a new account. */
  readonly facts?: Facts;
}

/**
 * Where the core lives. The runtime and the core talk only by these calls, all of plain data, so a host may be this
 * thread, a worker or a process. Calls are answered in order; each rejects once the host is gone.
 */
export interface Host {
  /** Imports the strategies and builds the core. @throws BotrcError naming the strategy that would not load. */
  open(boot: Boot): Promise<void>;
  /** One decision per event that led to effects, in order. */
  step(events: readonly Event[]): Promise<readonly Decision[]>;
  view(): Promise<CoreView>;
  /** Books, tickers and bars, for the host that takes over. */
  remember(): Promise<MarketMemory>;
  /** Replaces facts and market memory before the first step: the cut of a hot swap. */
  adopt(facts: Facts, memory: MarketMemory): Promise<void>;
  /** Everything but the facts, so that a replay can begin here. @throws BOTRC_STATE_NOT_PLAIN */
  minds(): Promise<Minds>;
  /** Gives it the minds of a host with the same configuration, before the first step. */
  recall(minds: Minds): Promise<void>;
  /** Name of the strategy that runs now and a number that changes with each call; undefined between calls. */
  running(): { readonly owner: string; readonly call: number } | undefined;
  close(): Promise<void>;
}
