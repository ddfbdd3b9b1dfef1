import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import type { Position } from '../../../src/core/portfolio/position.ts';
import { startTapeBot } from '../tape-bot.ts';

it('the journal of a real run can be queried as tables, and they agree with its facts (P-1)', async () => {
  const tape = await startTapeBot('demo', ['host=inline']);
  const db = new DatabaseSync(join(tape.folder, 'journal.db'), { readOnly: true });
  const { facts, run } = tape.session.parts;
  const held = (): readonly Position[] => [...facts.positions.values()].filter((p) => p.quantity !== 0);
  for (let i = 0; i < 60 || held().length === 0; i++) await tape.run(2_000);
  const all = (sql: string): Record<string, unknown>[] => db.prepare(sql).all();
  const count = (view: string): number => Number(all(`SELECT count(*) AS n FROM ${view}`)[0]?.n);

  expect(
    all(
      "SELECT symbol, side, strategy, open_size_base AS size FROM positions WHERE status = 'open' ORDER BY symbol",
    ),
  ).toEqual(
    held()
      .map((p) => ({
        symbol: p.instrument,
        side: p.quantity > 0 ? 'long' : 'short',
        strategy: p.owner,
        size: Math.abs(p.quantity),
      }))
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1)),
  );

  await tape.session.command({ kind: 'flatten', reason: 'so that every trip is over' });
  await tape.run(2_000);
  await tape.stop();
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
  expect(all('SELECT action FROM audit').map((row) => row.action)).toEqual([
    'reconcile',
    'flatten',
    'wind-down',
  ]);
  expect(count('reconciliation')).toBe(0);
  expect(all('SELECT DISTINCT kind FROM risk_events')).toEqual([{ kind: 'flattening' }]);

  expect(
    count("positions WHERE status = 'closed' AND (exit_price IS NULL OR closed_at_ms < opened_at_ms)"),
  ).toBe(0);
  expect(count("positions WHERE status = 'closed'")).toBeGreaterThan(0);

  // Every trip is over: they brought what the ledger says, and cost it.
  const sums = db.prepare(
    'SELECT sum(pnl + fees) AS realized, sum(fees) AS fees FROM positions WHERE symbol = ?',
  );
  expect(held()).toEqual([]);
  for (const { instrument, realized, fees } of facts.positions.values()) {
    const found = sums.get(instrument);
    expect(found?.realized).toBeCloseTo(Number(realized) / 1e12, 6);
    expect(found?.fees).toBeCloseTo(Number(fees) / 1e12, 6);
  }
  expect(count('positions WHERE slippage_entry_bps IS NULL OR slippage_exit_bps IS NULL')).toBe(0);
  const { least, most } =
    all('SELECT min(slippage_bps) AS least, max(slippage_bps) AS most FROM slippage')[0] ?? {};
  expect(count(`positions WHERE slippage_entry_bps NOT BETWEEN ${least} AND ${most}`)).toBe(0);
  db.close();
}, 180_000);
