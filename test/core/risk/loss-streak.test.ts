import { describe, expect, it } from 'vitest';
import { viewCore } from '../../../src/core/view/view.ts';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { CONFIG, CoreBench, LONG } from '../harness.ts';
import { alerts, answer, recovered, roundTrip, withRisk } from './rig.ts';

const HOUR = 3_600_000;
const SMALL = { ...LONG, riskR: 0.1 };
const config = (trades = 3) =>
  withRisk({
    lossStreak: { trades, cooldownMs: HOUR },
    dailyLoss: { fraction: rateFromFraction(1) },
  });

function losses(n: number, trades?: number): CoreBench {
  const bench = new CoreBench(config(trades));
  for (let i = 0; i < n; i++) roundTrip(bench, 299_000, SMALL);
  return bench;
}

describe('loss-streak (R-4)', () => {
  it.each([
    ['below its limit', 2, 'allowed'],
    ['at its limit', 3, 'loss-streak'],
  ])('an entry with the streak %s', (_case, n, expected) => {
    const order = answer(losses(n), 's1', SMALL);
    expect(typeof order === 'string' ? order : 'allowed').toBe(expected);
  });

  it('a win in between ends the streak', () => {
    const bench = losses(2);
    roundTrip(bench, 301_000, SMALL);
    roundTrip(bench, 299_000, SMALL);
    expect(bench.facts.risk.streak).toBe(1);
  });

  it.each([
    [-1, 'loss-streak'],
    [0, 'allowed'],
  ])('the cooldown at its end, %i ms', (past, expected) => {
    const bench = losses(3);
    const until = bench.facts.risk.cooldown?.untilMs ?? 0;
    bench.now = until + past - 60_000;
    const order = answer(bench, 's1', SMALL);
    expect(typeof order === 'string' ? order : 'allowed').toBe(expected);
    expect(bench.facts.risk.streak).toBe(0);
  });

  it('shows its timer, and is told once', () => {
    const bench = losses(3);
    const row = viewCore(bench.core).risk.rules.find((rule) => rule.name === 'loss-streak');
    expect(row).toMatchObject({ state: 'halted', reason: '3 losing trades in a row: 59m 59s left' });
    expect(bench.facts.timers.get('cooldown/loss-streak')).toBe(bench.facts.risk.cooldown?.untilMs);
    const told = bench.history.flatMap(({ effects }) => alerts(effects));
    expect(told.filter((title) => title.includes('loss streak'))).toHaveLength(1);
    const alert = bench.history.flatMap(({ effects }) => effects).find(({ type }) => type === 'alert');
    expect(alert).toMatchObject({
      text: '3 losing trades in a row. Entries return in 60 minutes or with `bot resume --reason …`.',
    });
  });

  it('lasts over a restart, and ends with a resume', () => {
    const bench = losses(3);
    expect(recovered(bench).risk).toEqual(bench.facts.risk);
    const after = new CoreBench(config(), structuredClone(recovered(bench)));
    after.now = bench.now;
    expect(answer(after, 's1', SMALL)).toBe('loss-streak');
    after.send({ type: 'command', commandId: 'r', command: { kind: 'resume', reason: 'looked' } });
    expect(answer(after, 's1', SMALL)).toMatchObject({ side: 'buy' });
  });
});

describe('expectancy (R-6)', () => {
  const limit = { r: rateFromFraction(-0.1), trades: 3 };

  it.each([
    ['below it', [297_000, 297_000, 305_000], true],
    ['above it', [297_000, 303_000, 305_000], false],
    ['with too few trades', [297_000, 297_000], false],
  ])('tells when the mean R of the newest trades is %s', (_case, exits, told) => {
    const bench = new CoreBench(
      withRisk({ expectancy: limit, dailyLoss: { fraction: rateFromFraction(1) } }),
    );
    for (const exit of exits) roundTrip(bench, exit, SMALL);
    const titles = bench.history.flatMap(({ effects }) => alerts(effects));
    expect(titles.includes('warning: net expectancy is low')).toBe(told);
    // It warns, and nothing else.
    expect(answer(bench, 's1', SMALL)).toMatchObject({ side: 'buy' });
  });

  it('is told once a day', () => {
    const bench = new CoreBench({ ...withRisk({ expectancy: limit }), sizing: CONFIG.sizing });
    for (let i = 0; i < 5; i++) roundTrip(bench, 297_000, { ...SMALL, riskR: 0.01 });
    const titles = bench.history.flatMap(({ effects }) => alerts(effects));
    expect(titles.filter((title) => title.includes('expectancy'))).toHaveLength(1);
    expect(recovered(bench).risk).toEqual(bench.facts.risk);
  });
});
