import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openVenueStore } from '../../src/runtime/ports/venue-store.ts';
import { endOf } from '../cli/run-bot.ts';
import { BotCli, eventLines, PATIENT, SLOW } from './bot-cli.ts';

let cli: BotCli;
beforeEach(() => {
  cli = new BotCli('it adds orders of its own to whatever batch the thread is given');
});
afterEach(() => cli.remove(), SLOW);

/** Runs a bot whose strategy forges, until `seen` was printed and more events went through; answers with its lines. */
async function runForger(params: string, seen: RegExp): Promise<ReturnType<typeof eventLines>> {
  const plugin = join(import.meta.dirname, '../fixtures/forging-strategy.ts');
  cli.write({
    'profiles/forged.yml': `extends: demo\nstrategies:\n  - { name: forger, plugin: ${plugin}, params: ${params} }\n`,
  });
  const child = cli.spawn(['start', '--profile', 'forged', '--headless']);
  const ended = endOf(child);
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  await vi.waitFor(() => expect(printed).toMatch(seen), PATIENT);
  const { counters } = await cli.reaches('running');
  const livesOn = async (): Promise<void> =>
    expect((await cli.status()).counters.events).toBeGreaterThan(counters.events);
  await vi.waitFor(livesOn, PATIENT);
  expect((await cli.bot('stop')).code).toBe(0);
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  return eventLines(stdout);
}

/** What the paper venue has seen, by its own books. */
function venueCounters(): { readonly order: number; readonly fill: number } | undefined {
  const store = openVenueStore(join(cli.home, 'forged'));
  try {
    return store.load()?.books.counters;
  } finally {
    store.close();
  }
}

describe('an order that a strategy forges past the gate', () => {
  it(
    'outside the limits is stopped and alerted, never reaches the venue, and the bot lives on',
    async () => {
      const lines = await runForger('{}', /No strategy goes on/);
      const alerts = lines
        .filter(({ event }) => event === 'alert')
        .map(({ title, text }) => `${title}: ${text}`);
      for (const alert of [
        /DOGEUSDT: order stopped by the executor: .*-1: DOGEUSDT is not in the profile. It was never sent/,
        /BTCUSDT: order stopped by the executor: .*-2: its value [\d.]+ is over 25000.00. It was never sent/,
        /the strategy host is replaced: .* another id than \S+-3, which is the next/,
      ]) {
        expect(alerts).toContainEqual(expect.stringMatching(alert));
      }
      expect(lines.at(-1)).toMatchObject({
        ...{ event: 'summary', positions: [], orders: [] },
        account: { equity: '10000.00' },
        counters: { fills: 0 },
      });
      expect(venueCounters()).toMatchObject({ order: 0, fill: 0 });
    },
    SLOW,
  );

  it(
    'within every limit is not told from one of the core: docs/hosts.md says so',
    async () => {
      const lines = await runForger('{ within: true }', /"event":"fill"/);
      expect(lines.filter(({ event }) => event === 'verdict')).toEqual([]);
      expect(venueCounters()?.order).toBe(1);
    },
    SLOW,
  );
});
