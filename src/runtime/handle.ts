import type { BotView, LogRow, Slice } from '../core/view/bot.ts';
import type { CallName, Calls } from '../core/view/calls.ts';

/**
 * A running bot as its viewers may hold it: snapshots out, commands in. Nothing else of the bot is reachable.
 */
export interface Handle {
  readonly name: string;
  view(): BotView;
  /** Newest log lines, oldest first. */
  logs(limit: number): readonly LogRow[];
  /** Called at most every 100 ms with the slices that changed, after what they show is durable. Returns the off switch. */
  onChange(listener: (slices: Partial<Pick<BotView, Slice>>) => void): () => void;
  onLog(listener: (row: LogRow) => void): () => void;
  /** @throws BotrcError, among them BOTRC_REFUSED_… for what a safety rule forbids. */
  call<N extends CallName>(call: N, params: Calls[N]['params']): Promise<Calls[N]['result']>;
}
