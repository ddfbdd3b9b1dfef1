/** Where something can go wrong: requests of either kind, and what is told of the account or the market. */
export type Place = 'rest' | 'trade' | 'account' | 'market';

/** What goes wrong. `-after`: the request is carried out, and the client does not learn of it as it should. */
export type Fault =
  /** The connection ends: of a request before it is looked at, of a message instead of it. */
  | { readonly do: 'drop' }
  | { readonly do: 'drop-after' }
  /** A trade request is carried out and never answered. */
  | { readonly do: 'no-answer' }
  /** The answer, or the message, comes so much later; others overtake it. */
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'status' | 'status-after'; readonly status: number }
  | { readonly do: 'code' | 'code-after'; readonly code: number }
  /** A message comes twice. */
  | { readonly do: 'duplicate' }
  /** A message comes after the next one. */
  | { readonly do: 'reorder' }
  /** A message is lost; of a book a gap. */
  | { readonly do: 'skip' }
  /** A message breaks off in its middle, with the connection. */
  | { readonly do: 'torn' }
  /** The connection stays open and says nothing any more. */
  | { readonly do: 'stall' }
  /** The connection answers pings, and tells nothing any more. */
  | { readonly do: 'mute' };

/** What goes wrong at a place, of what (a path, an operation, a topic), if anything does. */
export type FaultSource = (place: Place, of: string) => Fault | undefined;

export const NO_FAULTS: FaultSource = () => undefined;
