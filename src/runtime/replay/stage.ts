import type { CoreConfig } from '../../core/config.ts';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { isMarketData } from '../../core/event.ts';
import { createFacts, type Facts } from '../../core/facts.ts';
import { foldDecision, foldEvent } from '../../core/fold.ts';
import type { CoreView } from '../../core/view/rows.ts';
import type { Host } from '../host/host.ts';
import type { ReplayPorts } from './reel.ts';

/** The host of the moment: another one from each `config` event on, as it was in the run. */
export class Stage {
  readonly #ports: Pick<ReplayPorts, 'createHost' | 'modulesOf' | 'start'>;
  /** As they are after what was played. */
  readonly facts: Facts;
  #host: Host | undefined;

  constructor(ports: Pick<ReplayPorts, 'createHost' | 'modulesOf' | 'facts' | 'start'>) {
    this.#ports = ports;
    this.facts = structuredClone(ports.start?.facts ?? ports.facts ?? createFacts());
  }

  /** @param events of which only the first may be a `config`. */
  async play(events: readonly Event[]): Promise<readonly Decision[]> {
    const [first] = events;
    if (!this.#host) await this.#resume();
    if (first?.type === 'config') await this.#change(first.config, events);
    const decisions = (await this.#host?.step(events)) ?? [];
    let next = 0;
    for (const event of events) {
      if (!isMarketData(event.type)) foldEvent(this.facts, event);
      const decision = decisions[next];
      if (decision?.seq !== event.seq) continue;
      next++;
      foldDecision(this.facts, decision);
    }
    return decisions;
  }

  async view(): Promise<CoreView | undefined> {
    return this.#host?.view();
  }

  async close(): Promise<void> {
    await this.#host?.close();
  }

  /** Where the run had come to. */
  async #resume(): Promise<void> {
    const { start, createHost, modulesOf } = this.#ports;
    if (!start) return;
    const { config } = start.minds;
    const host = createHost();
    this.#host = host;
    await host.open({ config, modules: await modulesOf(config), facts: structuredClone(this.facts) });
    await host.recall(start.minds);
  }

  async #change(config: CoreConfig, events: readonly Event[]): Promise<void> {
    const facts = structuredClone(this.facts);
    // Strategies know their instruments when they are created; the definitions follow the config.
    for (const event of events) {
      if (event.type === 'instrument' && !facts.instruments.has(event.instrument)) {
        facts.instruments.set(event.instrument, event.definition);
      }
    }
    const host = this.#ports.createHost();
    await host.open({ config, modules: await this.#ports.modulesOf(config), facts });
    const memory = await this.#host?.remember();
    if (memory) await host.adopt(facts, memory);
    await this.#host?.close();
    this.#host = host;
  }
}
