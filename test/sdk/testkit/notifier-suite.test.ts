import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type AbortSignalLike,
  type Alert,
  BotrcError,
  defineNotifier,
  type Notifier,
  plainLines,
  plainText,
} from '../../../src/sdk/index.ts';
import { type NotifierHarness, notifierSuite, type ServiceMood } from '../../../src/sdk/testkit/index.ts';

const KEY = 'key-7f3a';

/** The far side: takes, fails or keeps silent, as its mood is. */
interface Service {
  mood: ServiceMood | 'gone';
  readonly received: string[];
  arrived: () => void;
}

/** Where a notifier goes wrong; absent: nowhere. */
interface Flaws {
  readonly text?: (alert: Alert) => string;
  readonly busy?: () => unknown;
  readonly refused?: () => unknown;
  readonly gone?: () => unknown;
  readonly deafBefore?: boolean;
  readonly leaks?: boolean;
  readonly closes?: number;
}

const retry = (data?: { retryAfterMs: number }): BotrcError =>
  new BotrcError('BOTRC_NOTIFY_RETRY', 'later', data ? { data } : {});

function notifierOf(service: Service, flaws: Flaws): Notifier {
  let closed = 0;
  return {
    async send(alert: Alert, signal: AbortSignalLike): Promise<void> {
      if (signal.aborted && !flaws.deafBefore) throw retry();
      if (service.mood === 'gone') throw flaws.gone?.() ?? retry();
      const text = `${plainText(alert.title)}\n${plainLines(alert.text)}\n${alert.bot}`;
      service.received.push(flaws.text?.(alert) ?? text);
      service.arrived();
      if (service.mood === 'busy') throw flaws.busy?.() ?? retry();
      if (service.mood === 'busy-until') throw flaws.busy?.() ?? retry({ retryAfterMs: 4000 });
      if (service.mood === 'refusing') {
        throw (
          flaws.refused?.() ?? new BotrcError('BOTRC_NOTIFY_KEY', 'unknown key', { mend: 'Set another key.' })
        );
      }
      if (service.mood !== 'silent') return;
      await new Promise<never>((_, reject) => {
        const abort = (): void => {
          if (!flaws.leaks) signal.removeEventListener('abort', abort);
          reject(retry());
        };
        signal.addEventListener('abort', abort);
      });
    },
    async close(): Promise<void> {
      closed++;
      if (closed > (flaws.closes ?? closed)) throw new Error('already closed');
    },
  };
}

function harness(flaws: Flaws = {}): NotifierHarness {
  return {
    plugin: defineNotifier({
      name: 'sample',
      version: '1.0.0',
      options: z.object({ key: z.string().describe('The key') }),
      permissions: { secrets: ['key'] },
      create: () => notifierOf({ mood: 'fine', received: [], arrived: () => undefined }, {}),
    }),
    options: { key: KEY },
    secrets: [KEY],
    retryAfterMs: 4000,
    async create() {
      const service: Service = { mood: 'fine', received: [], arrived: () => undefined };
      return {
        notifier: notifierOf(service, flaws),
        behave: (mood) => {
          service.mood = mood;
        },
        received: () => service.received,
        arrival: () =>
          new Promise((resolve) => {
            service.arrived = resolve;
          }),
        stop: async () => {
          service.mood = 'gone';
        },
      };
    },
  };
}

const leaking = (): BotrcError => new BotrcError('BOTRC_NOTIFY_RETRY', 'later', {}, new Error(`GET /${KEY}`));

describe('notifierSuite', () => {
  it.each(notifierSuite)('$id passes a well behaved notifier: $title', async ({ run }) => {
    expect(await run(harness())).toBeUndefined();
  });

  it.each<[id: string, what: string, flaws: Flaws, message: string]>([
    ['NT-03', 'a text that is left out', { text: (a) => a.title }, 'is missing'],
    ['NT-04', 'control characters passed on', { text: (a) => `${a.title}${a.text}` }, 'control characters'],
    ['NT-04', 'markup that is lost', { text: (a) => plainLines(a.text).replaceAll('<', '') }, 'arrived as'],
    [
      'NT-05',
      'a long text that is lost',
      { text: (a) => a.text.slice(0, 200) },
      'most of the text is missing',
    ],
    [
      'NT-06',
      'a failure for now told as one for good',
      { busy: () => new BotrcError('BOTRC_X', 'x') },
      'code',
    ],
    ['NT-06', 'a foreign error', { busy: () => new TypeError('x') }, 'no BotrcError'],
    ['NT-07', 'a wait that is not told', { busy: () => retry() }, 'the failure'],
    ['NT-08', 'a refusal told as a failure for now', { refused: () => retry() }, 'refused for good'],
    ['NT-08', 'no word on how to mend it', { refused: () => new BotrcError('BOTRC_X', 'x') }, 'how to mend'],
    ['NT-09', 'a listener left behind', { leaks: true }, 'listeners left'],
    ['NT-10', 'a message sent after it was told not to', { deafBefore: true }, 'it resolved'],
    ['NT-11', 'a secret in the cause of an error', { gone: leaking }, 'a secret'],
    ['NT-12', 'a second close that fails', { closes: 1 }, 'already closed'],
  ])('%s finds %s', async (id, _, flaws, message) => {
    const found = notifierSuite.find((c) => c.id === id);
    await expect(async () => found?.run(harness(flaws))).rejects.toThrow(message);
  });
});
