import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPty, Pty } from '../tui/terminal/pty.ts';
import { BotCli, SLOW } from './bot-cli.ts';

// A user's day at a real terminal, with the real bot on the demo market.

const PROGRAM = join(import.meta.dirname, '../../bin/bot.js');
const SIZE = { columns: 120, rows: 40 };
const ESC = '\u001b';
const CTRL_K = '\u000b';
/** A dialog's guard, with time for a busy machine. */
const GUARD_MS = 1_000;

let cli: BotCli;
let pty: Pty;

beforeEach(() => {
  cli = new BotCli();
});

afterEach(async () => {
  await pty.close();
  await cli.remove();
}, SLOW);

function open(...args: readonly string[]): void {
  const env = { HOME: cli.folder, BOTRC_HOME: cli.home, BOTRC_TEST_REPORT: undefined };
  pty = new Pty(SIZE, [process.execPath, PROGRAM, ...args], env);
  pty.patienceMs = 90_000;
}

/** Keys as a hand types them: each in a read of its own. */
async function type(keys: string): Promise<void> {
  for (const key of keys) {
    pty.type(key);
    await delay(30);
  }
}

async function close(): Promise<void> {
  pty.type(ESC);
  await delay(400);
}

describe.skipIf(!hasPty)('a day at the terminal', () => {
  it(
    'starts, decides a signal, looks at its order, switches, leaves, comes back, kills and resumes',
    async () => {
      const manual = ['--set', 'execution.manual=true', '--set', 'execution.holdSeconds=7200'];
      open('start', '--profile', 'demo', ...manual);
      await pty.shows('Starting demo');
      await pty.shows('PAPER', 'RUNNING', 'trend');

      // E-7: nothing is entered before a word.
      await pty.shows('Waits for a word');
      expect((await cli.status()).counters.ordersSubmitted).toBe(0);
      for (let sent = false; !sent; ) {
        pty.type('c');
        await pty.shows(/Signal s\d+/, 'Stop', 'Size about');
        await delay(GUARD_MS);
        pty.type('y');
        // A newer signal may have taken its place meanwhile: its dialog says so, and no other is sent.
        const shown = await pty.shows(/was sent|waits no more|NOT sent|FAILED/);
        sent = shown.includes('was sent');
        if (sent) await pty.shows(/filled at|working/);
        await close();
      }
      expect((await cli.status()).counters.ordersSubmitted).toBeGreaterThan(0);

      pty.type('2');
      await pty.shows('▸ Positions');
      pty.type('\t');
      await pty.shows('▸ Fills', 'entry');
      pty.type('\r');
      await pty.shows('Explain', /asked +trend wants/);
      await close();

      pty.type(':');
      await pty.shows('Go to', 'Positions');
      await type('switch demo-vwap');
      await pty.shows('▸ switch demo-vwap');
      pty.type('\r');
      await pty.shows('y switch', 'Strategies', 'Positions (keep)');
      await delay(GUARD_MS);
      pty.type('y');
      await pty.shows(/Switched from demo to demo-vwap/, 'taking over between two events', 'reversion:');
      await close();

      pty.type('q');
      await pty.shows('demo goes on.');
      expect(await pty.ended()).toBe(0);
      open('attach');
      await pty.shows('demo/demo-vwap', 'RUNNING');

      pty.type(CTRL_K);
      await pty.shows('type KILL, then Enter');
      await delay(GUARD_MS);
      await type('KILL');
      await pty.shows('> KILL_');
      pty.type('\r');
      await pty.shows('Kill switch latched, verified: 0 orders and 0 positions are open', 'HALTED');
      await close();
      const halted = await cli.status();
      expect(halted).toMatchObject({ state: 'halted', positions: [], orders: [] });

      pty.type('p');
      await pty.shows('bot resume --name demo --reason');
      await close();
      expect((await cli.bot('resume', '--reason', 'the day goes on')).code).toBe(0);
      await pty.shows('RUNNING');
      expect((await cli.bot('stop')).code).toBe(0);
      await pty.shows('demo has stopped.', 'Any key leaves.');
      await delay(GUARD_MS);
      pty.type('j');
      expect(await pty.ended()).toBe(0);
    },
    2 * SLOW,
  );

  it(
    'gives the terminal back and says why when a bot cannot start',
    async () => {
      open('start', '--profile', 'demo', '--set', 'strategies.0.params.fast=-1');
      await pty.shows('BOTRC_', 'fast');
      expect(pty.isAlternate).toBe(false);
      expect(await pty.ended()).toBe(2);
    },
    SLOW,
  );
});
