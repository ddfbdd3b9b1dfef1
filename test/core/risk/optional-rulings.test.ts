import { describe, expect, it } from 'vitest';
import type { RiskConfig } from '../../../src/core/risk/config.ts';
import { antiChurn, blockedUntil } from '../../../src/core/risk/rules/anti-churn.ts';
import { backpressure } from '../../../src/core/risk/rules/backpressure.ts';
import { failSafe } from '../../../src/core/risk/rules/fail-safe.ts';
import { fundingWindow } from '../../../src/core/risk/rules/funding-window.ts';
import { RULES, rulesOf } from '../../../src/core/risk/rules/index.ts';
import { liquidation } from '../../../src/core/risk/rules/liquidation.ts';
import { liquidity } from '../../../src/core/risk/rules/liquidity.ts';
import { restingExits } from '../../../src/core/risk/rules/resting-exits.ts';
import { session } from '../../../src/core/risk/rules/session.ts';
import { spread } from '../../../src/core/risk/rules/spread.ts';
import { totalRisk } from '../../../src/core/risk/rules/total-risk.ts';
import type { HeldSignal } from '../../../src/core/signals/held.ts';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { BTC, CONFIG, CoreBench, cash, ETH, LONG } from '../harness.ts';
import { answer, enter, resting, withRisk } from './rig.ts';
import { bench, hold, proposal, said, stands } from './said.ts';

const HOUR = 3_600_000;

describe('the rules that are asked', () => {
  const named = (risk: Partial<RiskConfig>, execution: Partial<typeof CONFIG.execution> = {}): string[] => {
    const config = { risk: { ...CONFIG.risk, ...risk }, execution: { ...CONFIG.execution, ...execution } };
    return rulesOf(new CoreBench(config).core).map((rule) => rule.name);
  };
  const always = RULES.filter((rule) => rule.isOn === undefined).map((rule) => rule.name);

  it.each([
    ['session', { session: { noEntriesMs: 0, flatMs: 0 } }],
    ['funding-window', { fundingExit: { beforeMs: 1, r: 1, action: 'alert' } }],
    ['drawdown', { drawdown: { fraction: 1, days: 1 } }],
    ['loss-streak', { lossStreak: { trades: 1, cooldownMs: 1 } }],
    ['expectancy', { expectancy: { r: 0, trades: 1 } }],
    ['max-per-base', { maxPositionsPerBase: 1 }],
    ['rotation', { rotation: { keep: 1, everyMs: 1 } }],
    ['liquidity', { liquidity: { withinBps: 1, depth: 0n, cover: 0, unknown: 'deny' } }],
    ['liquidation', { liquidation: { multiplier: 1, action: 'alert' } }],
    ['total-risk', { totalRisk: { cash: 1n } }],
    ['fail-safe', { failSafe: { cooldownMs: 1 } }],
  ] as const)('have %s among them where the profile has it', (name, risk) => {
    expect(named({})).toEqual(always);
    expect(named(risk).filter((one) => !always.includes(one))).toEqual([name]);
  });

  it('have spread and anti-churn where they have a limit', () => {
    const liquidity = { withinBps: 1, depth: 0n, cover: 0, unknown: 'deny', maxSpreadBps: 5 } as const;
    expect(named({ liquidity })).toContain('spread');
    expect(named({}, { antiChurnMs: 1 })).toContain('anti-churn');
    expect(named({}, { antiChurnMs: 0 })).not.toContain('anti-churn');
  });
});

describe('anti-churn says', () => {
  const execution = { ...CONFIG.execution, antiChurnMs: 60_000 };
  const churning = (): CoreBench => {
    const on = new CoreBench({ ...withRisk({}), execution });
    on.bar('BTCUSDT', 300_000);
    return on;
  };
  const bySignal = { bySignal: true };

  it('how long an entry of the side is still blocked', () => {
    const on = churning();
    expect(said(antiChurn, on, bySignal)).toBe('allow: none of 60000 ms: no entry of its side just now');
    enter(on, 's1', LONG);
    on.core.now += 59_999;
    expect(said(antiChurn, on, bySignal)).toBe(
      'deny: 1 ms to go of 60000 ms: an entry of its side was filled just now',
    );
    expect(said(antiChurn, on)).toMatch(/^allow: none/);
    expect(said(antiChurn, on, { ...bySignal, side: 'sell' })).toMatch(/^allow: none/);
    expect(said(antiChurn, on, { ...bySignal, instrument: ETH })).toMatch(/^allow: none/);
    on.core.now += 1;
    expect(said(antiChurn, on, bySignal)).toMatch(/^allow: none/);
  });

  it('nothing at the very beginning of time, and where it is off', () => {
    const on = churning();
    hold(on, 1);
    on.core.now = 10;
    expect(blockedUntil(on.core, BTC.id, 'buy')).toBeUndefined();
    const off = bench();
    enter(off, 's1', LONG);
    expect(blockedUntil(off.core, BTC.id, 'buy')).toBeUndefined();
  });

  it('how many signals are queued', () => {
    const on = churning();
    expect(stands(antiChurn, on)).toBe('ok: 0 queued of 60000 ms');
    on.facts.held.set('a', { stage: 'confirm' } as HeldSignal);
    expect(stands(antiChurn, on)).toBe('ok: 0 queued of 60000 ms');
    on.facts.held.set('b', { stage: 'queued' } as HeldSignal);
    expect(stands(antiChurn, on)).toBe('warning: 1 queued of 60000 ms');
  });
});

describe('backpressure says', () => {
  it('whether the runtime keeps up', () => {
    const on = bench();
    expect([said(backpressure, on), stands(backpressure, on)]).toEqual([
      'allow: keeping up of keeping up: the runtime keeps up',
      'ok: 0 overloads of degrade',
    ]);
    const market = on.core.markets.get(ETH.id);
    if (market) market.late = true;
    expect([said(backpressure, on), stands(backpressure, on)]).toEqual([
      'allow: keeping up of keeping up: the runtime keeps up',
      'warning: 0 overloads of degrade',
    ]);
    expect(said(backpressure, on, { instrument: ETH })).toBe(
      'deny: degraded of keeping up: the runtime could not keep up; waiting for fresh data',
    );
    expect(said(backpressure, on, { instrument: { ...BTC, id: 'XYZ' } })).toMatch(/^allow/);
    on.facts.halt = { rule: 'backpressure', reason: 'x', sinceMs: 0 };
    expect([said(backpressure, on), stands(backpressure, on)]).toEqual([
      'deny: halted of keeping up: the runtime could not keep up; resume when it can',
      'halted: 0 overloads of degrade',
    ]);
    on.facts.halt = { rule: 'other', reason: 'x', sinceMs: 0 };
    expect(said(backpressure, on)).toMatch(/^allow/);
    expect(stands(backpressure, bench({ backpressure: 'halt' }))).toBe('ok: 0 overloads of halt');
  });
});

describe('fail-safe says', () => {
  it('what it would have sent, and how long it lasts', () => {
    const on = bench({ failSafe: { cooldownMs: 60_000 } });
    expect([said(failSafe, on), stands(failSafe, on)]).toEqual([
      'allow: normal of normal: no critical alert holds entries back',
      'ok: normal of normal',
    ]);
    on.facts.risk.failSafe = { sinceMs: 0, untilMs: on.core.now + 61_000, reason: 'why' };
    expect([said(failSafe, on), stands(failSafe, on)]).toEqual([
      'deny: reduce-only of normal: shadowed, would have been sent: buy 0.1',
      'halted: reduce-only of normal: why: 1m 01s left',
    ]);
    on.core.now += 61_000;
    expect([said(failSafe, on), stands(failSafe, on)]).toEqual([
      'allow: normal of normal: no critical alert holds entries back',
      'ok: normal of normal',
    ]);
  });
});

describe('liquidation says', () => {
  const risk = { liquidation: { multiplier: rateFromFraction(1.5), action: 'alert' } } as const;
  const isolated = (): CoreBench => {
    const on = bench(risk);
    Object.assign(on.core.config, { marginMode: 'isolated' });
    return on;
  };

  it.each([
    ['no stop', {}, 'allow: no stop of 28090.5: without a stop the position is watched'],
    [
      'a stop',
      { stop: 290_000 },
      'allow: stop 29000 of stop 28090.5 at the latest: the stop comes well before liquidation',
    ],
    [
      'the latest',
      { stop: 280_905 },
      'allow: stop 28090.5 of stop 28090.5 at the latest: the stop comes well before liquidation',
    ],
    [
      'a later one',
      { stop: 280_904 },
      'deny: stop 28090.4 of stop 28090.5 at the latest: the stop is too near to liquidation',
    ],
    [
      'a short’s latest',
      { side: 'sell', stop: 318_905 },
      'allow: stop 31890.5 of stop 31890.5 at the latest: the stop comes well before liquidation',
    ],
    [
      'a short’s later one',
      { side: 'sell', stop: 318_906 },
      'deny: stop 31890.6 of stop 31890.5 at the latest: the stop is too near to liquidation',
    ],
    [
      'spot',
      { stop: 1, instrument: { ...BTC, kind: 'spot' } },
      'allow: stop 0.1 of none: it cannot be liquidated',
    ],
    [
      'spot without a stop',
      { instrument: { ...BTC, kind: 'spot' } },
      'allow: no stop of none: without a stop the position is watched',
    ],
  ] as const)('of an entry with %s', (_, over, expected) => {
    expect(said(liquidation, isolated(), over)).toBe(expected);
  });

  it('of a limit that it counts, not the market', () => {
    expect(said(liquidation, isolated(), { type: 'limit', price: 200_000 })).toContain('of 18727');
  });
});

describe('liquidity and spread say', () => {
  const book = (on: CoreBench, bids: readonly number[], asks: readonly number[]): CoreBench => {
    on.send({ type: 'book', instrument: BTC.id, time: 1, kind: 'snapshot', update: 1, bids, asks });
    return on;
  };
  const limits = (over: object = {}): CoreBench =>
    bench({
      liquidity: {
        withinBps: 10,
        depth: cash('3000'),
        cover: rateFromFraction(1.5),
        unknown: 'deny',
        maxSpreadBps: 5,
        ...over,
      },
    });

  it.each([
    [
      'just enough for one and a half times the order',
      150,
      {},
      'allow: 4500.00 of at least 4500.00: the asks are deep enough',
    ],
    ['one lot too little', 149, {}, 'deny: 4470.00 of at least 4500.00: the asks are too thin'],
    [
      'the least depth, of a small order',
      100,
      { quantity: 10 },
      'allow: 3000.00 of at least 3000.00: the asks are deep enough',
    ],
    ['less than that', 99, { quantity: 10 }, 'deny: 2970.00 of at least 3000.00: the asks are too thin'],
    [
      'a size that is rounded up',
      101,
      { quantity: 67 },
      'allow: 3030.00 of at least 3030.00: the asks are deep enough',
    ],
  ])('of asks that hold %s', (_, size, over, expected) => {
    const on = book(limits(), [299_900, 1], [300_000, size, 300_400, 9_000]);
    expect(said(liquidity, on, over)).toBe(expected);
  });

  it('of a sale the bids', () => {
    const on = book(limits(), [300_000, 150, 299_600, 9_000], [300_100, 1]);
    expect(said(liquidity, on, { side: 'sell' })).toBe(
      'allow: 4500.00 of at least 4500.00: the bids are deep enough',
    );
    const thin = book(limits(), [300_000, 149], [300_100, 9_000]);
    expect(said(liquidity, thin, { side: 'sell' })).toBe(
      'deny: 4470.00 of at least 4500.00: the bids are too thin',
    );
  });

  it('that without a book the profile decides', () => {
    expect(said(liquidity, limits())).toBe('deny: unknown of at least 4500.00: no order book is known');
    expect(said(liquidity, limits({ unknown: 'allow' }))).toMatch(/^allow: unknown/);
    expect(said(spread, limits())).toBe('deny: unknown of 5 bps: no order book is known');
    expect(said(spread, limits({ unknown: 'allow' }))).toMatch(/^allow: unknown/);
    expect(said(spread, book(limits(), [], [300_000, 1]))).toMatch(/^deny: unknown/);
    expect(said(spread, book(limits(), [300_000, 1], []))).toMatch(/^deny: unknown/);
    expect(said(liquidity, book(limits(), [300_000, 1], []))).toMatch(/^deny: unknown/);
  });

  it.each([
    [300_150, 'allow: 5 bps of 5 bps: the spread is narrow enough'],
    [300_151, 'deny: 5.1 bps of 5 bps: the spread is too wide'],
    [300_000, 'allow: 0 bps of 5 bps: the spread is narrow enough'],
  ])('of an ask of %s over a bid of 300,000 how wide that is', (ask, expected) => {
    expect(said(spread, book(limits(), [300_000, 1], [ask, 1]))).toBe(expected);
  });
});

describe('resting-exits says', () => {
  it('how many exits of the key rest already', () => {
    const on = bench({ maxOpenOrders: 1 });
    hold(on, 100);
    const exit = { role: 'exit', type: 'limit', side: 'sell', reduceOnly: true } as const;
    expect(said(restingExits, on, exit)).toBe('allow: 0 of 1: room for another exit');
    const sale = { side: 'sell', reduceOnly: true, price: 310_000, quantity: 10 } as const;
    const { stop: _, ...rest } = resting(sale);
    expect(answer(on, 's1', rest)).toMatchObject({ role: 'exit' });
    expect(said(restingExits, on, exit)).toBe('deny: 1 of 1: as many exits as allowed rest already');
    expect(said(restingExits, on, { ...exit, type: 'market' })).toBe('allow: 0 of 1: room for another exit');
    expect(said(restingExits, on, { ...exit, role: 'target' })).toMatch(/^allow: 0/);
    expect(said(restingExits, on, { ...exit, owner: 's2' })).toMatch(/^allow: 0/);
    expect(said(restingExits, on, { ...exit, instrument: ETH })).toMatch(/^allow: 0/);
  });
});

describe('session says', () => {
  /** Monday 00:00 UTC. */
  const MONDAY = 1_699_833_600_000;
  const hours = [{ openMs: 9 * HOUR, closeMs: 17 * HOUR }];
  const at = (ms: number, over: object = {}): CoreBench => {
    const on = bench({ session: { hours, noEntriesMs: 1_800_000, flatMs: 0, ...over } });
    on.core.now = MONDAY + ms;
    return on;
  };

  it.each([
    [
      9 * HOUR - 1,
      'deny: closed of closes in more than 30m 00s: the session is closed',
      'halted: 0 of 2 open',
    ],
    [
      9 * HOUR,
      'allow: closes in 480m 00s of closes in more than 30m 00s: the session is open',
      'ok: 2 of 2 open',
    ],
    [
      16.5 * HOUR - 1,
      'allow: closes in 30m 01s of closes in more than 30m 00s: the session is open',
      'ok: 2 of 2 open',
    ],
    [
      16.5 * HOUR,
      'deny: closes in 30m 00s of closes in more than 30m 00s: the session closes soon',
      'halted: 0 of 2 open',
    ],
    [17 * HOUR, 'deny: closed of closes in more than 30m 00s: the session is closed', 'halted: 0 of 2 open'],
  ])('%s ms after Monday began', (ms, check, status) => {
    const on = at(ms);
    expect(said(session, on)).toBe(check);
    expect(stands(session, on)).toMatch(`${status} of closes in more than 30m 00s`);
  });

  it('never of what has no hours; the narrower of profile and instrument where both have', () => {
    expect(said(session, at(3 * HOUR, { hours: undefined }))).toBe(
      'allow: never closes of closes in more than 30m 00s: the session is open',
    );
    const on = at(10 * HOUR);
    on.facts.instruments.set(BTC.id, { ...BTC, sessions: [{ openMs: 10 * HOUR, closeMs: 12 * HOUR }] });
    expect(said(session, on)).toMatch(/^allow: closes in 120m 00s/);
    on.core.now += 2 * HOUR;
    expect(said(session, on)).toMatch(/^deny: closed/);
    expect(stands(session, on)).toMatch(/^ok: 1 of 2 open/);
    const unlisted = { ...BTC, id: 'XYZ' };
    expect(said(session, on, { instrument: unlisted })).toMatch(/^allow: closes in 300m/);
  });

  it('open where the profile no longer has one', () => {
    expect(said(session, bench())).toBe(
      'allow: never closes of closes in more than 0m 00s: the session is open',
    );
    expect(stands(session, bench())).toBe('ok: 2 of 2 open of closes in more than 0m 00s');
  });
});

describe('funding-window says', () => {
  const INTERVAL = BTC.fundingIntervalMs;
  const at = (left: number, nextFundingMs?: number): CoreBench => {
    const on = bench({ fundingExit: { beforeMs: 600_000, r: 0, action: 'alert' } });
    on.core.now = Math.ceil(on.core.now / INTERVAL) * INTERVAL - left;
    const told = nextFundingMs === undefined ? {} : { nextFundingMs: on.core.now + nextFundingMs };
    const market = on.core.markets.get(BTC.id);
    if (market) market.ticker = { type: 'ticker', instrument: BTC.id, time: 0, ...told };
    return on;
  };

  it.each([
    [600_001, undefined, 'allow: funding in 10m 01s of at least 10m 00s: funding is far enough away'],
    [600_000, undefined, 'allow: funding in 10m 00s of at least 10m 00s: funding is far enough away'],
    [
      599_999,
      undefined,
      'deny: funding in 10m 00s of at least 10m 00s: funding is too near for a new position',
    ],
    [1, undefined, 'deny: funding in 0m 01s of at least 10m 00s: funding is too near for a new position'],
    [INTERVAL, undefined, 'allow: funding in 480m 00s of at least 10m 00s: funding is far enough away'],
    // The venue's word outranks the interval, while it lies ahead.
    [
      3_000_000,
      300_000,
      'deny: funding in 5m 00s of at least 10m 00s: funding is too near for a new position',
    ],
    [300_000, 3_000_000, 'allow: funding in 50m 00s of at least 10m 00s: funding is far enough away'],
    [300_000, 0, 'deny: funding in 5m 00s of at least 10m 00s: funding is too near for a new position'],
  ])('%s ms before the interval ends, told %s', (left, told, expected) => {
    expect(said(fundingWindow, at(left, told))).toBe(expected);
  });

  it('nothing of what has no funding', () => {
    const on = at(1);
    on.facts.instruments.set(BTC.id, { ...BTC, fundingIntervalMs: 0 });
    expect(said(fundingWindow, on)).toBe('allow: no funding of at least 10m 00s: funding is far enough away');
    expect(said(fundingWindow, on, { instrument: ETH })).toMatch(/^deny/);
    expect(said(fundingWindow, on, { instrument: { ...BTC, id: 'XYZ' } })).toMatch(/^allow: no funding/);
  });

  it('nothing where the profile no longer has one', () => {
    expect(said(fundingWindow, bench())).toMatch(/^allow: funding in \d+m \d+s of at least 0m 00s/);
  });
});

describe('total-risk says', () => {
  it('what all stops may cost: 300.0 of price on 0.1 BTC is 30', () => {
    const on = bench({ totalRisk: { cash: cash('60') } });
    const stop = 297_000;
    expect(said(totalRisk, on, { stop })).toBe(
      'allow: 30.00 of 60.00: the total risk stays within its limit',
    );
    expect(said(totalRisk, on, { stop, quantity: 200 })).toMatch(/^allow: 60.00/);
    expect(said(totalRisk, on, { stop, quantity: 201 })).toBe(
      'resize 200: 60.30 of 60.00: made smaller to stay within the total risk',
    );
    expect(stands(totalRisk, on)).toBe('ok: 0.00 of 60.00');
    const placed = (quantity: number): void =>
      void answer(on, 's1', resting({ quantity, price: 299_000, stop: 298_000 }));
    placed(449);
    expect(stands(totalRisk, on)).toBe('ok: 44.90 of 60.00');
    placed(1);
    expect(stands(totalRisk, on)).toBe('warning: 45.00 of 60.00');
    expect(said(totalRisk, on, { stop })).toMatch(/^resize 50: 75.00/);
    placed(150);
    expect(said(totalRisk, on, { stop, quantity: 1 })).toBe(
      'deny: 60.30 of 60.00: the total risk is at its limit',
    );
    expect(said(totalRisk, on, { stop: 300_000, quantity: 1 })).toMatch(/^allow: 60.00/);
  });

  it('the tighter of cash and R, and of a profile without it nothing', () => {
    const limit = (risk: RiskConfig['totalRisk']): string =>
      totalRisk.check(proposal({ stop: 297_000 }), bench(risk && { totalRisk: risk }).core).limit;
    expect(limit({ cash: cash('60') })).toBe('60.00');
    // 1 R is 100.
    expect(limit({ r: rateFromFraction(0.5) })).toBe('50.00');
    expect(limit({ cash: cash('60'), r: rateFromFraction(0.5) })).toBe('50.00');
    expect(limit({ cash: cash('40'), r: rateFromFraction(0.5) })).toBe('40.00');
    expect(limit(undefined)).toBe('0.00');
  });
});
