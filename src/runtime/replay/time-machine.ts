import type { BotView, LogRow } from '../../core/view/bot.ts';
import type { CallName, Calls } from '../../core/view/calls.ts';
import { BotrcError, type Clock, plainError } from '../../sdk/index.ts';
import { botView } from '../bot-view.ts';
import { SecretSet } from '../config/secrets.ts';
import { askExplain } from '../explain/ask.ts';
import type { Handle } from '../handle.ts';
import { createLog } from '../log/log.ts';
import { createPublisher } from '../publisher.ts';
import { botrcVersion } from '../version.ts';
import type { OpenReplay } from './open-replay.ts';
import { Player } from './player.ts';
import { Reel, type ReplayResult } from './reel.ts';
import { logPlayed } from './tape-log.ts';
import { type Mark, markOf } from './target.ts';

export interface TimeMachineOptions {
  readonly replay: OpenReplay;
  readonly folder: string;
  /** Recorded ms per ms. */
  readonly speed: number;
  /** Where it goes first, see `TapeMove`. */
  readonly from: string | undefined;
  /** Somebody looks on, and can have it go on where it pauses. */
  readonly attended: boolean;
  readonly clock: Clock;
}

/** A recorded run that is played at a pace, and what viewers may have of it. */
export interface TimeMachine {
  readonly handle: Handle;
  /** Settles when it has stopped, with what was played until then. Rejects with what the record is refused for. */
  readonly done: Promise<ReplayResult>;
  stop(): void;
}

/** @throws BOTRC_TAPE_TARGET, BOTRC_JOURNAL_… */
export function startTimeMachine(options: TimeMachineOptions): TimeMachine {
  const { replay, folder, clock, speed, attended } = options;
  const { row, journal, ports } = replay;
  const lastSeq = lastSeqOf(replay);
  const target = (text: string): Mark =>
    markOf(text, { journal, run: row.run, firstSeq: replay.firstSeq, lastSeq });
  let atMs = row.startedMs;
  const listeners = new Set<(line: LogRow) => void>();
  const log = createLog({
    level: 'info',
    secrets: new SecretSet(),
    clock: { ...clock, now: () => atMs },
    onRow: (line) => {
      for (const listener of listeners) listener(line);
    },
  });
  const told = log.child('tape');
  let toldOf: number | undefined;
  const player = new Player({
    open: () => new Reel(ports),
    clock,
    lastSeq,
    speed,
    from: options.from === undefined ? undefined : target(options.from),
    attended,
    markOf: target,
    async onPlayed(played, reel) {
      logPlayed(told, played, reel.facts, (ms) => {
        atMs = ms;
      });
      if (reel.difference && reel.difference.seq !== toldOf) {
        toldOf = reel.difference.seq;
        told.error(`the code as it is now does something else than was recorded, from seq ${toldOf} on`);
      }
      await publisher.due();
    },
    onMoved: () => void publisher.now().catch(onFailure),
  });
  const onFailure = (error: unknown): void => told.warn(`no view: ${plainError(error).message}`);
  let reason: string | null = null;
  const version = botrcVersion();
  const publisher = createPublisher({
    clock,
    core: () => player.view(),
    compose(core): BotView {
      const { facts } = player.reel;
      const { bot: name, run, startedMs } = row;
      const profile = facts.profile || row.profile;
      const view = botView(core, {
        head: { name, profile, mode: 'replay', pid: process.pid, run, startedMs, version, reason },
        nowMs: core?.nowMs ?? row.startedMs,
        phase: 'running',
        currency: facts.currency,
        events: player.events,
        exchange: {
          name: 'recorded',
          connected: facts.feedUp,
          lastEventMs: core?.nowMs ?? null,
          latencyMs: null,
          reconnects: 0,
          reason: facts.feedUp ? null : 'it was down then',
        },
        tasks: [],
      });
      return { ...view, tape: player.row };
    },
    onFailure,
  });
  const done = player.run().finally(() => publisher.stop());
  // Whoever waits for it hears of it as well.
  done.catch((error: unknown) => {
    reason = plainError(error).message;
    told.error(reason);
  });
  const logs = (limit: number): readonly LogRow[] => log.rows(limit);
  return {
    handle: {
      name: row.bot,
      view: () => publisher.view(),
      logs,
      onChange: (listener) => publisher.onChange(listener),
      onLog(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      call: caller({
        view: async () => publisher.view(),
        logs: async ({ limit }) => logs(limit),
        explain: (params) => askExplain({ folder, ...params }, clock),
        async tape(move) {
          const now = player.move(move);
          await publisher.now().catch(onFailure);
          return now;
        },
      }),
    },
    done,
    stop: () => player.stop(),
  };
}

/** Of the run: its end, what came before the next one, or all there is. */
function lastSeqOf({ journal, row }: OpenReplay): number {
  const next = journal.runs().find(({ firstSeq }) => firstSeq > row.firstSeq);
  return row.ended?.lastSeq ?? (next ? next.firstSeq - 1 : journal.lastSeq);
}

type Offered = {
  readonly [N in 'view' | 'logs' | 'explain' | 'tape']: (
    params: Calls[N]['params'],
  ) => Promise<Calls[N]['result']>;
};

/** Everything else would be asked of a bot that lives. */
function caller(offered: Offered): Handle['call'] {
  const calls: Partial<{ [N in CallName]: (params: Calls[N]['params']) => Promise<Calls[N]['result']> }> =
    offered;
  return async (name, params) => {
    const call = calls[name];
    if (call) return call(params);
    throw new BotrcError('BOTRC_TAPE_ONLY', 'a replay can only be watched', {
      found: name,
      mend: '`bot attach` shows a bot that lives.',
    });
  };
}
