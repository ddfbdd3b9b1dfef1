import { describe, expect, it } from 'vitest';
import { CoreBench, cancels, LONG, submits } from '../harness.ts';
import { alerts, answer, ETH_LONG, enter, records, recovered, resting, withRisk, word } from './rig.ts';

const COOLDOWN = 1_800_000;
const config = withRisk({ failSafe: { cooldownMs: COOLDOWN } });

/** A stop that the venue refuses is a critical alert. */
function alarmed(): CoreBench {
  const bench = new CoreBench(config);
  enter(bench, 's1', LONG);
  const stop = [...bench.facts.orders.values()].find((order) => order.role === 'stop');
  if (!stop) throw new Error('no stop');
  bench.update(stop, 'rejected', 1, 'test');
  return bench;
}

describe('fail-safe (M-6)', () => {
  it('is normal without a critical alert', () => {
    expect(answer(new CoreBench(config), 's1', LONG)).toMatchObject({ side: 'buy' });
  });

  it('records the switch, and the entry as it would have been sent', () => {
    const bench = alarmed();
    const modes = bench.history.flatMap(({ effects }) => records(effects, 'mode'));
    expect(modes).toMatchObject([{ mode: 'reduce-only', untilMs: bench.now + COOLDOWN }]);
    expect(answer(bench, 's2', ETH_LONG)).toBe('fail-safe');
    expect(word(bench, 'fail-safe')).toMatchObject({
      used: 'reduce-only',
      reason: expect.stringContaining('buy 0.'),
    });
    expect(word(bench, 'margin')?.verdict).toBe('allow');
  });

  it('cancels entries that work and lets exits, stops and flattening pass', () => {
    const bench = new CoreBench(config);
    const order = answer(bench, 's2', resting({ instrument: 'ETHUSDT' }));
    if (typeof order === 'string') throw new Error(order);
    enter(bench, 's1', LONG);
    const stop = [...bench.facts.orders.values()].find((one) => one.role === 'stop');
    if (!stop) throw new Error('no stop');
    const effects = bench.update(stop, 'rejected', 1, 'test');
    expect(cancels(effects)).toContain(order.clientOrderId);
    expect(submits(effects)).toMatchObject([{ reduceOnly: true, role: 'flatten' }]);
  });

  it.each([
    [-1, 'fail-safe'],
    [0, 'allowed'],
  ])('the cooldown at its end, %i ms', (past, expected) => {
    const bench = alarmed();
    bench.now = (bench.facts.risk.failSafe?.untilMs ?? 0) + past - 60_000;
    const order = answer(bench, 's2', ETH_LONG);
    expect(typeof order === 'string' ? order : 'allowed').toBe(expected);
  });

  it('records the switch back when its timer is due', () => {
    const bench = alarmed();
    bench.now = bench.facts.timers.get('fail-safe/end') ?? 0;
    const effects = bench.send({ type: 'timer', timerId: 'fail-safe/end' });
    expect(records(effects, 'mode')).toMatchObject([{ mode: 'normal' }]);
    expect(bench.facts.risk.failSafe).toBeUndefined();
  });

  it('lasts over a restart', () => {
    const bench = alarmed();
    expect(recovered(bench).risk).toEqual(bench.facts.risk);
    const after = new CoreBench(config, structuredClone(recovered(bench)));
    after.now = bench.now;
    after.bar('BTCUSDT', 300_000);
    expect(answer(after, 's2', ETH_LONG)).toBe('fail-safe');
  });

  it('another critical alert makes it last longer, and is not told twice', () => {
    const bench = alarmed();
    const before = bench.facts.risk.failSafe?.untilMs ?? 0;
    bench.wait(60_000);
    const kill = { kind: 'kill', cancel: false, flatten: false, reason: 'test' } as const;
    const effects = bench.send({ type: 'command', commandId: 'k', command: kill });
    expect(bench.facts.risk.failSafe?.untilMs).toBe(before + 60_000);
    expect(alerts(effects)).toEqual(['critical: kill switch on']);
  });

  it('hears of the critical alerts of the runtime', () => {
    const bench = new CoreBench(config);
    bench.send({
      type: 'command',
      commandId: 'a',
      command: { kind: 'fail-safe', reason: 'the journal is stuck' },
    });
    expect(answer(bench, 's1', LONG)).toBe('fail-safe');
    const off = new CoreBench(withRisk({}));
    off.send({
      type: 'command',
      commandId: 'a',
      command: { kind: 'fail-safe', reason: 'the journal is stuck' },
    });
    expect(answer(off, 's1', LONG)).toMatchObject({ side: 'buy' });
  });
});
