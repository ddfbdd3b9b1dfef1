import { describe, expect, it } from 'vitest';
import { type Alerts, type AlertTarget, createAlerts } from '../../../src/runtime/alerts/index.ts';
import { SecretSet } from '../../../src/runtime/config/secrets.ts';
import {
  type AbortSignalLike,
  type Alert,
  type AlertLevel,
  BotrcError,
  type Notifier,
  type PluginLog,
} from '../../../src/sdk/index.ts';
import { FakeClock } from '../../../src/sdk/testkit/index.ts';

/** What a notifier does with its next alert; after the last one it delivers. */
type Act = (alert: Alert, signal: AbortSignalLike) => Promise<void>;

class Recorder implements Notifier {
  readonly tried: string[] = [];
  readonly delivered: Alert[] = [];
  readonly acts: Act[];
  closed = 0;

  constructor(...acts: Act[]) {
    this.acts = acts;
  }

  async send(alert: Alert, signal: AbortSignalLike): Promise<void> {
    this.tried.push(alert.title);
    await this.acts.shift()?.(alert, signal);
    this.delivered.push(alert);
  }

  async close(): Promise<void> {
    this.closed++;
  }

  get titles(): string[] {
    return this.delivered.map((alert) => alert.title);
  }
}

const retry: Act = async () => {
  throw new BotrcError('BOTRC_NOTIFY_RETRY', 'busy');
};
const retryAfter =
  (retryAfterMs: number): Act =>
  async () => {
    throw new BotrcError('BOTRC_NOTIFY_RETRY', 'busy', { data: { retryAfterMs } });
  };
const refuse: Act = async () => {
  throw new BotrcError('BOTRC_NOTIFY_TOKEN', 'bad token', { found: '401\u001b[31m' });
};
const obedient: Act = (_, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
const deaf: Act = () => new Promise(() => undefined);

interface World {
  readonly alerts: Alerts;
  readonly clock: FakeClock;
  readonly logged: string[];
  raise(title: string, level?: AlertLevel, key?: string, text?: string): void;
  /** Lets all that is due happen, then moves the clock. */
  pass(ms: number): Promise<void>;
}

/** Everything that waits for nothing but its turn has had it. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function world(...given: (Partial<AlertTarget> | SecretSet)[]): World {
  const secrets = given.find((thing) => thing instanceof SecretSet);
  const targets = given.filter((thing) => !(thing instanceof SecretSet));
  const clock = new FakeClock();
  const logged: string[] = [];
  const note =
    (level: string) =>
    (message: string, fields?: object): void =>
      void logged.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  const log: PluginLog = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
  };
  const notifiers = targets.map((target, i) => ({
    name: `n${i}`,
    level: 'info' as const,
    notifier: new Recorder(),
    ...target,
  }));
  const alerts = createAlerts({ notifiers, clock, log, bot: 'demo', ...(secrets && { secrets }) });
  return {
    alerts,
    clock,
    logged,
    raise: (title, level = 'warning', key = title, text = 'text') =>
      alerts.raise({ level, title, text, dedupeKey: key }),
    async pass(ms) {
      await settle();
      // Timers that are set while others fire must count from the moment they were set at.
      const end = clock.now() + ms;
      for (let due = clock.nextDue; due !== undefined && due <= end; due = clock.nextDue) {
        clock.advanceTo(due);
        await settle();
      }
      clock.advanceTo(end);
      await settle();
    },
  };
}

describe('alerts', () => {
  it('go to the notifiers whose level they reach, with id, time and bot', async () => {
    const [all, loud] = [new Recorder(), new Recorder()];
    const { raise, pass, clock } = world({ notifier: all }, { notifier: loud, level: 'critical' });
    for (const level of ['info', 'warning', 'critical'] as const) raise(level, level);
    await pass(0);
    // The first one was on its way before the others came; of those the most urgent goes first.
    expect(all.titles).toEqual(['info', 'critical', 'warning']);
    expect(loud.titles).toEqual(['critical']);
    expect(loud.delivered[0]).toMatchObject({ bot: 'demo', timeMs: clock.now(), text: 'text' });
    expect(new Set(all.delivered.map((alert) => alert.id)).size).toBe(3);
  });

  it('run no code of a notifier while they are raised', async () => {
    const notifier = new Recorder();
    const { raise, pass } = world({ notifier });
    raise('a');
    expect(notifier.tried).toEqual([]);
    await pass(0);
    expect(notifier.titles).toEqual(['a']);
  });

  it('are cleaned and cut to what a notifier is promised', async () => {
    const notifier = new Recorder();
    const { raise, pass } = world({ notifier });
    raise(`\u001b[31m${'t'.repeat(200)}`, 'info', 'k', `one\n\u0007two\n${'x'.repeat(2000)}`);
    await pass(0);
    const [alert] = notifier.delivered;
    expect(alert?.title).toMatch(/^\[31mt+…$/);
    expect(alert?.title).toHaveLength(80);
    expect(alert?.text).toMatch(/^one\ntwo\nx+…$/);
    expect(alert?.text).toHaveLength(1000);
  });
});

describe('secrets', () => {
  it('are masked in what is sent, logged and told', async () => {
    const secrets = new SecretSet();
    secrets.add('hunter2hunter2');
    const loose: Act = async () => {
      throw new Error('GET https://example.org/hunter2hunter2 failed');
    };
    const notifier = new Recorder(loose);
    const { alerts, raise, pass, logged } = world({ notifier }, { notifier: new Recorder() }, secrets);
    raise('a', 'info', 'k', `${'x'.repeat(995)}hunter2hunter2`);
    await pass(0);
    raise('key hunter2hunter2', 'info');
    await pass(0);
    expect(notifier.delivered[0]?.title).toBe('key •••');
    notifier.acts.push(loose);
    const told = JSON.stringify([logged, alerts.status(), await alerts.test(), notifier.delivered]);
    expect(told).toContain('https://example.org/•••');
    expect(told).not.toContain('hunter');
  });
});

describe('repeated alerts', () => {
  it('go out once in five minutes, and then say how many were held back', async () => {
    const notifier = new Recorder();
    const { raise, pass, alerts } = world({ notifier });
    for (let i = 0; i < 5; i++) raise('feed down', 'warning', 'feed');
    await pass(299_999);
    raise('feed down', 'warning', 'feed');
    raise('other', 'warning', 'other');
    await pass(1);
    raise('feed down', 'warning', 'feed');
    await pass(0);
    expect(notifier.titles).toEqual(['feed down', 'other', 'feed down']);
    expect(notifier.delivered[2]?.text).toBe('text\n(5 more like this since the last one)');
    expect(alerts.status().heldBack).toBe(5);
  });

  it('go out again at once when they get louder, not when they get quieter', async () => {
    const notifier = new Recorder();
    const { raise, pass } = world({ notifier });
    for (const level of ['info', 'critical', 'warning', 'critical'] as const) raise(level, level, 'loss');
    await pass(0);
    expect(notifier.titles).toEqual(['info', 'critical']);
  });

  it('are remembered for a thousand keys, no more', async () => {
    const notifier = new Recorder();
    const { raise, pass } = world({ notifier });
    for (let i = 0; i <= 1000; i++) {
      raise('x', 'info', `key ${i}`);
      if (i % 50 === 0) await pass(0);
    }
    await pass(0);
    raise('first again', 'info', 'key 0');
    raise('last again', 'info', 'key 1000');
    await pass(0);
    expect(notifier.titles.slice(-2)).toEqual(['x', 'first again']);
  });
});

describe('a notifier that fails', () => {
  it('is tried six times with longer and longer waits, then the alert ends in the log', async () => {
    const notifier = new Recorder(retry, retry, retry, retry, retry, retry);
    const { raise, pass, alerts, logged } = world({ notifier });
    raise('a');
    const tries: number[] = [];
    for (const wait of [0, 999, 1, 1999, 1, 4999, 1, 9999, 1, 29_999, 1]) {
      await pass(wait);
      tries.push(notifier.tried.length);
    }
    expect(tries).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
    expect(alerts.status().notifiers).toMatchObject([
      { sent: 0, failed: 1, queued: 0, lastError: { code: 'BOTRC_NOTIFY_RETRY' } },
    ]);
    expect(logged).toEqual([expect.stringContaining('error n0: an alert was not delivered: busy')]);
    raise('b');
    await pass(0);
    expect(notifier.titles).toEqual(['b']);
    expect(alerts.status().notifiers[0]?.lastError).toBeNull();
  });

  it('gets the wait that its service asked for, an hour at most', async () => {
    const notifier = new Recorder(retryAfter(20_000), retryAfter(10 * 3_600_000));
    const { raise, pass } = world({ notifier });
    raise('a');
    await pass(19_999);
    expect(notifier.tried).toHaveLength(1);
    await pass(1);
    expect(notifier.tried).toHaveLength(2);
    await pass(3_599_999);
    expect(notifier.tried).toHaveLength(2);
    await pass(1);
    expect(notifier.titles).toEqual(['a']);
  });

  it('is not tried again with what it refused for good, and holds up nothing', async () => {
    const notifier = new Recorder(refuse);
    const { raise, pass, logged } = world({ notifier });
    raise('a');
    raise('b');
    await pass(0);
    expect(notifier.tried).toEqual(['a', 'b']);
    expect(notifier.titles).toEqual(['b']);
    expect(logged[0]).toContain('bad token (401 [31m)');
  });

  it('may throw anything, at once too', async () => {
    const notifier = new Recorder();
    notifier.send = () => {
      throw new TypeError('broken');
    };
    const { raise, pass, alerts } = world({ notifier });
    raise('a');
    await pass(0);
    expect(alerts.status().notifiers[0]).toMatchObject({ failed: 1, lastError: { code: 'BOTRC_INTERNAL' } });
  });

  it('has no effect on the others', async () => {
    const other = new Recorder();
    const { raise, pass } = world({ notifier: new Recorder(deaf) }, { notifier: other });
    for (const title of ['a', 'b', 'c']) raise(title);
    await pass(0);
    expect(other.titles).toEqual(['a', 'b', 'c']);
  });

  it('is told to give up after ten seconds, and tried again', async () => {
    const notifier = new Recorder(obedient);
    const { raise, pass } = world({ notifier });
    raise('a');
    await pass(10_000);
    expect(notifier.titles).toEqual([]);
    await pass(1000);
    expect(notifier.titles).toEqual(['a']);
  });

  it('gets nothing new while it ignores that', async () => {
    let answer = (): void => undefined;
    const stuck: Act = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const notifier = new Recorder(stuck);
    const { raise, pass, alerts } = world({ notifier });
    raise('a');
    await pass(58_000);
    expect(notifier.tried).toEqual(['a']);
    expect(alerts.status().notifiers[0]).toMatchObject({ failed: 1, queued: 0 });
    answer();
    await pass(0);
    raise('b');
    await pass(0);
    expect(notifier.tried).toEqual(['a', 'b']);
  });
});

describe('a full queue', () => {
  it('drops the oldest of the least urgent, counts, and keeps what is critical', async () => {
    const notifier = new Recorder(retryAfter(60_000));
    const { raise, pass, alerts, logged } = world({ notifier });
    raise('being sent');
    await pass(0);
    for (let i = 0; i < 60; i++) raise(`info ${i}`, 'info');
    for (let i = 0; i < 60; i++) raise(`critical ${i}`, 'critical');
    expect(alerts.status().notifiers[0]).toMatchObject({ queued: 101, dropped: 20 });
    expect(logged).toHaveLength(1);
    await pass(60_000);
    const rest = notifier.titles.slice(1);
    expect(rest.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, i) => `critical ${i}`));
    expect(rest.slice(60)).toEqual(Array.from({ length: 40 }, (_, i) => `info ${i + 20}`));
  });

  it('stays bounded when all of it is critical', async () => {
    const { raise, pass, alerts } = world({ notifier: new Recorder(deaf) });
    raise('being sent', 'critical');
    await pass(0);
    for (let i = 0; i < 500; i++) raise(`critical ${i}`, 'critical');
    expect(alerts.status().notifiers[0]).toMatchObject({ queued: 101, dropped: 400 });
  });
});

describe('the end', () => {
  it('flush waits for what is under way, and no longer than it may', async () => {
    const { raise, pass, alerts } = world(
      { notifier: new Recorder(retry) },
      { notifier: new Recorder(deaf) },
    );
    raise('a');
    let left: number | undefined;
    const flushed = alerts.flush(5000).then((count) => {
      left = count;
    });
    await pass(4999);
    expect(left).toBeUndefined();
    await pass(1);
    await flushed;
    expect(left).toBe(1);
  });

  it('flush is over at once when nothing waits', async () => {
    const { alerts, clock } = world({});
    expect(await alerts.flush(5000)).toBe(0);
    expect(clock.nextDue).toBeUndefined();
  });

  it('close lets go out what can, drops the rest, and leaves no timer behind', async () => {
    const [good, bad, stuck] = [
      new Recorder(),
      new Recorder(...Array<Act>(9).fill(retry)),
      new Recorder(deaf),
    ];
    const { raise, pass, alerts, clock } = world({ notifier: good }, { notifier: bad }, { notifier: stuck });
    for (const title of ['a', 'b']) raise(title);
    const closed = alerts.close();
    raise('c');
    await pass(2000);
    await closed;
    await alerts.close();
    expect(good.titles).toEqual(['a', 'b', 'c']);
    expect(alerts.status().notifiers.map(({ queued }) => queued)).toEqual([0, 0, 0]);
    expect([good.closed, bad.closed, stuck.closed]).toEqual([1, 1, 1]);
    expect(clock.nextDue).toBeUndefined();
    raise('d');
    await pass(60_000);
    expect(good.tried).toEqual(['a', 'b', 'c']);
  });

  it('close is not held up by a notifier that does not close, or fails to', async () => {
    const [hanging, failing] = [new Recorder(), new Recorder()];
    hanging.close = () => new Promise(() => undefined);
    failing.close = async () => {
      throw new Error('no\u001b');
    };
    const { pass, alerts, logged } = world({ notifier: hanging }, { notifier: failing });
    const closed = alerts.close();
    await pass(2000);
    await closed;
    expect(logged).toEqual(['warn n1: closing failed: Error: no {}']);
  });
});

describe('test', () => {
  it('sends one alert through each notifier, whatever its level, and tells how it went', async () => {
    const [good, bad] = [new Recorder(), new Recorder(refuse)];
    const { alerts } = world({ notifier: good, level: 'critical' }, { notifier: bad });
    expect(await alerts.test()).toEqual([
      { notifier: 'n0', ok: true },
      { notifier: 'n1', ok: false, error: expect.objectContaining({ code: 'BOTRC_NOTIFY_TOKEN' }) },
    ]);
    expect(good.delivered).toMatchObject([{ level: 'info', text: expect.stringContaining('critical') }]);
  });
});
