import { describe, expect, it } from 'vitest';
import { dailyLoss } from '../../../src/core/risk/rules/daily-loss.ts';
import { doubleSend } from '../../../src/core/risk/rules/double-send.ts';
import { drawdown, percent } from '../../../src/core/risk/rules/drawdown.ts';
import { expectancy } from '../../../src/core/risk/rules/expectancy.ts';
import { forbidFlip } from '../../../src/core/risk/rules/forbid-flip.ts';
import { killSwitch } from '../../../src/core/risk/rules/kill-switch.ts';
import { lossStreak, minutes } from '../../../src/core/risk/rules/loss-streak.ts';
import { margin } from '../../../src/core/risk/rules/margin.ts';
import { maxOpenOrders } from '../../../src/core/risk/rules/max-open-orders.ts';
import { maxPerBase } from '../../../src/core/risk/rules/max-per-base.ts';
import { maxPosition } from '../../../src/core/risk/rules/max-position.ts';
import { maxPositions } from '../../../src/core/risk/rules/max-positions.ts';
import { openForEntries } from '../../../src/core/risk/rules/open-for-entries.ts';
import { positionMode } from '../../../src/core/risk/rules/position-mode.ts';
import { resources } from '../../../src/core/risk/rules/resources.ts';
import { soleOwner } from '../../../src/core/risk/rules/sole-owner.ts';
import { venueLimits } from '../../../src/core/risk/rules/venue-limits.ts';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { BTC, CoreBench, cash, ETH, LONG, START } from '../harness.ts';
import { answer, ETH_LONG, enter, resting, withRisk } from './rig.ts';
import { bench, hold, lose, proposal, said, stands } from './said.ts';

describe('daily-loss says', () => {
  it.each([
    ['0', 'allow: 0.00 of 200.00: the day is within its loss limit', 'ok: 0.00 of 200.00'],
    ['-50', 'allow: 0.00 of 200.00: the day is within its loss limit', 'ok: 0.00 of 200.00'],
    ['149.99', 'allow: 149.99 of 200.00: the day is within its loss limit', 'ok: 149.99 of 200.00'],
    ['150', 'allow: 150.00 of 200.00: the day is within its loss limit', 'warning: 150.00 of 200.00'],
    ['199.99', 'allow: 199.99 of 200.00: the day is within its loss limit', 'warning: 199.99 of 200.00'],
    ['200', 'deny: 200.00 of 200.00: the day has lost as much as it may', 'halted: 200.00 of 200.00'],
    ['201', 'deny: 201.00 of 200.00: the day has lost as much as it may', 'halted: 201.00 of 200.00'],
  ])('after a loss of %s', (loss, check, status) => {
    const on = bench();
    lose(on, loss);
    expect([said(dailyLoss, on), stands(dailyLoss, on)]).toEqual([check, status]);
  });

  it('the tightest of fraction, cash and R', () => {
    const fraction = rateFromFraction(0.02);
    const limit = (more: object): unknown =>
      dailyLoss.check(proposal(), bench({ dailyLoss: { fraction, ...more } }).core).limit;
    expect(limit({ cash: cash('150') })).toBe('150.00');
    expect(limit({ cash: cash('250') })).toBe('200.00');
    // 1 R is 1 % of 10,000.
    expect(limit({ r: rateFromFraction(1.5) })).toBe('150.00');
    expect(limit({ r: rateFromFraction(2.5) })).toBe('200.00');
    expect(limit({ cash: cash('120'), r: rateFromFraction(1.5) })).toBe('120.00');
  });

  it('no limit before the day’s first equity, or where that is nothing', () => {
    const on = bench();
    on.facts.day = undefined;
    const none = 'allow: 0.00 of none: the day is within its loss limit';
    expect([said(dailyLoss, on), stands(dailyLoss, on)]).toEqual([none, 'ok: 0.00 of none']);
    on.facts.day = { key: 'd', equity: 0n };
    expect(said(dailyLoss, on)).toBe(none);
  });

  it('halted while its own halt lasts, though the loss is made good', () => {
    const on = bench();
    on.facts.halt = { rule: 'daily-loss', reason: 'lost', sinceMs: 0 };
    expect(stands(dailyLoss, on)).toBe('halted: 0.00 of 200.00: lost');
    on.facts.halt = { rule: 'other', reason: 'else', sinceMs: 0 };
    expect(stands(dailyLoss, on)).toBe('ok: 0.00 of 200.00: else');
  });
});

describe('double-send says', () => {
  it('how long ago the same entry was sent', () => {
    const on = bench({ doubleSendMs: 1_000 });
    expect(said(doubleSend, on)).toBe('allow: none of 1000 ms: no equal entry was sent just now');
    answer(on, 's1', LONG);
    on.core.now += 999;
    expect(said(doubleSend, on)).toBe('deny: 999 ms of 1000 ms: the same entry was sent a moment ago');
    expect(said(doubleSend, on, { side: 'sell' })).toMatch(/^allow: none/);
    expect(said(doubleSend, on, { instrument: ETH })).toMatch(/^allow: none/);
    expect(said(doubleSend, on, { owner: 's2' })).toMatch(/^allow: none/);
    on.core.now += 1;
    expect(said(doubleSend, on)).toBe('allow: 1000 ms of 1000 ms: no equal entry was sent just now');
  });
});

describe('drawdown says', () => {
  const limit = { drawdown: { fraction: rateFromFraction(0.2), days: 3 } };

  it.each([
    ['0', 'allow: 0.00 % of 20.00 %: equity is near enough to its peak', 'ok: 0.00 % of 20.00 %'],
    ['1499', 'allow: 14.99 % of 20.00 %: equity is near enough to its peak', 'ok: 14.99 % of 20.00 %'],
    ['1500', 'allow: 15.00 % of 20.00 %: equity is near enough to its peak', 'warning: 15.00 % of 20.00 %'],
    ['1999', 'allow: 19.99 % of 20.00 %: equity is near enough to its peak', 'warning: 19.99 % of 20.00 %'],
    [
      '2000',
      'deny: 20.00 % of 20.00 %: equity has fallen too far from its peak',
      'halted: 20.00 % of 20.00 %',
    ],
  ])('after a fall of %s from 10,000', (loss, check, status) => {
    const on = bench(limit);
    lose(on, loss);
    expect([said(drawdown, on), stands(drawdown, on)]).toEqual([check, status]);
  });

  it('the day it is, and nothing of a peak that is not known', () => {
    const on = bench(limit);
    on.facts.risk.drawdown = { day: 'd', days: 2 };
    expect(stands(drawdown, on)).toBe('ok: 0.00 % of 20.00 %: day 2 of 3');
    on.facts.risk.peak = undefined;
    lose(on, '9000');
    expect(said(drawdown, on)).toMatch(/^allow: 0.00 %/);
  });

  it('a percentage with two decimals, rounded down', () => {
    expect([0, 1_234_999, 100_000_000].map(percent)).toEqual(['0.00 %', '1.23 %', '100.00 %']);
  });
});

describe('expectancy says', () => {
  it('nothing before enough trades, then their mean, and never refuses', () => {
    const on = bench({ expectancy: { r: rateFromFraction(-0.1), trades: 2 } });
    on.facts.risk.recentR.push(rateFromFraction(-3));
    const few = 'allow: 1 of 2 trades of -0.10 R: trades do not lose on average';
    expect([said(expectancy, on), stands(expectancy, on)]).toEqual([few, 'ok: 1 of 2 trades of -0.10 R']);
    on.facts.risk.recentR.push(rateFromFraction(1), rateFromFraction(-1.2));
    expect(said(expectancy, on)).toBe('allow: -0.10 R of -0.10 R: trades do not lose on average');
    expect(stands(expectancy, on)).toBe('ok: -0.10 R of -0.10 R');
    on.facts.risk.recentR.push(rateFromFraction(0.9));
    expect(said(expectancy, on)).toBe('allow: -0.15 R of -0.10 R: trades lose on average: told, not refused');
    expect(stands(expectancy, on)).toBe('warning: -0.15 R of -0.10 R');
  });
});

describe('forbid-flip says', () => {
  it('what is held or works on the other side', () => {
    const on = bench();
    expect(said(forbidFlip, on)).toBe(
      'allow: 0 units against of 0 units against: nothing is held or works on the other side',
    );
    hold(on, -7);
    const flips =
      'deny: 7 units against of 0 units against: a position or order on the other side exists; close it first';
    expect(said(forbidFlip, on)).toBe(flips);
    expect(said(forbidFlip, on, { side: 'sell' })).toMatch(/^allow: 0 units/);
    expect(said(forbidFlip, on, { leg: 'long' })).toMatch(/^allow: 7 units/);
    expect(said(forbidFlip, on, { instrument: ETH })).toMatch(/^allow: 0 units/);
    hold(on, 7);
    expect(said(forbidFlip, on, { side: 'sell' })).toBe(flips);
  });

  it('nothing where the profile allows it', () => {
    const on = bench({ forbidFlip: false });
    hold(on, -7);
    expect(said(forbidFlip, on)).toBe(
      'allow: 7 units against of none: nothing is held or works on the other side',
    );
  });
});

describe('kill-switch and resources say', () => {
  it('whether they are on, and why', () => {
    const on = bench();
    expect([said(killSwitch, on), stands(killSwitch, on)]).toEqual([
      'allow: off of off: the kill switch is off',
      'ok: off of off',
    ]);
    expect([said(resources, on), stands(resources, on)]).toEqual([
      'allow: ok of ok: the process keeps up',
      'ok: ok of ok',
    ]);
    on.facts.kill = { reason: 'why', sinceMs: 0 };
    on.facts.risk.strain = { reason: 'memory', sinceMs: 0 };
    expect(said(killSwitch, on)).toBe('deny: on of off: the kill switch is on: why');
    expect(stands(killSwitch, on)).toBe('halted: on of off: why');
    expect(said(resources, on)).toBe('deny: strained of ok: the process is strained: memory');
    expect(stands(resources, on)).toBe('halted: strained of ok: memory');
  });
});

describe('loss-streak says', () => {
  it('how long it still cools down', () => {
    const on = bench({ lossStreak: { trades: 3, cooldownMs: 60_000 } });
    on.facts.risk.streak = 2;
    expect([said(lossStreak, on), stands(lossStreak, on)]).toEqual([
      'allow: 2 of 3: no streak of losses',
      'ok: 2 of 3',
    ]);
    on.facts.risk.cooldown = { untilMs: on.core.now + 61_001, reason: 'bad luck' };
    expect(said(lossStreak, on)).toBe('deny: 2 of 3: cooling down after bad luck: 1m 02s left');
    expect(stands(lossStreak, on)).toBe('halted: 2 of 3: bad luck: 1m 02s left');
    on.core.now += 61_001;
    expect([said(lossStreak, on), stands(lossStreak, on)]).toEqual([
      'allow: 2 of 3: no streak of losses',
      'ok: 2 of 3',
    ]);
    on.core.now += 1;
    expect(said(lossStreak, on)).toMatch(/^allow/);
  });

  it('minutes and seconds, rounded up', () => {
    expect([0, 1, 59_000, 60_000, 600_000].map(minutes)).toEqual([
      '0m 00s',
      '0m 01s',
      '0m 59s',
      '1m 00s',
      '10m 00s',
    ]);
  });
});

describe('margin says', () => {
  it('what the order binds and what is free', () => {
    const on = bench();
    expect(said(margin, on)).toBe('allow: 300.00 of 10000.00: the margin is free');
    // 3.333 BTC bind 9,999; 3.334 a little too much.
    expect(said(margin, on, { quantity: 3_333 })).toBe('allow: 9999.00 of 10000.00: the margin is free');
    expect(said(margin, on, { quantity: 3_334 })).toBe(
      'resize 3333: 10002.00 of 10000.00: made smaller to fit the free margin',
    );
  });

  it('nothing fits where less than a lot is free', () => {
    const on = bench({}, { minFree: 0n });
    lose(on, '9997.01');
    expect(said(margin, on)).toBe('deny: 300.00 of 2.99: the margin is not free');
    lose(on, '-0.01');
    expect(said(margin, on)).toBe('resize 1: 300.00 of 3.00: made smaller to fit the free margin');
  });

  it('free cash keeps to its minimum', () => {
    const on = bench();
    lose(on, '9800');
    expect(said(margin, on, { quantity: 1 })).toBe('allow: 3.00 of 200.00: the margin is free');
    lose(on, '0.01');
    expect(said(margin, on, { quantity: 1 })).toBe('deny: 3.00 of 199.99: free cash is below its minimum');
  });
});

describe('max-open-orders says', () => {
  it('how many entries work; exits do not count', () => {
    const on = bench({ maxOpenOrders: 2 });
    answer(on, 's1', resting());
    expect(said(maxOpenOrders, on)).toBe('allow: 1 of 2: room for another order');
    expect(stands(maxOpenOrders, on)).toBe('ok: 1 of 2');
    answer(on, 's1', resting());
    expect(said(maxOpenOrders, on)).toBe('deny: 2 of 2: as many entry orders as allowed are open');
    expect(stands(maxOpenOrders, on)).toBe('warning: 2 of 2');
    const other = bench({ maxOpenOrders: 1 });
    enter(other, 's1', LONG);
    expect(other.facts.open.size).toBeGreaterThan(0);
    expect(said(maxOpenOrders, other)).toBe('allow: 0 of 1: room for another order');
  });
});

describe('max-positions and max-per-base say', () => {
  it('how many instruments are held or entered', () => {
    const on = bench({ maxPositions: 1, maxPositionsPerBase: 1 });
    expect(said(maxPositions, on)).toBe('allow: 0 of 1: room for this position');
    expect(stands(maxPositions, on)).toBe('ok: 0 of 1');
    expect(said(maxPerBase, on)).toBe('allow: 0 in BTC of 1: room for this position in BTC');
    answer(on, 's1', resting());
    for (const filled of [false, true]) {
      if (filled) {
        on.facts.open.clear();
        hold(on, 100);
      }
      expect(said(maxPositions, on)).toBe('allow: 1 of 1: room for this position');
      expect(said(maxPositions, on, { instrument: ETH })).toBe(
        'deny: 1 of 1: as many positions as allowed are open',
      );
      expect(stands(maxPositions, on)).toBe('warning: 1 of 1');
      expect(said(maxPerBase, on)).toBe('allow: 1 in BTC of 1: room for this position in BTC');
      expect(said(maxPerBase, on, { leg: 'short' })).toBe(
        'deny: 1 in BTC of 1: as many positions in BTC as allowed are open',
      );
      expect(said(maxPerBase, on, { owner: 's2' })).toMatch(/^deny/);
      expect(said(maxPerBase, on, { instrument: ETH })).toBe(
        'allow: 0 in ETH of 1: room for this position in ETH',
      );
    }
    hold(on, 0);
    expect([said(maxPositions, on, { instrument: ETH }), said(maxPerBase, on, { leg: 'short' })]).toEqual([
      'allow: 0 of 1: room for this position',
      'allow: 0 in BTC of 1: room for this position in BTC',
    ]);
  });

  it('nothing of orders that only reduce', () => {
    const on = bench({ maxPositions: 1, maxPositionsPerBase: 1 });
    enter(on, 's1', LONG);
    hold(on, 0);
    expect(on.facts.open.size).toBeGreaterThan(0);
    expect(said(maxPositions, on, { instrument: ETH })).toMatch(/^allow: 0 of/);
    expect(said(maxPerBase, on)).toMatch(/^allow: 0 in/);
  });
});

describe('max-position says', () => {
  it('what is held, works and is asked for, at its worst', () => {
    const on = bench({ maxPosition: cash('6000') });
    expect(said(maxPosition, on, { quantity: 200 })).toBe(
      'allow: 6000.00 of 6000.00: the position stays within its limit',
    );
    expect(said(maxPosition, on, { quantity: 201 })).toBe(
      'resize 200: 6030.00 of 6000.00: made smaller to stay within the position limit',
    );
    hold(on, 150);
    expect(said(maxPosition, on)).toBe(
      'resize 50: 7500.00 of 6000.00: made smaller to stay within the position limit',
    );
    expect(said(maxPosition, on, { side: 'sell' })).toBe(
      'allow: 3000.00 of 6000.00: the position stays within its limit',
    );
    expect(said(maxPosition, on, { instrument: { ...BTC, lot: 40 } })).toMatch(/^resize 40: /);
    expect(said(maxPosition, on, { instrument: { ...BTC, lot: 60 } })).toBe(
      'deny: 7500.00 of 6000.00: the position is at its limit',
    );
    expect(stands(maxPosition, on)).toBe('ok: 4500.00 of 6000.00');
    hold(on, 200);
    expect(said(maxPosition, on, { quantity: 1 })).toBe(
      'deny: 6030.00 of 6000.00: the position is at its limit',
    );
    expect(stands(maxPosition, on)).toBe('warning: 6000.00 of 6000.00');
    hold(on, -199);
    expect(stands(maxPosition, on)).toBe('ok: 5970.00 of 6000.00');
    hold(on, 250);
    expect(said(maxPosition, on)).toMatch(/^deny: 10500.00/);
  });

  it('the largest of the instruments, of those whose price is known', () => {
    const on = bench({ maxPosition: cash('6000') });
    hold(on, 10);
    hold(on, 20, { instrument: ETH.id, owner: 's2' });
    expect(stands(maxPosition, on)).toBe('ok: 600.00 of 6000.00');
    const blind = new CoreBench(withRisk({ maxPosition: cash('6000') }));
    hold(blind, 10);
    expect(stands(maxPosition, blind)).toBe('ok: 0.00 of 6000.00');
  });
});

describe('open-for-entries says', () => {
  const closed = (change: (on: CoreBench) => void): string => {
    const on = bench();
    change(on);
    return said(openForEntries, on);
  };

  it('what keeps entries out, the first thing that does', () => {
    expect(closed(() => undefined)).toBe('allow: open of open: the bot takes entries');
    expect(closed((on) => (on.facts.paused = true))).toBe(
      'deny: closed of open: entries are paused by the operator',
    );
    expect(closed((on) => (on.facts.halt = { rule: 'r', reason: 'x', sinceMs: 0 }))).toBe(
      'deny: closed of open: entries are halted by r: x',
    );
    expect(closed((on) => (on.facts.feedUp = false))).toBe('deny: closed of open: the exchange feed is down');
    expect(closed((on) => on.facts.instruments.set(BTC.id, { ...BTC, status: 'halted' }))).toBe(
      'deny: closed of open: the venue says the instrument is halted',
    );
    expect(closed((on) => on.facts.instruments.delete(BTC.id))).toBe(
      'deny: closed of open: the venue says the instrument is unknown',
    );
    expect(closed((on) => on.send({ type: 'feed', status: 'gap', instrument: BTC.id, reason: 'x' }))).toBe(
      'deny: closed of open: market data has a gap; waiting for a fresh snapshot',
    );
    expect(closed((on) => on.send({ type: 'feed', status: 'gap', instrument: ETH.id, reason: 'x' }))).toMatch(
      /^allow/,
    );
  });

  it('that the loss limits cannot be judged while anything held has no price yet (R-3)', () => {
    const blind = closed((on) => {
      hold(on, 100, { instrument: ETH.id, owner: 's2' });
      const market = on.core.markets.get(ETH.id);
      if (market) market.last = undefined;
    });
    expect(blind).toBe(
      'deny: closed of open: what is held has no price yet: the loss limits cannot be judged',
    );
  });

  it('that a position in it is being closed; another is no matter', () => {
    const closing = (instrument: string): string =>
      closed((on) => {
        hold(on, 100, { instrument });
        on.facts.flattening.add(`main/${instrument}/net/s1`);
      });
    expect(closing(BTC.id)).toBe('deny: closed of open: the position in it is being closed');
    expect(closing(ETH.id)).toMatch(/^allow/);
    expect(closed((on) => on.facts.flattening.add('main/gone/net/s1'))).toMatch(/^allow/);
  });
});

describe('position-mode says', () => {
  const spot = { ...BTC, kind: 'spot' } as const;

  it.each([
    ['one-way', {}, 'allow: buy net of one-way'],
    ['one-way', { leg: 'long' }, 'deny: buy long of one-way: there is no long position in one-way mode'],
    ['hedge', {}, 'deny: buy net of hedge: there is no net position in hedge mode'],
    ['hedge', { leg: 'long' }, 'allow: buy long of hedge'],
    ['hedge', { leg: 'short' }, 'deny: buy short of hedge: a buy can only reduce a short position'],
    ['hedge', { leg: 'short', reduceOnly: true }, 'allow: buy short of hedge'],
    ['hedge', { leg: 'short', side: 'sell' }, 'allow: sell short of hedge'],
    ['one-way', { instrument: spot }, 'allow: buy net of one-way'],
    [
      'one-way',
      { instrument: spot, side: 'sell' },
      'deny: sell net of one-way: spot is not sold short: a sale is reduce-only',
    ],
    ['one-way', { instrument: spot, side: 'sell', reduceOnly: true }, 'allow: sell net of one-way'],
    ['one-way', { side: 'sell' }, 'allow: sell net of one-way'],
  ] as const)('in %s mode, case %#', (positionMode_, over, expected) => {
    const on = new CoreBench({ positionMode: positionMode_ });
    expect(said(positionMode, on, over).replace(": the order fits the account's position mode", '')).toBe(
      expected,
    );
  });
});

describe('sole-owner says', () => {
  it('who else holds or works the instrument', () => {
    const on = bench();
    expect(said(soleOwner, on)).toBe('allow: s1 of s1: no other strategy is in it');
    answer(on, 's1', resting());
    expect(said(soleOwner, on)).toMatch(/^allow: s1/);
    expect(said(soleOwner, on, { owner: 's2' })).toBe(
      'deny: s1 of s2: s1 holds or works this instrument already',
    );
    expect(said(soleOwner, on, { owner: 's2', instrument: ETH })).toMatch(/^allow: s2/);
    on.facts.open.clear();
    hold(on, 5);
    expect(said(soleOwner, on, { owner: 's2' })).toMatch(/^deny: s1 of s2/);
    expect(said(soleOwner, on)).toMatch(/^allow: s1/);
    expect(said(soleOwner, on, { owner: 's2', instrument: ETH })).toMatch(/^allow: s2/);
    hold(on, 0);
    expect(said(soleOwner, on, { owner: 's2' })).toMatch(/^allow: s2/);
  });
});

describe('venue-limits says', () => {
  const lots = { ...BTC, lot: 10, minQuantity: 20, maxQuantity: 1_000, maxMarketQuantity: 500 };

  it.each([
    ['fits', { quantity: 100 }, 'allow: 0.1 of 0.02 to 0.5: within'],
    ['is cut to its lots', { quantity: 109 }, 'resize 100: 0.109 of 0.02 to 0.5: cut'],
    ['is the smallest', { quantity: 20 }, 'allow: 0.02 of 0.02 to 0.5: within'],
    ['is too small once cut', { quantity: 19 }, 'deny: 0.019 of 0.02 to 0.5: too small'],
    ['is the largest at market', { quantity: 500 }, 'allow: 0.5 of 0.02 to 0.5: within'],
    ['is larger', { quantity: 510 }, 'resize 500: 0.51 of 0.02 to 0.5: cut'],
    [
      'is a limit order',
      { quantity: 510, type: 'limit', price: 300_000, timeInForce: 'gtc' },
      'allow: 0.51 of 0.02 to 1: within',
    ],
    [
      'is not worth enough',
      { quantity: 20, reference: 2_499 },
      "deny: 0.02 of 0.02 to 0.5: below the venue's smallest order value of 5",
    ],
    ['is just worth enough', { quantity: 20, reference: 2_500 }, 'allow: 0.02 of 0.02 to 0.5: within'],
    [
      'reduces whatever it is worth',
      { quantity: 20, reference: 1, reduceOnly: true },
      'allow: 0.02 of 0.02 to 0.5: within',
    ],
  ] as const)('of an order that %s', (_, over, expected) => {
    expect(said(venueLimits, bench(), { instrument: lots, ...over })).toContain(expected);
  });

  it.each([
    [{ type: 'limit', timeInForce: 'gtc', price: 300_005 }],
    [{ type: 'stop-market', timeInForce: 'gtc', triggerPrice: 300_005 }],
    [{ type: 'trailing-stop', timeInForce: 'gtc', trailBy: 1_005 }],
    [{ type: 'trailing-stop', timeInForce: 'gtc', trailBy: 1_000, activationPrice: 300_005 }],
  ] as const)('that a price is off the tick, case %#', (over) => {
    const coarse = { ...BTC, tick: 10 };
    expect(said(venueLimits, bench(), { instrument: coarse, ...over })).toContain('deny: 0.1 of 0.001 to ');
    expect(said(venueLimits, bench(), { instrument: coarse, ...over })).toContain(
      'a price is not a multiple of the tick',
    );
    const fine = said(venueLimits, bench(), { instrument: { ...BTC, tick: 5 }, ...over });
    expect(fine).toMatch(/^allow/);
  });
});

it('the bench begins where its numbers say', () => {
  const on = bench();
  expect([on.facts.day?.equity, on.core.now]).toEqual([cash('10000'), START + 120_000]);
  expect(answer(on, 's2', ETH_LONG)).toMatchObject({ instrument: ETH.id });
});
