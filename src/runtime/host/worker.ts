import { BotrcError, errorFromPlain } from '../../sdk/index.ts';
import { startThread } from '../thread.ts';
import type { Host } from './host.ts';
import { type Answer, type Ask, RUNNING_CALL, RUNNING_SEAT } from './messages.ts';
import type { Replica } from './replica.ts';

/** Heap a host may use before it is ended, in MB. */
const HEAP_MB = 512;

/**
 * The core in a worker thread with an empty environment: a strategy that throws, blocks or eats memory cannot take
 * the bot down. It contains faults, not malice, see docs/hosts.md: the worker could still open files and sockets.
 */
export function createWorkerHost(): Host {
  const shared = new SharedArrayBuffer(8);
  const seats = new Int32Array(shared);
  Atomics.store(seats, RUNNING_SEAT, -1);
  let owners: readonly string[] = [];
  let count = 0;
  let gone: BotrcError | undefined;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();

  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = startThread(new URL(`./worker-main.${extension}`, import.meta.url), {
    name: 'botrc core',
    workerData: { shared },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });

  const end = (error: BotrcError): void => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  // A strategy can post messages too: one that answers nothing is none of ours.
  worker.on('message', (answer: Answer | null | undefined) => {
    const asker = answer && waiting.get(answer.id);
    if (!asker) return;
    waiting.delete(answer.id);
    if (answer.ok) asker.resolve(answer.result);
    else asker.reject(errorFromPlain(answer.error));
  });
  worker.on('error', (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    end(new BotrcError('BOTRC_HOST_DIED', `the strategy host died: ${reason}`, {}, error));
  });
  worker.on('exit', () => end(new BotrcError('BOTRC_HOST_DIED', 'the strategy host has ended')));

  const ask = <N extends keyof Replica>(
    name: N,
    ...args: Parameters<Replica[N]>
  ): Promise<Awaited<ReturnType<Replica[N]>>> =>
    new Promise((resolve, reject) => {
      if (gone) {
        reject(gone);
        return;
      }
      const id = ++count;
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      worker.postMessage({ id, ask: name, args } as Ask);
    });

  return {
    open(boot) {
      owners = boot.config.strategies.map((strategy) => strategy.owner);
      return ask('open', boot);
    },
    step: (events) => ask('step', events),
    view: () => ask('view'),
    remember: () => ask('remember'),
    adopt: (facts, memory) => ask('adopt', facts, memory),
    minds: () => ask('minds'),
    recall: (minds) => ask('recall', minds),
    running() {
      const seat = Atomics.load(seats, RUNNING_SEAT);
      const owner = owners[seat];
      return owner === undefined ? undefined : { owner, call: Atomics.load(seats, RUNNING_CALL) };
    },
    async close() {
      end(new BotrcError('BOTRC_HOST_DIED', 'the strategy host was closed'));
      await worker.terminate();
    },
  };
}
