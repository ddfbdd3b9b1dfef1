import type { Client } from './client.ts';

/** Who listens to which topic. */
export class Hub {
  /** Told of everything that is published, whoever listens. */
  tap: (topic: string, render: () => object) => void = () => undefined;
  readonly #clients = new Map<string, Set<Client>>();

  add(topic: string, client: Client): void {
    const clients = this.#clients.get(topic) ?? new Set();
    clients.add(client);
    client.topics.add(topic);
    this.#clients.set(topic, clients);
  }

  remove(topic: string, client: Client): void {
    const clients = this.#clients.get(topic);
    clients?.delete(client);
    client.topics.delete(topic);
    if (clients?.size === 0) this.#clients.delete(topic);
  }

  drop(client: Client): void {
    for (const topic of client.topics) this.remove(topic, client);
  }

  publish(topic: string, render: () => object): void {
    this.tap(topic, render);
    const clients = this.#clients.get(topic);
    if (clients === undefined) return;
    const text = JSON.stringify(render());
    for (const client of [...clients]) client.tell('market', topic, text);
  }
}
