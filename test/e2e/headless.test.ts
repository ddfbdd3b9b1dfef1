import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedData } from '../../plugins/exchange-bybit/test/support/shared-data.ts';
import { BotCli, eventLines, SLOW } from './bot-cli.ts';

let cli: BotCli;
beforeEach(() => {
  cli = new BotCli();
});
afterEach(() => cli.remove(), SLOW);

describe('bot start --profile demo --headless', () => {
  it(
    'trades within seconds, prints JSON lines only, and ends with the summary',
    async () => {
      const args = ['start', '--profile', 'demo', '--headless', '--duration', '12s'];
      const { code, stdout, stderr } = await cli.bot(...args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const summary = eventLines(stdout).at(-1);
      expect(summary).toMatchObject({ event: 'summary', name: 'demo', state: 'stopped' });
      expect(summary.counters.fills).toBeGreaterThanOrEqual(1);
      expect(summary.counters).toMatchObject({ gaps: 0, reconnects: 0 });
    },
    SLOW,
  );
});

const { path: recording, missing } = sharedData('bybit_v5_ws_linear_BTC_ETH_2026-08-09.jsonl.gz');

/** `bot sandbox` on the recorded stream: its address. */
async function recordedBybit(): Promise<string> {
  const child = cli.spawn(['sandbox', '--exchange', 'bybit', '--recording', recording]);
  for await (const line of createInterface(child.stdout)) return JSON.parse(line).baseUrl;
  throw new Error('the sandbox ended before it listened');
}

describe.skipIf(missing !== undefined)(
  `bot start --profile bybit-paper --headless, on the recorded stream${missing ? ` (${missing})` : ''}`,
  () => {
    it(
      'sees every message, and shows a live bar of each symbol to a strategy',
      async () => {
        const witness = join(import.meta.dirname, '../fixtures/witness-strategy.ts');
        const { code, stdout } = await cli.bot(
          ...['start', '--profile', 'bybit-paper', '--headless', '--duration', '40s'],
          ...['--set', `exchange.options.baseUrl=${await recordedBybit()}`, '--set', 'notifiers=[]'],
          ...['--set', `strategies.1={ name: witness, plugin: ${witness} }`],
        );
        expect(code).toBe(0);
        const lines = eventLines(stdout);
        const shown = lines.filter(({ event, owner }) => event === 'verdict' && owner === 'witness');
        expect(new Set(shown.map(({ instrument }) => instrument))).toEqual(new Set(['BTCUSDT', 'ETHUSDT']));
        const summary = lines.at(-1);
        expect(summary).toMatchObject({
          event: 'summary',
          state: 'stopped',
          counters: { gaps: 0, reconnects: 0 },
        });
        expect(summary.counters.bars).toBeGreaterThanOrEqual(2);
      },
      SLOW,
    );

    it(
      'is refused for a symbol that the venue does not list, in one JSON document',
      async () => {
        const { code, stdout } = await cli.bot(
          ...['start', '--profile', 'bybit-paper', '--headless', '--json'],
          ...['--set', `exchange.options.baseUrl=${await recordedBybit()}`, '--set', 'notifiers=[]'],
          ...['--set', 'instruments=[BTCUSDT, ETHUSTD]'],
        );
        expect({ code, ...JSON.parse(stdout) }).toMatchObject({
          code: 2,
          error: {
            code: 'BOTRC_INSTRUMENT_UNKNOWN',
            found: 'ETHUSTD',
            where: '--set instruments',
            mend: 'Did you mean "ETHUSDT"?',
          },
        });
        expect(cli.tree()).toEqual({});
      },
      SLOW,
    );
  },
);
