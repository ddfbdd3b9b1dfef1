import type { Decision } from '../../core/effect.ts';
import { step } from '../../core/engine.ts';
import type { Event } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import { type MarketMemory, recallMarkets, rememberMarkets } from '../../core/market/memory.ts';
import { type Minds, mindsOf, recallMinds } from '../../core/minds.ts';
import type { Core } from '../../core/state.ts';
import type { CoreView } from '../../core/view/rows.ts';
import { viewCore } from '../../core/view/view.ts';
import { coreBuilder } from './build-core.ts';
import type { Boot } from './host.ts';

/** A core with its strategies and the few things a host does with it. The same in every kind of host. */
export interface Replica {
  open(boot: Boot): Promise<void>;
  step(events: readonly Event[]): readonly Decision[];
  view(): CoreView;
  remember(): MarketMemory;
  adopt(facts: Facts, memory: MarketMemory): void;
  minds(): Minds;
  recall(minds: Minds): void;
}

/** @param watch told the seat number (from 0) of the strategy that starts to run, and -1 when it has run. */
export function createReplica(watch?: (seat: number) => void): Replica {
  let build: ((facts?: Facts) => Core) | undefined;
  let core: Core | undefined;

  const opened = (): Core => {
    if (!core) throw new Error('the host has not been opened');
    return core;
  };

  const watched = (made: Core): Core => {
    if (!watch) return made;
    const owners = made.config.strategies.map((strategy) => strategy.owner);
    made.onEnter = (owner) => watch(owners.indexOf(owner));
    made.onLeave = () => watch(-1);
    return made;
  };

  return {
    async open(boot) {
      build = await coreBuilder(boot);
      core = watched(build(boot.facts));
    },
    step(events) {
      const decisions: Decision[] = [];
      for (const event of events) {
        const effects = step(opened(), event);
        if (effects.length > 0) decisions.push({ seq: event.seq, at: event.at, effects });
      }
      return decisions;
    },
    view: () => viewCore(opened()),
    remember: () => rememberMarkets(opened().markets.values()),
    minds: () => mindsOf(opened()),
    recall: (minds) => recallMinds(opened(), minds),
    adopt(facts, memory) {
      if (!build) throw new Error('the host has not been opened');
      core = watched(build(facts));
      recallMarkets(core.markets, memory);
    },
  };
}
