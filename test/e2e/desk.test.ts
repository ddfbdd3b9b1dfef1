import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { openJournal } from '../../src/runtime/journal/open-journal.ts';
import { BotCli, gone, SLOW } from './bot-cli.ts';

/** A strategy enters when it sees fit. */
const EAGER = { timeout: 120_000, interval: 200 };

let cli: BotCli;
beforeEach(() => {
  cli = new BotCli();
});
afterEach(() => cli.remove(), SLOW);

/** Every event of the bot's newest run, as the journal and the tape have them together. */
function recorded(name: string): readonly Event[] {
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const journal = openJournal({ folder: join(cli.home, name), readOnly: true, log });
  try {
    return [...journal.replay(journal.runs().at(-1)?.run ?? '')];
  } finally {
    journal.close();
  }
}

/** Steps between numbers that should follow each other: one and the same where none is missing. */
const steps = (numbers: readonly number[]): Set<number> =>
  new Set(numbers.slice(1).map((number, i) => number - (numbers[i] ?? Number.NaN)));

describe('a day at the desk', () => {
  it(
    'switches without missing an event, kills, and stays killed until it is resumed with a reason',
    async () => {
      const started = await cli.json('start', '--profile', 'demo', '--detach');
      expect(started).toMatchObject({ code: 0, document: { name: 'demo' } });
      const { pid, run } = await cli.reaches('running');
      expect(pid).toBe(started.document.pid);

      const swapped = await cli.json('switch', 'demo-vwap');
      expect(swapped).toMatchObject({ code: 0, document: { from: 'demo', to: 'demo-vwap', switched: true } });
      const after = await cli.status();
      expect(after).toMatchObject({
        ...{ pid, run, profile: 'demo-vwap', exchange: { connected: true, reconnects: 0 } },
        strategies: [{ name: 'reversion' }],
        counters: { gaps: 0, reconnects: 0 },
      });
      // The market goes on, and something is held that the kill has to close.
      await vi.waitFor(async () => {
        const { counters, positions } = await cli.status();
        expect(counters.bars).toBeGreaterThan(after.counters.bars + 4);
        expect(positions).not.toEqual([]);
      }, EAGER);

      expect(await cli.json('kill', '--flatten', '--reason', 'a test')).toMatchObject({
        code: 0,
        document: { verified: true, openOrders: 0, openPositions: 0 },
      });
      const latch = join(cli.home, 'demo', 'kill.latch');
      expect(existsSync(latch)).toBe(true);
      expect(await cli.status()).toMatchObject({
        state: 'halted',
        positions: [],
        orders: [],
        risk: { killSwitch: { active: true, reason: 'a test' } },
      });

      expect((await cli.json('stop')).code).toBe(0);
      await gone(pid);
      audit(recorded('demo'), swapped.document.seq);

      expect((await cli.json('start', '--name', 'demo', '--detach')).code).toBe(0);
      expect(await cli.reaches('halted')).toMatchObject({
        profile: 'demo-vwap',
        risk: { killSwitch: { active: true, reason: 'a test' } },
      });
      expect(await cli.json('resume')).toMatchObject({
        code: 3,
        document: { error: { code: 'BOTRC_REFUSED_RESUME', found: 'a test' } },
      });
      expect(await cli.json('resume', '--reason', 'all is well')).toMatchObject({
        code: 0,
        document: { state: 'running' },
      });
      expect(existsSync(latch)).toBe(false);
      expect(await cli.status()).toMatchObject({ risk: { killSwitch: { active: false } } });
    },
    2 * SLOW,
  );
});

/** No number is left out, and no minute of any instrument, on either side of the switch at `seq`. */
function audit(events: readonly Event[], seq: number): void {
  expect(events[0]).toMatchObject({ seq: 1, type: 'config', config: { profile: 'demo' } });
  expect(steps(events.map((event) => event.seq))).toEqual(new Set([1]));
  expect(events[seq - 1]).toMatchObject({ seq, type: 'config', config: { profile: 'demo-vwap' } });
  expect(events.filter((event) => event.type === 'feed').map(({ status }) => status)).toEqual(['up']);
  const bars = events.filter((event) => event.type === 'bar');
  for (const instrument of ['BTCUSDT', 'ETHUSDT']) {
    const ours = bars.filter((bar) => bar.instrument === instrument);
    expect(ours.some((bar) => bar.seq < seq) && ours.some((bar) => bar.seq > seq)).toBe(true);
    expect(steps(ours.map((bar) => bar.openMs))).toEqual(new Set([60_000]));
  }
}
