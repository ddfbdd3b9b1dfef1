import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/runtime/lock.ts';
import { BotrcError } from '../../src/sdk/index.ts';
import { BotHandle, emptyView } from '../control/bot-handle.ts';
import { endOf, Sandbox } from './run-bot.ts';
import { ServedBot } from './served-bot.ts';

let sandbox: Sandbox;
const bots: ServedBot[] = [];
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.stop()));
  await sandbox.remove();
});

async function serve(handle: BotHandle = new BotHandle()): Promise<ServedBot> {
  const bot = await ServedBot.start(sandbox.home, handle);
  bots.push(bot);
  return bot;
}

/** A bot that ran and stopped. */
function stopped(name: string): string {
  const folder = join(sandbox.home, name);
  acquireLock(folder, { pid: process.pid, startedMs: 1, profile: 'demo' }).release();
  return folder;
}

describe('which bot', () => {
  it('is exit 4 with the known ones where none is meant', async () => {
    expect(await sandbox.json('status')).toMatchObject({
      code: 4,
      document: { error: { code: 'BOTRC_BOT_UNKNOWN', found: 'known bots: none', where: sandbox.home } },
    });
    await serve();
    expect(await sandbox.json('status', '--name', 'dmo')).toMatchObject({
      code: 4,
      document: {
        error: {
          code: 'BOTRC_BOT_UNKNOWN',
          found: `known bots: demo (running, pid ${process.pid})`,
          mend: expect.stringContaining('Did you mean "demo"?'),
        },
      },
    });
  });

  it('is the only one that runs', async () => {
    stopped('other');
    await serve();
    expect(await sandbox.json('status')).toMatchObject({ code: 0, document: { name: 'demo' } });
  });

  it('must be named where more than one could be meant', async () => {
    await serve();
    await serve(new BotHandle('second'));
    expect(await sandbox.json('pause')).toMatchObject({
      code: 2,
      document: { error: { code: 'BOTRC_BOT_AMBIGUOUS', found: 'demo, second' } },
    });
    expect(await sandbox.json('status', '--name', 'second')).toMatchObject({ document: { name: 'second' } });
  });

  it.each(['pause', 'resume', 'stop', 'attach'])('must run for %s', async (command) => {
    stopped('demo');
    expect(await sandbox.json(command)).toMatchObject({
      code: 4,
      document: {
        error: { code: 'BOTRC_BOT_STOPPED', mend: expect.stringContaining('bot start --name demo') },
      },
    });
  });

  it('is found though .botrc.yml is broken, where the data directory is named', async () => {
    await serve();
    writeFileSync(join(sandbox.folder, '.botrc.yml'), 'home: [\n');
    expect(await sandbox.bot('status')).toMatchObject({ code: 0 });
  });

  it('is unknown, exit 5, where its process lives and nothing listens', async () => {
    const bot = new ServedBot(sandbox.home, new BotHandle());
    bot.hold();
    bots.push(bot);
    expect(await sandbox.json('status')).toMatchObject({
      code: 5,
      document: { error: { code: 'BOTRC_CONTROL_SILENT', found: `pid ${process.pid}` } },
    });
  });
});

describe('bot status', () => {
  it('prints the contract as JSON', async () => {
    const { handle } = await serve();
    const { document } = await sandbox.json('status');
    const { head, exchange, account, positions, orders, risk } = handle.view();
    const { strategies, signals, counters, tasks, performance } = handle.view();
    expect(document).toEqual({
      ...head,
      exchange,
      account,
      positions,
      orders,
      risk,
      strategies,
      signals,
      counters,
      tasks,
      performance,
    });
  });

  it('prints text, and nothing of an outside text steers the terminal', async () => {
    const { handle } = await serve();
    handle.change({
      head: { ...handle.view().head, reason: 'evil \u001b[2Jname' },
      positions: [
        {
          instrument: 'BTC\u202eUSDT',
          side: 'long',
          quantity: '0.1',
          entryPrice: '100.0',
          markPrice: '101.0',
          leg: 'net',
          liquidationPrice: null,
          unrealizedPnl: '0.10',
          stop: null,
          stopAt: null,
          targets: [],
          strategy: 'ema-cross',
          openedMs: 1,
        },
      ],
    });
    const { code, stdout } = await sandbox.bot('status');
    expect(code).toBe(0);
    expect(stdout).toContain('demo running');
    expect(stdout).toContain('UNPROTECTED');
    expect(stdout).not.toMatch(/[^\n\P{C}]/u);
  });

  it('shows signals that wait, with their time, and refusals by rule', async () => {
    const { handle } = await serve();
    const nowMs = handle.view().head.startedMs + handle.view().head.uptimeMs;
    handle.change({
      signals: {
        held: [
          {
            ...{ id: 's3', stage: 'confirm', strategy: 'trend', instrument: 'BTCUSDT', side: 'buy' },
            ...{ quantity: '0.333', entry: null, ladder: [], stop: '29700', targets: [], riskR: 1 },
            ...{ reason: 'crossed', sinceMs: nowMs, expiresMs: nowMs + 4_000, releaseMs: null },
          },
        ],
        refusals: [{ rule: 'max-position', count: 2 }],
      },
    });
    const { stdout } = await sandbox.bot('status');
    expect(stdout).toMatch(/s3 +BTCUSDT +buy +0.333 +stop 29700 +confirm within 4s +trend +crossed/);
    expect(stdout).toContain('max-position 2');
  });

  it('tells how a stopped bot ended, and that it stopped', async () => {
    const folder = stopped('demo');
    expect((await sandbox.json('status')).code).toBe(4);
    writeFileSync(join(folder, 'status.json'), JSON.stringify(emptyView('demo')));
    expect(await sandbox.json('status')).toMatchObject({
      code: 0,
      document: { name: 'demo', state: 'stopped' },
    });
  });

  it('--watch prints what changes, and ends when the bot stops', async () => {
    const bot = await serve();
    const child = sandbox.spawn(['status', '--watch', '--json']);
    const ended = endOf(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    bot.handle.change({ head: { ...bot.handle.view().head, state: 'paused' } });
    await bot.stop();
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    const states = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).state);
    expect(states).toEqual(['running', 'paused']);
  });

  it('survives a reader that goes away', async () => {
    await serve();
    const child = sandbox.spawn(['status']);
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  });
});

describe('bot attach', () => {
  it('prints one plain snapshot where there is no terminal', async () => {
    await serve();
    const { code, stdout } = await sandbox.bot('attach', '--read-only');
    expect(code).toBe(0);
    expect(stdout).toContain('READONLY');
    expect(stdout).not.toMatch(/[^\n\P{C}]/u);
  });
});

describe('commands to a running bot', () => {
  it('pause, resume and stop say what became of them', async () => {
    const { handle } = await serve(
      new BotHandle('demo', {
        pause: async () => ({ state: 'paused' }),
        resume: async () => ({ state: 'running' }),
        stop: async () => ({ openOrders: ['s-1'], openPositions: ['BTCUSDT long 0.1'] }),
      }),
    );
    expect((await sandbox.bot('pause')).stdout).toContain('demo is paused');
    expect(await sandbox.json('resume', '--reason', 'checked')).toEqual({
      code: 0,
      document: { name: 'demo', state: 'running' },
    });
    const { stdout } = await sandbox.bot('stop', '--flatten');
    expect(stdout).toContain('open positions: BTCUSDT long 0.1\nopen orders: s-1');
    expect(handle.calls.map(({ params }) => params)).toEqual([{}, { reason: 'checked' }, { flatten: true }]);
  });

  it('a refusal by a safety rule is exit 3 with its code', async () => {
    await serve();
    expect(await sandbox.json('resume')).toMatchObject({
      code: 3,
      document: { error: { code: 'BOTRC_REFUSED_TEST' } },
    });
  });

  it('switch prints what changes first, and does nothing on a dry run', async () => {
    const { handle } = await serve(
      new BotHandle('demo', {
        switch: async ({ profile, dryRun }) => ({
          from: 'demo',
          to: profile,
          switched: !dryRun,
          seq: dryRun ? null : 7,
          diff: [{ path: 'strategies.0.plugin', from: 'ema-cross', to: 'vwap-reversion' }],
          positions: [{ instrument: 'BTCUSDT', strategy: 'ema-cross', fate: 'kept' }],
        }),
      }),
    );
    const dry = await sandbox.bot('switch', 'demo-vwap', '--dry-run');
    expect(dry.stdout).toContain(
      'strategies.0.plugin  ema-cross  →  vwap-reversion\nposition BTCUSDT of ema-cross: kept',
    );
    expect(dry.stdout).toContain('dry run');
    expect(handle.calls.map(({ params }) => params)).toEqual([
      { profile: 'demo-vwap', positions: 'keep', dryRun: true },
    ]);
    expect(await sandbox.json('switch', 'demo-vwap', '--positions', 'flatten')).toMatchObject({
      code: 0,
      document: { switched: true, seq: 7 },
    });
  });

  it.each(['BOTRC_CONFIG_UNKNOWN_KEY', 'BOTRC_PLUGIN_CREATE', 'BOTRC_REFUSED_SWITCH'] as const)(
    'switch is exit 3 where the candidate is refused with %s',
    async (code) => {
      const refuse = async (): Promise<never> => {
        throw new BotrcError(code, 'no');
      };
      await serve(new BotHandle('demo', { switch: refuse }));
      expect(await sandbox.json('switch', 'x')).toMatchObject({ code: 3, document: { error: { code } } });
    },
  );
});

describe('bot strategies', () => {
  const row = {
    name: 'trend',
    plugin: 'ema-cross',
    version: '1.0.0',
    instruments: ['BTCUSDT'],
    params: { fast: 5, slow: 9 },
    riskShare: 1,
    state: 'running',
    reason: null,
    from: 'profile',
    positions: [],
  } as const;
  const done = { from: 'p', to: 'p', switched: true, seq: 7, diff: [], positions: [], strategies: [row] };

  it('lists them, and asks for each change in one message', async () => {
    const { handle } = await serve(
      new BotHandle('demo', {
        strategies: async () => [row],
        editStrategy: async ({ name }) => ({ ...done, name: name ?? 'mine' }),
      }),
    );
    expect((await sandbox.bot('strategies', 'list')).stdout).toContain(
      'trend 1.0.0  running  BTCUSDT  share 1  profile  fast=5 slow=9',
    );
    await sandbox.bot('strategies', 'add', './mine.ts', '--as', 'own', '--instruments', 'A,B');
    const edited = await sandbox.json(
      'strategies',
      'edit',
      'trend',
      '--param',
      'fast=4',
      '--risk-share',
      '0.5',
    );
    expect(edited).toMatchObject({ code: 0, document: { bot: 'demo', name: 'trend', seq: 7 } });
    await sandbox.bot('strategies', 'stop', 'trend', '--positions', 'flatten', '--dry-run');
    const asked = handle.calls.filter(({ call }) => call === 'editStrategy').map(({ params }) => params);
    const rest = { positions: 'keep', dryRun: false };
    expect(asked).toEqual([
      {
        action: 'add',
        name: 'own',
        change: { plugin: join(sandbox.folder, 'mine.ts'), instruments: ['A', 'B'] },
        ...rest,
      },
      { action: 'edit', name: 'trend', change: { params: { fast: 4, slow: 9 }, riskShare: 0.5 }, ...rest },
      { action: 'stop', name: 'trend', positions: 'flatten', dryRun: true },
    ]);
  });

  it.each([
    ['BOTRC_STRATEGY_UNKNOWN', 4],
    ['BOTRC_PLUGIN_OPTIONS', 3],
    ['BOTRC_REFUSED_SWITCH', 3],
  ] as const)('ends with the exit code of %s', async (refusal, code) => {
    const refuse = async (): Promise<never> => {
      throw new BotrcError(refusal, 'no');
    };
    await serve(new BotHandle('demo', { editStrategy: refuse }));
    expect(await sandbox.json('strategies', 'start', 'x')).toMatchObject({
      code,
      document: { error: { code: refusal } },
    });
    expect(await sandbox.json('strategies', 'edit', 'x')).toMatchObject({
      code: 2,
      document: { error: { code: 'BOTRC_USAGE' } },
    });
  });
});

describe('bot kill', () => {
  const killed = { state: 'halted', latched: true, openOrders: 0, openPositions: 0 } as const;
  const latchOf = (name: string): string => join(sandbox.home, name, 'kill.latch');

  it('is done where the bot verified it', async () => {
    const { handle } = await serve(
      new BotHandle('demo', { kill: async () => ({ ...killed, verified: true }) }),
    );
    expect(await sandbox.json('kill', '--flatten', '--reason', 'odd')).toEqual({
      code: 0,
      document: { name: 'demo', ...killed, verified: true },
    });
    expect(handle.calls[0]?.params).toEqual({ cancel: true, flatten: true, reason: 'odd' });
    expect(existsSync(latchOf('demo'))).toBe(false);
  });

  it('is exit 5 with what to check where it could not', async () => {
    await serve(
      new BotHandle('demo', { kill: async () => ({ ...killed, verified: false, openPositions: 1 }) }),
    );
    const { code, stderr } = await sandbox.bot('kill', '--cancel');
    expect(code).toBe(5);
    expect(stderr).toContain('check open orders and positions at the exchange');
  });

  it('writes the latch file of a core that is silent, then waits for its word', async () => {
    let answer: () => void = () => undefined;
    await serve(
      new BotHandle('demo', {
        kill: () => new Promise((resolve) => (answer = () => resolve({ ...killed, verified: true }))),
      }),
    );
    const ended = endOf(sandbox.spawn(['kill']));
    await expect.poll(() => existsSync(latchOf('demo')), { timeout: 20_000 }).toBe(true);
    answer();
    expect(await ended).toMatchObject({ code: 0, stderr: expect.stringContaining('latch is written') });
    expect(JSON.parse(readFileSync(latchOf('demo'), 'utf8'))).toEqual({
      reason: 'bot kill',
      sinceMs: expect.any(Number),
    });
  });

  it('writes the latch file where nothing listens, exit 5', async () => {
    const bot = new ServedBot(sandbox.home, new BotHandle());
    bot.hold();
    bots.push(bot);
    expect(await sandbox.json('kill')).toMatchObject({
      code: 5,
      document: { error: { code: 'BOTRC_KILL_UNVERIFIED', mend: expect.stringContaining('bot status') } },
    });
    expect(existsSync(latchOf('demo'))).toBe(true);
  });

  it('writes the latch file of a bot that does not run, exit 4', async () => {
    stopped('demo');
    expect(await sandbox.json('kill', '--reason', 'crashed')).toMatchObject({
      code: 4,
      document: {
        error: { code: 'BOTRC_BOT_STOPPED', message: expect.stringContaining('latch is written') },
      },
    });
    expect(JSON.parse(readFileSync(latchOf('demo'), 'utf8'))).toMatchObject({ reason: 'crashed' });
    await sandbox.bot('kill', '--reason', 'again');
    expect(JSON.parse(readFileSync(latchOf('demo'), 'utf8'))).toMatchObject({ reason: 'crashed' });
  });
});

describe('bot reconcile', () => {
  const item = {
    id: 'position/BTCUSDT/net',
    severity: 'critical',
    text: 'position BTCUSDT: long 0.1 here, none at the venue',
    choices: ['adopt', 'ignore'],
    action: 'adopt',
    state: 'waits',
  } as const;
  const plan = { timeMs: 1, policy: 'ask', resolved: false, killed: true, items: [item] } as const;

  it('shows the plan and how it is carried out, and changes nothing', async () => {
    const bot = await serve(new BotHandle('demo', { reconcile: async () => plan }));
    const { code, stdout, stderr } = await sandbox.bot('reconcile', '--plan');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `critical  ${item.id}  adopt (or ignore)  ${item.text}\n`,
    });
    expect(stderr).toContain('bot reconcile --apply --name demo');
    expect(await sandbox.json('reconcile')).toMatchObject({ code: 0, document: { name: 'demo', ...plan } });
    expect(bot.handle.calls.at(-1)).toMatchObject({ params: { apply: false, choices: {} } });
  });

  it('carries it out with the choices that were made', async () => {
    const done = {
      ...plan,
      resolved: true,
      items: [{ ...item, action: 'ignore', state: 'applied' }],
    } as const;
    const bot = await serve(new BotHandle('demo', { reconcile: async () => done }));
    const { code, stderr } = await sandbox.bot('reconcile', '--apply', '--choose', `${item.id}=ignore`);
    expect(code).toBe(0);
    expect(stderr).toContain('bot resume --name demo');
    expect(bot.handle.calls.at(-1)).toMatchObject({
      params: { apply: true, choices: { [item.id]: 'ignore' } },
    });
  });

  it.each([
    [['--choose', 'x=adopt'], '--choose needs --apply'],
    [['--apply', '--choose', 'x=sell'], '--choose takes ID=ACTION'],
  ])('refuses %j', async (args, message) => {
    await serve();
    expect(await sandbox.json('reconcile', ...args)).toMatchObject({
      code: 2,
      document: { error: { code: 'BOTRC_USAGE', message: expect.stringContaining(message) } },
    });
  });
});

describe('bot confirm and bot decline', () => {
  it('ask the running bot, and end with 3 where nothing was sent', async () => {
    const bot = await serve(
      new BotHandle('demo', {
        confirm: async ({ id }) => ({ state: 'running', sent: id === 's1' }),
        decline: async () => ({ state: 'running' }),
      }),
    );
    expect(await sandbox.json('confirm', 's1')).toMatchObject({ code: 0, document: { sent: true } });
    expect(await sandbox.json('confirm', 's2')).toMatchObject({ code: 3, document: { sent: false } });
    expect((await sandbox.json('decline', 's2', '--reason', 'news')).code).toBe(0);
    const asked = bot.handle.calls.filter(({ call }) => call === 'confirm' || call === 'decline');
    expect(asked.map(({ params }) => params)).toEqual([
      { id: 's1' },
      { id: 's2' },
      { id: 's2', reason: 'news' },
    ]);
  });
});
