import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Ended, endOf } from '../cli/run-bot.ts';
import { hasTmux, Tmux } from '../tui/terminal/tmux.ts';
import { BotCli, eventLines, gone, PATIENT, SLOW } from './bot-cli.ts';

let cli: BotCli;
beforeEach(() => {
  cli = new BotCli();
});
afterEach(() => cli.remove(), SLOW);

/** A port on which nothing listens. */
async function freePort(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  await once(server.close(), 'close');
  return String(port);
}

/** Writes a profile of an exchange at `port`, and answers with what starts it. */
function away(port: string, more = ''): readonly string[] {
  const options = `exchange: { options: { baseUrl: "http://127.0.0.1:${port}" } }`;
  cli.write({ 'profiles/away.yml': `extends: bybit-paper\nnotifiers: []\n${options}\n${more}` });
  return ['start', '--profile', 'away'];
}

/** Starts it in the foreground, and settles when it has tried so often. */
async function waits(args: readonly string[], attempts: number): Promise<{ readonly ended: Promise<Ended> }> {
  const child = cli.spawn([...args, '--headless']);
  const ended = endOf(child);
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const tried = new RegExp(`waiting for the exchange.* attempt=${attempts}`);
  await vi.waitFor(() => expect(printed).toMatch(tried), PATIENT);
  return { ended };
}

const WAITING = {
  state: 'starting',
  reason: expect.stringContaining('waiting for the exchange'),
  exchange: { connected: false, reason: expect.stringContaining('BOTRC_EXCHANGE_UNREACHABLE') },
  tasks: expect.arrayContaining([expect.objectContaining({ name: 'market-data', state: 'backing-off' })]),
};

describe('an exchange that cannot be reached', () => {
  it(
    'is tried again and again, is seen in the status, and does not hinder a stop',
    async () => {
      const { ended } = await waits(away(await freePort()), 3);
      expect(await cli.status()).toMatchObject(WAITING);

      expect((await cli.bot('stop')).code).toBe(0);
      const { code, stdout } = await ended;
      expect(code).toBe(0);
      expect(eventLines(stdout).at(-1)).toMatchObject({ event: 'summary', state: 'stopped' });
    },
    SLOW,
  );

  it(
    'is no excuse for what is wrong with the profile, once it answers',
    async () => {
      const port = await freePort();
      const { ended } = await waits(away(port, 'instruments: [BTCUSDT, ETHUSTD]\n'), 1);
      cli.spawn(['sandbox', '--exchange', 'bybit', '--port', port, '--synthetic', '7']);
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(2);
      expect(stderr).toMatch(/ETHUSTD \[BOTRC_INSTRUMENT_UNKNOWN\]\n.*\n {2}where: profiles\/away.yml:4:24/);
      expect(eventLines(stdout).slice(-2)).toMatchObject([
        { event: 'error', error: { code: 'BOTRC_INSTRUMENT_UNKNOWN', mend: 'Did you mean "ETHUSDT"?' } },
        { event: 'summary', state: 'stopped' },
      ]);
    },
    SLOW,
  );

  it.skipIf(!hasTmux)(
    `does not keep a background start waiting, and is seen in the terminal UI${hasTmux ? '' : ' (there is no tmux)'}`,
    async () => {
      const started = await cli.json(...away(await freePort()), '--detach');
      expect(started).toMatchObject({ code: 0, document: { name: 'away' } });
      expect(await cli.status()).toMatchObject(WAITING);

      const size = { columns: 80, rows: 24 };
      const terminal = new Tmux('unreachable', size, `BOTRC_HOME=${cli.home} ${cli.command('attach')}`);
      try {
        await terminal.shows('away', 'STARTING', 'exchange DOWN', 'BOTRC_EXCHANGE_UNREACHABLE');
        terminal.keys('q');
        await terminal.shows('ended 0');
      } finally {
        terminal.close();
      }

      expect((await cli.json('stop')).code).toBe(0);
      await gone(started.document.pid);
      expect((await cli.status()).state).toBe('stopped');
    },
    SLOW,
  );
});
