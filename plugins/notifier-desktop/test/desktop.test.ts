import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert, Notifier, PluginContext } from '@botrc/sdk';
import { FakeClock, type NotifierHarness, notifierSuite, type ServiceMood } from '@botrc/sdk/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import desktop from '../src/index.ts';
import { createFakeNotifySend, type FakeNotifySend } from './fake-notify-send.ts';

const silent = (): void => undefined;
const context: PluginContext = {
  clock: new FakeClock(),
  log: { debug: silent, info: silent, warn: silent, error: silent },
  random: () => 0.5,
};
const create = (seconds = 10): Notifier => desktop.create({ seconds }, context);
const never = new AbortController().signal;
const alert: Alert = {
  id: 'a1',
  level: 'critical',
  title: 'kill switch',
  text: 'drawdown 26 %\nall entries halted',
  timeMs: 1_700_000_000_000,
  bot: 'demo',
  dedupeKey: 'kill',
};

const NOBODY =
  'GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.Notifications was not provided';
const MOODS: Partial<Record<ServiceMood, string>> = {
  fine: 'exit 0',
  busy: 'echo Timeout was reached >&2; exit 1',
  refusing: `echo '${NOBODY}' >&2; exit 1`,
  silent: 'exec sleep 600',
};

/** A call as the desktop shows it: the escapes of the body read by notify-send, then its markup. */
function shown([title = '', body = '']: string[]): string {
  const text = body.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
  return `${title}\n${text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')}`;
}

let program: FakeNotifySend;
beforeEach(() => {
  program = createFakeNotifySend();
  vi.stubEnv('PATH', `${program.folder}:/usr/bin:/bin`);
  vi.stubEnv('DISPLAY', ':0');
});
afterEach(() => {
  vi.unstubAllEnvs();
  program.remove();
});

const onLinux = process.platform === 'linux';

describe.skipIf(!onLinux)('desktop (elsewhere than on Linux no program can stand in)', () => {
  const harness: NotifierHarness = {
    plugin: desktop,
    options: {},
    secrets: [],
    retryAfterMs: 0,
    without: { 'busy-until': 'a desktop never says when to come back' },
    create: async () => ({
      notifier: create(),
      behave: (mood) => program.act(MOODS[mood] ?? ''),
      received: () => program.calls().map(shown),
      arrival: program.arrival,
      stop: async () => undefined,
    }),
  };
  const skipped: Record<string, string> = {
    'NT-07': 'a desktop never says when to come back',
    'NT-11': 'it has no secrets',
  };

  it.each(notifierSuite)('$id $title', async ({ id, run }) => {
    expect(await run(harness)).toEqual(skipped[id] === undefined ? undefined : { skipped: skipped[id] });
  });

  it('calls notify-send with title, text, urgency and time', async () => {
    await create(7).send(alert, never);
    const [title, body, ...rest] = program.calls()[0] ?? [];
    expect([title, body]).toEqual(['botrc demo: kill switch', 'drawdown 26 %\\nall entries halted']);
    expect(rest).toEqual(
      expect.arrayContaining(['--urgency', 'critical', '--expire-time', '7000', '--app-name', 'botrc']),
    );
  });

  it('lets no text be read as a command, an option or markup', async () => {
    const text = '--help $(touch pwned) `touch pwned` "; touch pwned; " \\" <i>';
    await create().send({ ...alert, text }, never);
    expect(program.calls()).toHaveLength(1);
    const call = program.calls()[0] ?? [];
    expect(call[1]).toMatch(/^ --help /);
    expect(shown(call)).toBe(`botrc demo: kill switch\n ${text}`);
  });

  it('takes a grumble on stderr for success when the program ends well', async () => {
    program.act('echo Gtk-WARNING >&2; exit 0');
    await create().send(alert, never);
  });

  it('says that it is not available where there is no desktop', async () => {
    for (const name of ['DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS']) vi.stubEnv(name, '');
    await expect(create().send(alert, never)).rejects.toMatchObject({
      code: 'BOTRC_NOTIFY_UNAVAILABLE',
      detail: { mend: /another notifier/ },
    });
    expect(program.calls()).toEqual([]);
  });

  it('says that notify-send is missing, and works once it is installed', async () => {
    vi.stubEnv('PATH', '/nowhere');
    await expect(create().send(alert, never)).rejects.toMatchObject({
      code: 'BOTRC_NOTIFY_UNAVAILABLE',
      detail: { mend: /Install it/ },
    });
    vi.stubEnv('PATH', `${program.folder}:/usr/bin:/bin`);
    await create().send(alert, never);
    expect(program.calls()).toHaveLength(1);
  });

  it('says what the program said, without its control characters', async () => {
    program.act("printf 'bad\\033[31m luck' >&2; exit 3");
    await expect(create().send(alert, never)).rejects.toMatchObject({
      code: 'BOTRC_NOTIFY_RETRY',
      detail: { found: 'bad [31m luck' },
    });
  });

  it('is not harmed by a program that cannot be started', async () => {
    rmSync(join(program.folder, 'notify-send'));
    await expect(create().send(alert, never)).rejects.toMatchObject({ code: /^BOTRC_NOTIFY_/ });
  });
});
