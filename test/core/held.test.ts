import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../src/core/codec.ts';
import type { Command } from '../../src/core/command.ts';
import type { ExecutionConfig } from '../../src/core/config.ts';
import type { Effect } from '../../src/core/effect.ts';
import { completeFacts, createFacts, type Facts } from '../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../src/core/fold.ts';
import { viewCore } from '../../src/core/view/view.ts';
import type { Signal } from '../../src/sdk/index.ts';
import { CONFIG, CoreBench, LONG, submits } from './harness.ts';

const MINUTE = 60_000;

function bench(execution: Partial<ExecutionConfig>): CoreBench {
  return new CoreBench({ execution: { ...CONFIG.execution, ...execution } });
}

/** After an entry that has just filled, under a block of 15 minutes. */
function churned(execution: Partial<ExecutionConfig> = {}) {
  const core = bench({ antiChurnMs: 15 * MINUTE, ...execution });
  const [entry] = submits(core.ask('s1', { ...LONG, targets: [] }));
  if (!entry) throw new Error('no entry');
  core.fill(entry, entry.quantity, 300_000);
  return { core, endMs: core.now + 15 * MINUTE };
}

function command(core: CoreBench, it: Command): readonly Effect[] {
  return core.send({ type: 'command', commandId: 'c', command: it });
}

function due(core: CoreBench, id: string, atMs = core.facts.timers.get(`held/${id}`) ?? Number.NaN) {
  core.now = atMs;
  return core.send({ type: 'timer', timerId: `held/${id}` });
}

function entries(effects: readonly Effect[]) {
  return submits(effects).filter((order) => order.role === 'entry');
}

describe('anti-churn (R-5)', () => {
  const SLOW: Signal = { ...LONG, targets: [], expiresMs: 20 * MINUTE };

  it('queues a second signal of the side, with the time at which it goes on', () => {
    const { core, endMs } = churned();
    expect(entries(core.ask('s1', SLOW))).toEqual([]);
    expect([...core.facts.held.values()]).toMatchObject([
      { id: 's1', owner: 's1', instrument: 'BTCUSDT', stage: 'queued', releaseMs: endMs, quantity: 333 },
    ]);
    expect(core.facts.timers.get('held/s1')).toBe(endMs);
    expect(core.refused).toEqual([]);
  });

  it('sends it when the block ends, sized anew', () => {
    const { core } = churned();
    core.ask('s1', SLOW);
    core.bar('BTCUSDT', 301_000);
    const [order] = entries(due(core, 's1'));
    // 1 % of 10,033 over 400.0 of price.
    expect(order).toMatchObject({ side: 'buy', quantity: 250 });
    expect(core.facts.held.size).toBe(0);
  });

  it('never sends one that is older than its validity, which is 5 s where it does not say', () => {
    const { core } = churned();
    core.ask('s1', { ...LONG, targets: [] });
    expect(core.facts.timers.get('held/s1')).toBe(core.now + 5_000);
    expect(entries(due(core, 's1'))).toEqual([]);
    expect(core.refused).toEqual([{ owner: 's1', rule: 'expired' }]);
    expect(core.facts.refusals.get('expired')).toBe(1);
  });

  it('keeps it for as long as the profile holds signals, where that is longer', () => {
    const { core, endMs } = churned({ holdMs: 30 * MINUTE });
    core.ask('s1', { ...LONG, targets: [] });
    expect(core.facts.timers.get('held/s1')).toBe(endMs);
    expect(entries(due(core, 's1'))).toHaveLength(1);
  });

  it('keeps the newest of a strategy, instrument and side', () => {
    const { core } = churned();
    core.ask('s1', SLOW);
    core.ask('s1', { ...SLOW, reason: 'newer' });
    expect([...core.facts.held.values()].map((held) => [held.id, held.signal.reason])).toEqual([
      ['s2', 'newer'],
    ]);
    expect(core.facts.timers.has('held/s1')).toBe(false);
    expect(core.facts.refusals.get('superseded')).toBe(1);
  });

  it('blocks neither the other side nor another instrument nor plain orders', () => {
    const { core } = churned();
    const order = { type: 'order', instrument: 'BTCUSDT', side: 'buy', orderType: 'limit' } as const;
    expect(entries(core.ask('s1', { ...order, price: 299_000, quantity: 10, reason: 'grid' }))).toHaveLength(
      1,
    );
    expect(entries(core.ask('s2', { ...LONG, instrument: 'ETHUSDT' }))).toHaveLength(1);
    core.ask('s1', { ...LONG, side: 'sell', stop: 303_000, targets: [] });
    expect(core.refused.at(-1)?.rule).toBe('forbid-flip');
  });

  it('counts from a fill: an entry that nobody filled blocks nothing', () => {
    const core = bench({ antiChurnMs: 15 * MINUTE });
    const [entry] = entries(core.ask('s1', { ...LONG, entry: 299_000 }));
    if (!entry) throw new Error('no entry');
    core.update(entry, 'cancelled', 1);
    expect(entries(core.ask('s1', LONG))).toHaveLength(1);
  });

  it('asks the gate when it is sent: what has been forbidden since is refused', () => {
    const { core } = churned();
    core.ask('s1', SLOW);
    command(core, { kind: 'kill', cancel: false, flatten: false, reason: 'test' });
    expect(entries(due(core, 's1'))).toEqual([]);
    expect(core.refused.at(-1)).toEqual({ owner: 's1', rule: 'kill-switch' });
  });

  it('forgets it with its strategy', () => {
    const { core } = churned();
    core.ask('s1', SLOW);
    command(core, { kind: 'stop-strategy', owner: 's1', reason: 'test' });
    expect(core.facts.held.size).toBe(0);
    expect(core.facts.timers.has('held/s1')).toBe(false);
  });

  it('sends none once the bot is stopping', () => {
    const { core } = churned();
    core.ask('s1', SLOW);
    expect(entries(command(core, { kind: 'wind-down' }))).toEqual([]);
    expect(core.facts.held.size).toBe(0);
  });
});

describe('manual confirmation (E-7)', () => {
  it('makes a signal wait with its levels, size and time, and tells it', () => {
    const core = bench({ manual: true });
    const effects = core.ask('s1', { ...LONG, expiresMs: 30_000 });
    expect(entries(effects)).toEqual([]);
    expect([...core.facts.held.values()]).toEqual([
      {
        id: 's1',
        owner: 's1',
        instrument: 'BTCUSDT',
        signal: { ...LONG, expiresMs: 30_000 },
        stage: 'confirm',
        quantity: 333,
        sinceMs: core.now,
        expiresMs: core.now + 30_000,
        releaseMs: undefined,
      },
    ]);
    expect(effects.find((e) => e.type === 'alert')).toMatchObject({ level: 'info' });
  });

  it('sends it on the operator’s word, once', () => {
    const core = bench({ manual: true });
    core.ask('s1', LONG);
    expect(entries(command(core, { kind: 'confirm', id: 's1' }))).toHaveLength(1);
    expect(command(core, { kind: 'confirm', id: 's1' })).toEqual([]);
    expect(core.facts.timers.has('held/s1')).toBe(false);
  });

  it('drops it where it is declined, and the strategy is told', () => {
    const core = bench({ manual: true });
    core.ask('s1', LONG);
    expect(entries(command(core, { kind: 'decline', id: 's1' }))).toEqual([]);
    expect(core.refused).toEqual([{ owner: 's1', rule: 'declined' }]);
    expect(command(core, { kind: 'confirm', id: 's1' })).toEqual([]);
  });

  it('shows what the strategy asked for, and what became of it', () => {
    const core = bench({ manual: true });
    core.ask('s1', LONG);
    command(core, { kind: 'decline', id: 's1', reason: 'not before the news' });
    const [row] = viewCore(core.core).strategies;
    expect(row?.asked).toEqual([
      { timeMs: core.now, instrument: 'BTCUSDT', what: 'buy signal', rule: null, reason: LONG.reason },
      {
        timeMs: core.now,
        instrument: 'BTCUSDT',
        what: 'buy signal',
        rule: 'declined',
        reason: 'not before the news',
      },
    ]);
    for (let i = 0; i < 30; i++) core.ask('s1', LONG);
    expect(viewCore(core.core).strategies[0]?.asked.length).toBe(12);
  });

  it('drops it when its time is over, and takes no word after that', () => {
    const core = bench({ manual: true });
    core.ask('s1', LONG);
    core.wait(5_001);
    expect(entries(command(core, { kind: 'confirm', id: 's1' }))).toEqual([]);
    expect(core.refused).toEqual([{ owner: 's1', rule: 'expired' }]);
    core.ask('s1', LONG);
    due(core, 's2');
    expect(core.refused).toHaveLength(2);
    expect(core.facts.held.size).toBe(0);
  });

  it('waits for the word after the block, where both hold it back', () => {
    const { core } = churned();
    const manual = { execution: { ...core.core.config.execution, manual: true } };
    const again = new CoreBench(manual, structuredClone(core.facts));
    again.now = core.now;
    again.bar('BTCUSDT', 300_000);
    again.ask('s1', { ...LONG, targets: [], expiresMs: 30 * MINUTE });
    expect(entries(due(again, 's1'))).toEqual([]);
    expect(again.facts.held.get('s1')?.stage).toBe('confirm');
    expect(entries(command(again, { kind: 'confirm', id: 's1' }))).toHaveLength(1);
  });

  it('holds back no plain order, exit or stop', () => {
    const core = bench({ manual: true });
    const order = { type: 'order', instrument: 'BTCUSDT', side: 'buy', orderType: 'market' } as const;
    expect(submits(core.ask('s1', { ...order, quantity: 10, reason: 'maker' }))).toHaveLength(1);
  });
});

describe('held signals', () => {
  it('survive a restart, with their time', () => {
    const { core } = churned();
    core.ask('s1', { ...LONG, targets: [], expiresMs: 20 * MINUTE });
    const saved = completeFacts(decode(encode(core.facts)) as Facts);
    const again = new CoreBench(core.core.config, saved);
    again.now = core.now;
    again.bar('BTCUSDT', 300_000);
    expect(entries(due(again, 's1'))).toHaveLength(1);
  });

  it('leave facts that recovery folds the same, and are empty in facts of an older version', () => {
    const core = bench({ manual: true });
    core.ask('s1', LONG);
    core.ask('s1', { ...LONG, reason: 'newer' });
    command(core, { kind: 'confirm', id: 's2' });
    core.ask('s1', LONG);
    const recovered = createFacts();
    for (const { event, effects } of core.history) {
      if (event.type !== 'bar') foldEvent(recovered, event);
      foldDecision(recovered, { seq: event.seq, at: event.at, effects });
    }
    expect(recovered.held).toEqual(core.facts.held);
    expect([recovered.heldCount, recovered.refusals]).toEqual([3, core.facts.refusals]);
    const { held: _h, heldCount: _c, refusals: _r, ...older } = createFacts();
    expect(completeFacts(older as Facts)).toMatchObject({
      held: new Map(),
      heldCount: 0,
      refusals: new Map(),
    });
  });
});

describe('orders and positions that an older version saved', () => {
  it('get what has been added since, and go on', () => {
    const core = new CoreBench();
    const [entry] = submits(core.ask('s1', LONG));
    if (!entry) throw new Error('no entry');
    core.fill(entry, 100, 300_000);
    const saved = structuredClone(core.facts);
    for (const order of saved.orders.values()) {
      for (const key of ['claimed', 'told', 'amendedAt', 'isJudged', 'entry', 'target', 'group'] as const)
        Reflect.deleteProperty(order, key);
      Object.assign(order, { amending: 50 });
    }
    for (const position of saved.positions.values()) {
      for (const key of ['taken', 'brokeEven', 'coreTrails', 'dust', 'enteredMs', 'refusedTargets'] as const)
        Reflect.deleteProperty(position, key);
      Object.assign(position, { plan: { stop: 297_000, targets: [] } });
    }
    const again = new CoreBench({}, completeFacts(saved));
    again.now = core.now;
    again.fill(entry, 233, 300_000);
    const [order] = [...again.facts.orders.values()];
    expect(order).toMatchObject({ amending: { quantity: 50 }, claimed: 0, filled: 333, state: 'filled' });
    expect([...again.facts.positions.values()]).toMatchObject([{ quantity: 333, plan: { stop: 297_000 } }]);
  });
});
