import type { BotView, LogRow } from '../core/view/bot.ts';
import type { CallName, Calls } from '../core/view/calls.ts';
import type { PlainError } from '../sdk/index.ts';

/**
 * What a running bot and its viewers say to each other: JSON texts over a WebSocket on a Unix domain socket.
 * Client: `hello` first, then any number of `call`s. Server: `welcome`, one `snapshot`, then `delta`s with the
 * slices that changed, `log` lines, and one `reply` per call. A client that falls behind is dropped.
 */
export const PROTOCOL_VERSION = 1;

export type ClientMessage =
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly client: 'cli' | 'tui';
      readonly readOnly: boolean;
      readonly watch: boolean;
    }
  | {
      readonly [N in CallName]: {
        readonly type: 'call';
        readonly id: number;
        readonly call: N;
        readonly params: Calls[N]['params'];
      };
    }[CallName];

export type ServerMessage =
  /** `protocol` differs from the client's: only `view`, `logs` and reading are served. */
  | { readonly type: 'welcome'; readonly protocol: number; readonly version: string; readonly name: string }
  | {
      readonly type: 'snapshot';
      readonly n: number;
      readonly view: BotView;
      readonly logs: readonly LogRow[];
    }
  /** n counts up by one per message to this client; a hole means: reconnect. */
  | { readonly type: 'delta'; readonly n: number; readonly slices: Partial<BotView> }
  | { readonly type: 'log'; readonly n: number; readonly rows: readonly LogRow[] }
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly error: PlainError };
