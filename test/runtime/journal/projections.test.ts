import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { startTapeBot } from '../tape-bot.ts';

it('the journal of a real run can be queried as tables, and they agree with its facts (P-1)', async () => {
  const tape = await startTapeBot('demo', ['host=inline']);
  await tape.run(120_000);
  const { facts, run } = tape.session.parts;
  await tape.stop();
  const db = new DatabaseSync(join(tape.folder, 'journal.db'), { readOnly: true });
  const all = (sql: string): Record<string, unknown>[] => db.prepare(sql).all();
  const count = (view: string): number => Number(all(`SELECT count(*) AS n FROM ${view}`)[0]?.n);

  expect(facts.counters.fills).toBeGreaterThan(5);
  expect(all('SELECT run, mode, ended_at_ms IS NOT NULL AS over FROM run_log')).toEqual([
    { run, mode: 'paper', over: 1 },
  ]);
  expect(count('orders')).toBe(facts.counters.ordersSubmitted);
  expect(count('fills')).toBe(facts.counters.fills);
  expect(count('signals')).toBe(facts.counters.signals);
  expect(count('signals WHERE error_code IS NOT NULL')).toBe(facts.counters.signalsRejected);
  expect(count('signals WHERE strategy_version IS NULL')).toBe(0);
  expect(count('slippage')).toBe(facts.counters.fills);
  expect(count('slippage WHERE abs(slippage_bps) > 1000')).toBe(0);
  expect(count('rejections')).toBeGreaterThanOrEqual(facts.counters.signalsRejected);
  expect(all('SELECT action FROM audit').map((row) => row.action)).toEqual(['reconcile', 'wind-down']);
  expect(count('reconciliation')).toBe(0);
  expect(all('SELECT DISTINCT kind FROM risk_events')).toEqual([{ kind: 'flattening' }]);

  const held = [...facts.positions.values()].filter((p) => p.quantity !== 0);
  expect(
    all(
      "SELECT symbol, side, strategy, open_size_base AS size FROM positions WHERE status = 'open' ORDER BY symbol",
    ),
  ).toEqual(
    held
      .map((p) => ({
        symbol: p.instrument,
        side: p.quantity > 0 ? 'long' : 'short',
        strategy: p.owner,
        size: Math.abs(p.quantity),
      }))
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1)),
  );
  expect(
    count("positions WHERE status = 'closed' AND (exit_price IS NULL OR closed_at_ms < opened_at_ms)"),
  ).toBe(0);
  expect(count("positions WHERE status = 'closed'")).toBeGreaterThan(0);
  db.close();
}, 60_000);
