import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/core/effect.ts';
import { propose } from '../../../src/core/risk/gate.ts';
import type { Proposal } from '../../../src/core/risk/proposal.ts';
import { RULES } from '../../../src/core/risk/rules/index.ts';
import { viewCore } from '../../../src/core/view/view.ts';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { BTC, CoreBench, cash, ETH, LONG } from '../harness.ts';
import { enter, resting, withRisk } from './rig.ts';

const R = rateFromFraction;
/** Every rule on. */
const ALL = withRisk({
  maxPositionsPerBase: 2,
  totalRisk: { cash: cash('250'), r: R(5) },
  drawdown: { fraction: R(0.25), days: 3 },
  lossStreak: { trades: 3, cooldownMs: 60_000 },
  expectancy: { r: R(-0.1), trades: 3 },
  liquidation: { multiplier: R(1.5), action: 'alert' },
  liquidity: { withinBps: 10, depth: cash('100'), cover: R(1.5), maxSpreadBps: 5, unknown: 'allow' },
  session: { noEntriesMs: 0, flatMs: 0 },
  fundingExit: { beforeMs: 600_000, r: R(0.3), action: 'alert' },
  failSafe: { cooldownMs: 60_000 },
});

const anyNumber = fc.oneof(
  fc.integer({ min: 1, max: 2_000 }),
  fc.integer({ min: 250_000, max: 350_000 }),
  fc.maxSafeInteger(),
  fc.double(),
);
const optional = fc.option(anyNumber, { nil: undefined });

const anyProposal: fc.Arbitrary<Proposal> = fc
  .record({
    owner: fc.constantFrom('s1', 's2', 'nobody'),
    instrument: fc.constantFrom(BTC, ETH),
    leg: fc.constantFrom('net', 'long', 'short'),
    side: fc.constantFrom('buy', 'sell'),
    type: fc.constantFrom('market', 'limit', 'stop-market', 'stop-limit', 'take-profit', 'trailing-stop'),
    quantity: anyNumber,
    price: optional,
    triggerPrice: optional,
    trailBy: optional,
    activationPrice: optional,
    timeInForce: fc.constantFrom('gtc', 'ioc', 'fok', 'post-only'),
    reduceOnly: fc.boolean(),
    role: fc.constantFrom('entry', 'exit', 'stop', 'target', 'flatten'),
    reference: anyNumber,
    stop: optional,
  })
  .map((found) => found as Proposal);

/** One that has a chance. */
const fairProposal: fc.Arbitrary<Proposal> = fc
  .record({
    owner: fc.constant('s1'),
    instrument: fc.constant(BTC),
    leg: fc.constant('net' as const),
    side: fc.constantFrom('buy', 'sell'),
    type: fc.constant('limit' as const),
    quantity: fc.integer({ min: 1, max: 2_000 }),
    price: fc.integer({ min: 295_000, max: 300_000 }),
    timeInForce: fc.constantFrom('gtc', 'ioc', 'fok', 'post-only'),
    reduceOnly: fc.boolean(),
    role: fc.constantFrom('entry', 'exit'),
    reference: fc.constant(300_000),
  })
  .map((found) => found as Proposal);

describe('the gate', () => {
  it('has a word for every proposal, and an order that it lets out is never larger than what was proposed', () => {
    const bench = new CoreBench(ALL);
    enter(bench, 's1', { ...LONG, riskR: 0.2 });
    bench.ask('s1', resting({ quantity: 10 }));
    const off = viewCore(bench.core).risk.order.filter((rule) => !rule.on);
    expect(off.map((rule) => rule.requirement)).not.toContain('R-1');
    const plan = [...bench.facts.orders.values()].find((order) => order.plan)?.plan;
    if (!plan) throw new Error('no plan');
    const runs = Number(process.env.BOTRC_TORTURE_RUNS ?? 1_000);
    let sent = 0;
    fc.assert(
      fc.property(fc.oneof(anyProposal, fairProposal), fc.boolean(), (proposal, planned) => {
        // A fresh look each time: what one proposal leads to must not stand in the way of the next.
        const core = { ...bench.core, effects: [] as Effect[], facts: structuredClone(bench.facts) };
        propose(core, { proposal, cause: { type: 'protect', reason: 'any' }, ...(planned && { plan }) });
        const submit = core.effects.flatMap((e) => (e.type === 'submit' ? [e.order] : []))[0];
        if (submit) sent++;
        if (submit) expect(submit.quantity).toBeLessThanOrEqual(proposal.quantity);
        const verdict = core.effects.flatMap((e) =>
          e.type === 'record' && e.record.kind === 'verdict' ? [e.record] : [],
        )[0];
        expect(verdict?.rules.at(-1)?.verdict === 'deny').toBe(submit === undefined);
      }),
      { seed: 7, numRuns: runs },
    );
    expect(sent).toBeGreaterThan(runs / 10);
  });

  it('names each rule once', () => {
    expect(new Set(RULES.map((rule) => rule.name)).size).toBe(RULES.length);
  });
});
