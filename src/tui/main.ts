import type { ReadStream, WriteStream } from 'node:tty';
import { setFlagsFromString } from 'node:v8';
import type { Clock, Ms } from '../sdk/index.ts';
import { BotrcError, errorFromPlain } from '../sdk/index.ts';
import { InputGateway } from './input/gateway.ts';
import { KEYMAP } from './keymap.ts';
import { BotLink } from './link.ts';
import type { Mounted } from './mount.tsx';
import { plainSnapshot } from './plain.ts';
import { type OtherKeys, rebound } from './rebind.ts';
import { type LeaveReason, Session } from './session.ts';
import { initialState, type TuiState } from './state.ts';
import { Store } from './store.ts';
import { Terminal } from './terminal.ts';
import { type PaletteName, themeFor } from './theme.ts';

export interface TuiOptions {
  /** Of a bot that is being started, a promise: its start is shown, and where it fails runTui throws the same. */
  readonly socketPath: string | Promise<string>;
  readonly botName: string;
  /** Nothing can be changed. */
  readonly readOnly: boolean;
  /** Only ASCII is drawn. Default: where the locale has no UTF-8, and on the Linux console. */
  readonly ascii?: boolean;
  /** False: bold, dim and reverse only. Default: false where NO_COLOR is set. */
  readonly color?: boolean;
  /** What the user has configured; waited for while the first text is already on the screen. */
  readonly preferences?: Promise<TuiPreferences>;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly clock: Clock;
}

/** How a user wants the TUI; what the command line asks for goes before it. */
export interface TuiPreferences {
  readonly palette?: PaletteName | undefined;
  readonly ascii?: boolean | undefined;
  readonly keys?: OtherKeys | undefined;
}

/** How long a snapshot for a pipe is waited for after the connection. */
const SNAPSHOT_MS: Ms = 5_000;

/**
 * Shows a running bot until its user leaves; the bot goes on. Where stdin or stdout is no terminal, or TERM is dumb,
 * one plain snapshot is printed instead.
 * @throws BOTRC_CONTROL_… only for that plain snapshot: on a terminal a bot that cannot be reached is shown and
 * tried again.
 */
export async function runTui(options: TuiOptions): Promise<{ readonly reason: LeaveReason }> {
  const { stdin, stdout } = options;
  // Who awaits them hears of it; a plain snapshot needs none.
  void options.preferences?.catch(() => undefined);
  if (!stdin.isTTY || !stdout.isTTY || process.env.TERM === 'dumb') {
    await printOnce(options);
    return { reason: 'detached' };
  }
  return { reason: await show(options) };
}

async function show(options: TuiOptions): Promise<LeaveReason> {
  keepSmall();
  const { clock, stdin, stdout, botName } = options;
  const [left, leave, fail] = promised<LeaveReason>();
  let mounted: Mounted | undefined;
  const store = new Store(clock, begin(options));
  const link = new BotLink(options, store, clock);
  const repaint = (): void => mounted?.repaint();
  const session = new Session({ clock, store, link, repaint, leave });
  const gateway = new InputGateway(clock, (key) => session.press(key));
  const terminal = new Terminal(stdin, stdout, clock, {
    read: (chunk) => gateway.push(chunk),
    gone: () => session.leave(),
    wrote: (tookMs, nowMs) => store.pace.wrote(tookMs, nowMs),
    disturbed: () => {
      session.resize(terminal.screen.columns, terminal.screen.rows);
      repaint();
    },
  });
  try {
    terminal.open(
      `botrc ${botName}\r\n${store.latest.link.state === 'starting' ? 'Starting' : 'Connecting'}`,
    );
    link.start().catch(fail);
    // It may fail before it is waited for below.
    left.catch(() => undefined);
    const { palette, ascii, keys } = (await options.preferences) ?? {};
    const keymap = rebound(KEYMAP, keys ?? {});
    store.set((state) => ({ ...state, keymap }), 'soon');
    const theme = themeFor(process.env, {
      ...(palette === undefined ? {} : { palette }),
      ...(ascii === undefined ? {} : { ascii }),
      ...options,
    });
    mounted = await mountWhenLoaded(terminal.screen, store, theme);
    return await left;
  } finally {
    link.stop();
    session.stop();
    gateway.stop();
    store.stop();
    mounted?.unmount();
    terminal.close();
  }
}

/**
 * What a viewer throws away is small and comes all the time: without this V8 lets it grow to tens of MiB before it
 * collects, because there is memory.
 */
function keepSmall(): void {
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--max-semi-space-size=1');
}

/** React chooses its build when it is loaded: the one for development takes three times as long for a frame. */
async function mountWhenLoaded(...args: Parameters<typeof import('./mount.tsx').mount>): Promise<Mounted> {
  process.env.NODE_ENV = 'production';
  const { mount } = await import('./mount.tsx');
  return mount(...args);
}

function begin({ stdout, clock, botName, readOnly, socketPath }: TuiOptions): TuiState {
  const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  const state = initialState({ botName, readOnly, size, nowMs: clock.now() });
  return typeof socketPath === 'string' ? state : { ...state, link: { ...state.link, state: 'starting' } };
}

function promised<T>(): readonly [Promise<T>, (value: T) => void, (reason: unknown) => void] {
  let settle: (value: T) => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  return [promise, settle, fail];
}

async function printOnce(options: TuiOptions): Promise<void> {
  const { clock, stdout } = options;
  const store = new Store(clock, begin({ ...options, readOnly: true }));
  const link = new BotLink(options, store, clock);
  const [seen, see] = promised<void>();
  store.subscribe(() => {
    if (store.latest.view !== null) see();
  });
  const timer = clock.setTimer(SNAPSHOT_MS, see);
  try {
    await link.start();
    const { error } = store.latest.link;
    if (error !== null) throw errorFromPlain(error);
    await seen;
    if (store.latest.view === null) throw new BotrcError('BOTRC_CONTROL_SILENT', 'the bot sent no snapshot');
    stdout.write(plainSnapshot(store.latest, themeFor(process.env, options).ascii));
  } finally {
    timer.cancel();
    link.stop();
    store.stop();
  }
}
