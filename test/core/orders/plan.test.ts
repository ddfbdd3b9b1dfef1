import { describe, expect, it } from 'vitest';
import type { Order } from '../../../src/core/orders/order.ts';
import { dropPlan, foldPlan, moveStop, type Plan, tighter } from '../../../src/core/orders/plan.ts';
import { createPosition, type Position } from '../../../src/core/portfolio/position.ts';

const KEY = { account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 's1' } as const;

function plan(id: number, over: Partial<Plan> = {}): Plan {
  const targets = [{ price: 120, fraction: 1 }];
  return {
    id,
    stop: 90,
    targets,
    targetsOf: id,
    trailBy: undefined,
    breakEven: 'off',
    distance: 10,
    ...over,
  };
}

function entry(own: Plan | undefined, side: 'buy' | 'sell' = 'buy'): Order {
  return { role: 'entry', side, plan: own } as Order;
}

/** After an entry of 10 with this plan. */
function held(own: Plan, quantity = 10): Position {
  const position = { ...createPosition(KEY), quantity };
  foldPlan(position, entry(own, quantity > 0 ? 'buy' : 'sell'), 10, 0);
  return position;
}

describe('the plan of a position', () => {
  it('is that of its first entry, with nothing taken', () => {
    const {
      plan: own,
      taken,
      brokeEven,
    } = held(
      plan(1, {
        targets: [
          { price: 1, fraction: 0.5 },
          { price: 2, fraction: 0.5 },
        ],
      }),
    );
    expect([own?.id, taken, brokeEven]).toEqual([1, [0, 0], false]);
  });

  it('is not told twice by the fills of one entry', () => {
    const position = held(plan(1));
    position.taken = [3];
    position.brokeEven = true;
    foldPlan(position, entry(plan(1, { stop: 95 })), 1, 10);
    expect([position.plan?.stop, position.taken, position.brokeEven]).toEqual([90, [3], true]);
  });

  it('of two entries has the tighter stop and the newer targets, whichever fills first', () => {
    const older = plan(1, { stop: 92, trailBy: 5 });
    const newer = plan(2, { stop: 91, targets: [{ price: 130, fraction: 1 }] });
    for (const [first, second] of [
      [older, newer],
      [newer, older],
    ] as const) {
      const position = held(first);
      position.brokeEven = true;
      foldPlan(position, entry(second), 1, 10);
      expect(position.plan).toMatchObject({
        id: 2,
        stop: 92,
        targetsOf: 2,
        trailBy: 5,
        targets: newer.targets,
      });
      // Only a newer entry moves the average of what was already at break-even.
      expect(position.brokeEven).toBe(second === older);
    }
  });

  it('keeps the older targets, and what they took, where the newer entry has none', () => {
    const position = held(plan(1));
    position.taken = [4];
    position.refusedTargets = [0];
    foldPlan(position, entry(plan(2, { targets: [] })), 1, 10);
    expect(position.plan).toMatchObject({ id: 2, targetsOf: 1, targets: plan(1).targets });
    expect([position.taken, position.refusedTargets]).toEqual([[4], [0]]);
  });

  it('begins its targets anew with newer ones', () => {
    const position = held(plan(1));
    position.taken = [4];
    position.refusedTargets = [0];
    foldPlan(position, entry(plan(2)), 1, 10);
    expect([position.taken, position.refusedTargets]).toEqual([[0], []]);
  });

  it('counts what a target took, of its own plan alone', () => {
    const position = held(plan(1));
    const target = (of: number): Order =>
      ({ role: 'target', side: 'sell', target: { plan: of, index: 0 } }) as Order;
    foldPlan(position, target(1), 3, 10);
    foldPlan(position, target(1), 2, 10);
    foldPlan(position, target(7), 2, 10);
    expect(position.taken).toEqual([5]);
  });

  it('is none of an entry of the other side, or one without a plan, or of what is no entry', () => {
    const position = { ...createPosition(KEY), quantity: 10 };
    foldPlan(position, entry(plan(1), 'sell'), 1, 10);
    foldPlan(position, entry(undefined), 1, 10);
    foldPlan(position, { ...entry(plan(1)), role: 'exit' }, 1, 10);
    expect(position.plan).toBeUndefined();
    const short = { ...createPosition(KEY), quantity: -10 };
    foldPlan(short, entry(plan(1), 'buy'), 1, -10);
    expect(short.plan).toBeUndefined();
    foldPlan(short, entry(plan(1), 'sell'), 1, -10);
    expect(short.plan?.id).toBe(1);
  });

  it('goes when all is closed or has turned, with all that was known of it', () => {
    for (const [after, order] of [
      [0, entry(plan(2), 'sell')],
      [-5, entry(plan(2), 'sell')],
      [-5, entry(undefined, 'sell')],
    ] as const) {
      const position = held(plan(1));
      Object.assign(position, {
        brokeEven: true,
        coreTrails: true,
        dust: true,
        taken: [1],
        refusedTargets: [0],
        quantity: after,
      });
      foldPlan(position, order, 5, 10);
      expect([
        position.plan?.id,
        position.brokeEven,
        position.coreTrails,
        position.dust,
        position.refusedTargets,
      ]).toEqual([after === 0 || order.plan === undefined ? undefined : 2, false, false, false, []]);
      expect(position.taken).toEqual(position.plan ? [0] : []);
    }
  });

  it('stays when a part is closed', () => {
    const position = held(plan(1));
    position.quantity = 4;
    position.coreTrails = true;
    foldPlan(position, { role: 'exit', side: 'sell' } as Order, 6, 10);
    expect([position.plan?.id, position.coreTrails]).toEqual([1, true]);
    dropPlan(position);
    expect([position.plan, position.coreTrails]).toEqual([undefined, false]);
  });

  it('moves its stop towards the market, never back', () => {
    expect([tighter(1, 2, true), tighter(1, 2, false), tighter(2, 1, true)]).toEqual([2, 1, 2]);
    const long = held(plan(1));
    const short = held(plan(1, { stop: 110 }), -10);
    for (const stop of [95, 85]) moveStop(long, stop);
    for (const stop of [105, 115]) moveStop(short, stop);
    expect([long.plan?.stop, short.plan?.stop]).toEqual([95, 105]);
    const bare = createPosition(KEY);
    moveStop(bare, 1);
    moveStop(undefined, 1);
    expect(bare.plan).toBeUndefined();
  });
});
