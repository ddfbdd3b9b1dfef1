import type { AbortSignalLike, Alert, Notifier, NotifierPlugin } from '../contracts/notifier.ts';
import { BotrcError } from '../errors.ts';
import type { Ms } from '../values/time.ts';
import { expectMeta, expectOptions } from './plugin-suite.ts';
import { expectEqual, expectTrue, type Suite } from './suite.ts';

/**
 * What the service on the other side does with a message: takes it; fails for now; fails for now and says when to
 * come back; refuses it for good (a bad token, an unknown chat); says nothing at all.
 */
export type ServiceMood = 'fine' | 'busy' | 'busy-until' | 'refusing' | 'silent';

/** A real local service that stands in for the far one, and the plugin's notifier connected to it. */
export interface NotifierService {
  readonly notifier: Notifier;
  /** How it answers from now on; it begins `fine`. */
  behave(mood: ServiceMood): void;
  /** What reached it, oldest first, as a reader would see it. */
  received(): readonly string[];
  /** Resolves when the next message has reached it, before it is answered. */
  arrival(): Promise<void>;
  /** Closes the service, not the notifier. */
  stop(): Promise<void>;
}

export interface NotifierHarness {
  readonly plugin: NotifierPlugin;
  /** As a profile would write them. */
  readonly options: unknown;
  /** The values of secrets in the options, whole and in parts that must not be shown either. */
  readonly secrets: readonly string[];
  /** What the service says in its mood `busy-until`. */
  readonly retryAfterMs: Ms;
  /** Moods that this service does not have, each with the reason. */
  readonly without?: Readonly<Partial<Record<ServiceMood, string>>>;
  create(): Promise<NotifierService>;
}

/** What every notifier must keep to. */
export const notifierSuite: Suite<NotifierHarness> = [
  {
    id: 'NT-01',
    title: 'states its kind, name, version, sdk range and permissions',
    run: ({ plugin }) => expectMeta(plugin, 'notifier'),
  },
  {
    id: 'NT-02',
    title: 'describes its options as JSON Schema and takes the given ones',
    run: ({ plugin, options }) => expectOptions(plugin, options),
  },
  {
    id: 'NT-03',
    title: 'delivers title and text, and resolves when the service took them',
    run: serving(async ({ notifier, received }) => {
      await notifier.send(ALERT, new Abort());
      expectEqual(received().length, 1, 'messages received');
      for (const part of [ALERT.title, ...ALERT.text.split('\n'), ALERT.bot]) {
        expectTrue(received()[0]?.includes(part) === true, `"${part}" is missing in "${received()[0]}"`);
      }
    }),
  },
  {
    id: 'NT-04',
    title: 'passes on no control characters, and characters of markup as they are',
    run: serving(async ({ notifier, received }) => {
      const markup = '<b>5 > 3 & 2</b> *x* _y_ [z](w) `v` $HOME "q" \\';
      const alert = {
        ...ALERT,
        title: '\u001b[31m-1 % \u202etoday',
        text: `${markup}\nbell\u0007 and null\u0000`,
      };
      await notifier.send(alert, new Abort());
      const [text = ''] = received();
      expectTrue(text.includes(markup), `"${markup}" arrived as "${text}"`);
      expectTrue(
        !/[\p{Cc}\p{Cf}]/u.test(text.replaceAll('\n', '')),
        `control characters in ${JSON.stringify(text)}`,
      );
    }),
  },
  {
    id: 'NT-05',
    title: 'delivers the longest alert there is',
    run: serving(async ({ notifier, received }) => {
      await notifier.send({ ...ALERT, title: 'x'.repeat(80), text: '€'.repeat(1000) }, new Abort());
      expectTrue(received()[0]?.includes('€'.repeat(900)) === true, 'most of the text is missing');
    }),
  },
  {
    id: 'NT-06',
    title: 'says BOTRC_NOTIFY_RETRY where the service fails for now, and delivers once it works again',
    run: serving(async ({ notifier, received, behave }) => {
      behave('busy');
      expectEqual((await failure(notifier)).code, 'BOTRC_NOTIFY_RETRY', 'code');
      behave('fine');
      const before = received().length;
      await notifier.send(ALERT, new Abort());
      expectEqual(received().length, before + 1, 'messages received');
    }, 'busy'),
  },
  {
    id: 'NT-07',
    title: 'tells when to come back where the service said so',
    run: serving(async ({ notifier, behave }, { retryAfterMs }) => {
      behave('busy-until');
      const error = await failure(notifier);
      expectEqual(
        [error.code, error.detail.data?.retryAfterMs],
        ['BOTRC_NOTIFY_RETRY', retryAfterMs],
        'the failure',
      );
    }, 'busy-until'),
  },
  {
    id: 'NT-08',
    title: 'says with another code, and how to mend it, what never will work',
    run: serving(async ({ notifier, behave }) => {
      behave('refusing');
      const error = await failure(notifier);
      expectTrue(error.code !== 'BOTRC_NOTIFY_RETRY', 'it asks for a retry of what was refused for good');
      expectTrue((error.detail.mend ?? '') !== '', `${error.code} does not say how to mend it`);
    }, 'refusing'),
  },
  {
    id: 'NT-09',
    title: 'gives up at once when it is told to, while the service says nothing',
    run: serving(async ({ notifier, behave, arrival }) => {
      behave('silent');
      const abort = new Abort();
      const arrived = arrival();
      const failed = failure(notifier, abort);
      await arrived;
      abort.abort();
      expectEqual((await failed).code, 'BOTRC_NOTIFY_RETRY', 'code');
      expectEqual(abort.listeners, 0, 'listeners left on the signal');
    }, 'silent'),
  },
  {
    id: 'NT-10',
    title: 'sends nothing when it was told to give up before it began',
    run: serving(async ({ notifier, received }) => {
      const abort = new Abort();
      abort.abort();
      expectEqual((await failure(notifier, abort)).code, 'BOTRC_NOTIFY_RETRY', 'code');
      expectEqual(received().length, 0, 'messages received');
    }),
  },
  {
    id: 'NT-11',
    title: 'shows no secret in any failure, a service that is gone included',
    run: serving(async ({ notifier, behave, stop }, { secrets, without }) => {
      if (secrets.length === 0) return { skipped: 'it has no secrets' };
      const texts: string[] = [];
      for (const mood of ['busy', 'busy-until', 'refusing'] as const) {
        if (without?.[mood] !== undefined) continue;
        behave(mood);
        texts.push(everythingOf(await failure(notifier)));
      }
      await stop();
      texts.push(everythingOf(await failure(notifier)));
      for (const text of texts) {
        expectTrue(
          !secrets.some((secret) => text.includes(secret)),
          'a secret stands in the text of a failure',
        );
      }
      return undefined;
    }),
  },
  {
    id: 'NT-12',
    title: 'closes, and closes again',
    run: serving(async ({ notifier }) => {
      await notifier.send(ALERT, new Abort());
      await notifier.close();
      await notifier.close();
    }),
  },
];

const ALERT: Alert = {
  id: 'test-1',
  level: 'warning',
  title: 'daily loss at 80 %',
  text: 'equity 9 840.12 USDT\nlimit 9 800.00 USDT',
  timeMs: 1_700_000_000_000,
  bot: 'demo',
  dedupeKey: 'daily-loss',
};

type Result = ReturnType<(typeof notifierSuite)[number]['run']>;

/** A case with a service of its own, closed whatever happens; skipped where the service lacks the mood. */
function serving(
  body: (service: NotifierService, harness: NotifierHarness) => Promise<Awaited<Result>>,
  needs?: ServiceMood,
): (harness: NotifierHarness) => Promise<Awaited<Result>> {
  return async (harness) => {
    const reason = needs === undefined ? undefined : harness.without?.[needs];
    if (reason !== undefined) return { skipped: reason };
    const service = await harness.create();
    try {
      return await body(service, harness);
    } finally {
      try {
        await service.notifier.close();
      } finally {
        await service.stop();
      }
    }
  };
}

/** The BotrcError that a send ends in. */
async function failure(notifier: Notifier, signal: AbortSignalLike = new Abort()): Promise<BotrcError> {
  try {
    await notifier.send(ALERT, signal);
  } catch (error) {
    if (error instanceof BotrcError) return error;
    throw new Error(`it failed with ${String(error)}, which is no BotrcError`);
  }
  throw new Error('it resolved, though the service did not take the message');
}

/** All text that an error, its causes and what hangs on them carry, wherever a log could find it. */
function everythingOf(thing: unknown, seen: Set<unknown> = new Set()): string {
  if (typeof thing !== 'object' || thing === null) return String(thing);
  if (seen.has(thing)) return '';
  seen.add(thing);
  const names = Object.getOwnPropertyNames(thing);
  return names.map((name) => everythingOf((thing as Record<string, unknown>)[name], seen)).join(' ');
}

/** The least that counts as an abort signal, moved by the suite. */
class Abort implements AbortSignalLike {
  aborted = false;
  readonly #listeners = new Set<() => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  abort(): void {
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}
