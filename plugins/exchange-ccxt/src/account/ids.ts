import { type ClientOrderId, isClientOrderId, type VenueOrderId } from '@botrc/sdk';
import type { CcxtOrder, CcxtTrade } from '../client.ts';

/** How exchanges call the client's id in a trade, of which ccxt tells the venue's alone. */
const FIELDS = ['orderLinkId', 'clientOrderId', 'clientOid', 'clOrdId', 'clOrdID', 'clientOrderID', 'cloid'];
const KEPT = 20_000;

/** Which of our orders is which of the venue's. */
export class Ids {
  readonly #client = new Map<VenueOrderId, ClientOrderId>();
  readonly #venue = new Map<ClientOrderId, VenueOrderId>();

  learn(client: ClientOrderId, venue: VenueOrderId): void {
    this.#client.set(venue, client);
    this.#venue.set(client, venue);
    for (const map of [this.#client, this.#venue])
      for (const oldest of map.keys()) {
        if (map.size <= KEPT) break;
        map.delete(oldest);
      }
  }

  venueOf(client: ClientOrderId): VenueOrderId | undefined {
    return this.#venue.get(client);
  }

  /** Ours where we sent the order; an order of somebody else is known by the venue's id. */
  ofOrder({ id, clientOrderId }: CcxtOrder): ClientOrderId | undefined {
    const client = clientOrderId || (id && this.#client.get(id));
    if (client && id) this.learn(client, id);
    return client || id;
  }

  /** As `ofOrder`; undefined where only the order itself can tell. */
  ofTrade({ order, clientOrderId, info }: CcxtTrade): ClientOrderId | undefined {
    if (clientOrderId) return clientOrderId;
    if (typeof info === 'object' && info !== null)
      for (const field of FIELDS) {
        const value = (info as Record<string, unknown>)[field];
        if (typeof value === 'string' && isClientOrderId(value)) return value;
      }
    return order === undefined ? undefined : this.#client.get(order);
  }
}
