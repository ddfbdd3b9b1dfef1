import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Sandbox as BybitSandbox,
  startSandbox,
} from '../../plugins/exchange-bybit/src/sandbox/index.ts';
import { readAudit } from '../../src/runtime/audit/audit-log.ts';
import { openJournal } from '../../src/runtime/journal/open-journal.ts';
import { endOf } from '../cli/run-bot.ts';
import { hasPty, Pty } from '../tui/terminal/pty.ts';
import { BotCli, PATIENT, SLOW, type ToldError } from './bot-cli.ts';

// Mode live at the Bybit sandbox, over real sockets: what it is refused for, and one start that trades.

const BUSY = join(import.meta.dirname, '../fixtures/venue/busy-strategy.ts');
const SECRET = 'planted-secret-5f3a9c';
const KEYS = {
  good: 'planted-key-good',
  withdraws: 'planted-key-withdraws',
} as const;
const PLANTED = /planted-(?:key|secret)/;
const REASON = 'rehearsed on the sandbox since May';
/** Replaces the shadow record. */
const OVERRIDE = ['--override-shadow', REASON];

let venue: BybitSandbox;
/** The same, five seconds ahead of this machine. */
let skewed: BybitSandbox;
let cli: BotCli;

beforeAll(async () => {
  const source = { kind: 'synthetic', seed: 'live' } as const;
  const keys = [
    { key: KEYS.good, secret: SECRET, uid: '1' },
    { key: KEYS.withdraws, secret: SECRET, uid: '2', withdraw: true },
  ];
  venue = await startSandbox({ port: 0, source, keys, limitFactor: 50 });
  skewed = await startSandbox({ port: 0, source, keys, aheadMs: 5_000 });
});
afterAll(async () => {
  await venue.close();
  await skewed.close();
});
beforeEach(() => {
  cli = new BotCli();
  cli.write({ 'profiles/real.yml': profile(venue.baseUrl) });
});
afterEach(() => cli.remove(), SLOW);

function profile(baseUrl: string): string {
  return `
mode: live
exchange:
  plugin: bybit
  options: { baseUrl: "${baseUrl}", apiKey: "\${REAL_KEY}", apiSecret: "\${REAL_SECRET}" }
instruments: [BTCUSDT]
strategies:
  - name: busy
    plugin: ${JSON.stringify(BUSY)}
    params: { seed: live, activity: 1 }
risk: { maxPositions: 5, dailyLoss: { fraction: 0.9 } }
`;
}

/** A start without a terminal, with these credentials. */
async function start(
  how: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ exit: number | null; error: ToldError }> {
  Object.assign(cli.env, { REAL_KEY: undefined, REAL_SECRET: undefined, ...env });
  const { code, stdout, stderr } = await cli.bot('start', '--json', '--verbose', '--profile', 'real', ...how);
  expect(`${stdout}${stderr}`).not.toMatch(PLANTED);
  return { exit: code, error: (JSON.parse(stdout) as { error: ToldError }).error };
}

const WITH = (key: string, secret = SECRET) => ({ REAL_KEY: key, REAL_SECRET: secret });
const text = (part: string | RegExp): unknown =>
  typeof part === 'string' ? expect.stringContaining(part) : expect.stringMatching(part);

interface Refusal {
  readonly what: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  readonly skew?: true;
  readonly error: Readonly<Record<string, unknown>>;
}

const REFUSALS: readonly Refusal[] = [
  {
    what: 'without keys in the environment',
    env: {},
    error: { code: 'BOTRC_REFUSED_LIVE_KEY', message: text('REAL_KEY'), mend: text('REAL_KEY') },
  },
  {
    what: 'without keys in the profile',
    env: {},
    args: ['--set', 'exchange.options={}'],
    error: { code: 'BOTRC_REFUSED_LIVE_KEY', message: text('no API key'), mend: text('bot secrets set') },
  },
  {
    what: 'with a key that may withdraw',
    env: WITH(KEYS.withdraws),
    error: { code: 'BOTRC_REFUSED_LIVE_KEY', message: text('may withdraw'), mend: text('permission') },
  },
  {
    what: 'with a skewed clock',
    env: WITH(KEYS.good),
    skew: true,
    error: { code: 'BOTRC_REFUSED_LIVE_CLOCK', found: text(/^(49|50)\d\d ms$/), mend: text('set-ntp') },
  },
  {
    what: 'without a shadow record',
    env: WITH(KEYS.good),
    error: { code: 'BOTRC_REFUSED_LIVE_SHADOW', found: '0 days', mend: text('--name real-shadow') },
  },
  {
    what: 'while doctor finds a failure',
    env: WITH(KEYS.good),
    args: [...OVERRIDE, '--set', 'instruments=[NOUSDT]'],
    error: { code: 'BOTRC_REFUSED_LIVE_DOCTOR', message: text('NOUSDT'), mend: text('bot doctor') },
  },
  {
    what: 'without a terminal to confirm it in',
    env: WITH(KEYS.good),
    args: OVERRIDE,
    error: { code: 'BOTRC_REFUSED_LIVE_CONFIRMATION', mend: text('live real') },
  },
];

describe('live is refused with exit code 3, and changes nothing,', () => {
  it.each(REFUSALS)(
    '$what',
    async ({ env, args = [], skew, error }) => {
      if (skew) cli.write({ 'profiles/real.yml': profile(skewed.baseUrl) });
      const before = cli.tree();
      const refused = await start(['--headless', ...args], env);
      expect({ exit: refused.exit, ...refused.error }).toMatchObject({ exit: 3, mend: text(/./), ...error });
      expect(cli.tree()).toEqual(before);
      expect(planted()).toEqual([]);
    },
    SLOW,
  );

  it(
    'by the bot itself, whoever starts it',
    async () => {
      // What the background process is started with: no terminal was asked before it.
      const refused = await start(['--headless', '--report-fd', '99'], WITH(KEYS.good));
      expect(refused).toMatchObject({ exit: 3, error: { code: 'BOTRC_REFUSED_LIVE_SHADOW' } });
    },
    SLOW,
  );
});

describe.skipIf(!hasPty)('at a terminal', () => {
  let pty: Pty;
  afterEach(() => pty.close());

  function open(...args: readonly string[]): void {
    const env = { HOME: cli.folder, BOTRC_HOME: cli.home, BOTRC_TEST_REPORT: undefined };
    const place = `cd ${cli.folder} && exec ${cli.command('start', '--profile', 'real', ...args)}`;
    pty = new Pty({ columns: 140, rows: 30 }, ['/bin/sh', '-c', place], env);
    pty.patienceMs = 90_000;
  }

  /** The key is kept encrypted, and nowhere in the environment. */
  async function keep(): Promise<void> {
    for (const [name, value] of Object.entries(WITH(KEYS.good))) {
      const child = cli.spawn(['secrets', 'set', name]);
      child.stdin.end(value);
      expect((await endOf(child)).code).toBe(0);
    }
  }

  it(
    'live is refused for a wrong word',
    async () => {
      await keep();
      open('--detach', `--override-shadow='${REASON}'`);
      await pty.shows('Type "live real"');
      pty.type('yes\r');
      await pty.shows('BOTRC_REFUSED_LIVE_CONFIRMATION');
      expect(venue.bank.opened('1')?.ledger.orders.size ?? 0).toBe(0);
    },
    SLOW,
  );

  it(
    'a bot goes live by the typed word, trades, and the override is journaled and alerted',
    async () => {
      await keep();
      open(`--override-shadow='${REASON}'`);
      await pty.shows('real money', 'overridden', 'Type "live real"');
      pty.type('live real\r');
      // The terminal UI takes over where the question was.
      await pty.shows('LIVE', 'RUNNING');
      const status = await cli.reaches('running', 'real');
      expect(status).toMatchObject({ mode: 'live', exchange: { name: 'bybit', connected: true } });
      await vi.waitFor(
        () => expect(venue.bank.opened('1')?.ledger.executions.length ?? 0).toBeGreaterThan(1),
        PATIENT,
      );

      // A crash asks nobody: what is open needs its bot back.
      process.kill(status.pid, 'SIGKILL');
      await vi.waitFor(async () => {
        const again = await cli.status('real');
        expect(again).toMatchObject({ mode: 'live', state: 'running' });
        expect(again.pid).not.toBe(status.pid);
      }, PATIENT);
      expect((await cli.bot('stop', '--flatten', '--name', 'real')).code).toBe(0);

      const folder = join(cli.home, 'real');
      const told = readAudit(folder, { limit: 10_000 });
      expect(told).toContainEqual(
        expect.objectContaining({ tag: 'RISK', action: 'command-go-live', comment: text(REASON) }),
      );
      expect(told).toContainEqual(
        expect.objectContaining({ tag: 'RISK', action: 'alert-warning', comment: text(REASON) }),
      );
      const given = [
        'REAL_KEY of the store for exchange.options.apiKey',
        'REAL_SECRET of the store for exchange.options.apiSecret',
      ];
      expect(told.filter(({ action }) => action === 'secret-used').map(({ comment }) => comment)).toEqual([
        ...given,
        ...given,
      ]);
      const silent = (): void => undefined;
      const log = { debug: silent, info: silent, warn: silent, error: silent };
      const journal = openJournal({ folder, readOnly: true, log });
      expect(journal.runs()).toMatchObject([{ mode: 'live' }, { mode: 'live' }]);
      journal.close();

      // Each run needs a yes of its own, and the books are those of a real account for ever.
      expect(await start(['--headless', ...OVERRIDE], WITH(KEYS.good))).toMatchObject({
        exit: 3,
        error: { code: 'BOTRC_REFUSED_LIVE_CONFIRMATION' },
      });
      expect(await start(['--headless', '--set', 'mode=shadow'], WITH(KEYS.good))).toMatchObject({
        exit: 3,
        error: { code: 'BOTRC_REFUSED_LIVE_BOOKS', mend: text('real-shadow') },
      });
      expect(planted()).toEqual([]);
      expect(pty.written).not.toMatch(PLANTED);
    },
    SLOW,
  );
});

describe('a shadow run', () => {
  it(
    'with a key that may trade sends nothing to the venue',
    async () => {
      Object.assign(cli.env, WITH(KEYS.good));
      const orders = venue.bank.opened('1')?.ledger.orders.size ?? 0;
      const args = ['--profile', 'real', '--name', 'real-shadow', '--set', 'mode=shadow'];
      const { code, stdout } = await cli.bot('start', '--headless', '--duration', '8s', ...args);
      expect(code).toBe(0);
      const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
      expect(summary).toMatchObject({ event: 'summary', mode: 'shadow' });
      expect(summary.counters.ordersSubmitted).toBeGreaterThan(0);
      expect(venue.bank.opened('1')?.ledger.orders.size ?? 0).toBe(orders);
      expect(planted()).toEqual([]);
    },
    SLOW,
  );
});

/** Files below the folder that hold a planted key or secret, in any form that a text may take. */
function planted(): readonly string[] {
  const all = [...Object.values(KEYS), SECRET];
  const forms = all.flatMap((word) => [
    word,
    Buffer.from(word).toString('base64'),
    Buffer.from(word).toString('hex'),
  ]);
  const found: string[] = [];
  const walk = (path: string): void => {
    for (const name of readdirSync(path)) {
      const child = join(path, name);
      const stat = statSync(child, { throwIfNoEntry: false });
      if (stat?.isDirectory()) walk(child);
      else if (stat?.isFile()) {
        const bytes = readFileSync(child);
        if (forms.some((form) => bytes.includes(form))) found.push(child);
      }
    }
  };
  walk(cli.folder);
  return found;
}
