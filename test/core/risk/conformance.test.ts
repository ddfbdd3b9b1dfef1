import { describe, expect, it } from 'vitest';
import type { CoreConfig } from '../../../src/core/config.ts';
import { pluginRule } from '../../../src/core/risk/plugin-rule.ts';
import { isEntry, type Proposal, type RiskRule } from '../../../src/core/risk/proposal.ts';
import { RULES } from '../../../src/core/risk/rules/index.ts';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { type RuleScene, riskRuleSuite } from '../../../src/sdk/testkit/index.ts';
import { SPOT } from '../../sdk/instruments.ts';
import { BTC, CONFIG, CoreBench, cash, ETH, LONG } from '../harness.ts';
import { answer, enter, recovered, resting, withRisk } from './rig.ts';
import { hold, lose, proposal } from './said.ts';

const R = rateFromFraction;
/** Every rule on, tight enough to bite. */
const ALL: Partial<CoreConfig> = withRisk({
  maxPosition: cash('15000'),
  maxPositions: 1,
  maxPositionsPerBase: 1,
  maxOpenOrders: 1,
  doubleSendMs: 1_000,
  totalRisk: { cash: cash('120'), r: R(5) },
  drawdown: { fraction: R(0.05), days: 3 },
  lossStreak: { trades: 3, cooldownMs: 60_000 },
  expectancy: { r: R(-0.1), trades: 3 },
  liquidation: { multiplier: R(1.5), action: 'alert' },
  liquidity: { withinBps: 10, depth: cash('100'), cover: R(1.5), maxSpreadBps: 5, unknown: 'allow' },
  rotation: { keep: 2, everyMs: 60_000 },
  session: { noEntriesMs: 0, flatMs: 0 },
  fundingExit: { beforeMs: 600_000, r: R(0.3), action: 'close' },
  failSafe: { cooldownMs: 60_000 },
});

function opened(over: Partial<CoreConfig> = {}, ask = 300_010): CoreBench {
  const execution = { ...CONFIG.execution, antiChurnMs: 600_000 };
  const bench = new CoreBench({ ...ALL, execution, ...over });
  bench.bar('BTCUSDT', 300_000);
  bench.bar('ETHUSDT', 300_000);
  const book = { type: 'book', time: bench.now, kind: 'snapshot', update: 1 } as const;
  bench.send({ ...book, instrument: BTC.id, bids: [299_990, 900], asks: [ask, 900] });
  bench.send({ ...book, instrument: ETH.id, bids: [299_990, 800], asks: [300_010, 800] });
  // Ranked by both books.
  bench.bar('ETHUSDT', 300_000);
  return bench;
}

/** Accounts by what has happened to them. */
const ACCOUNTS: Readonly<Record<string, () => CoreBench>> = {
  fresh: () => opened(),
  'one that holds': () => {
    const bench = opened();
    enter(bench, 's1', { ...LONG, riskR: 0.5 });
    return bench;
  },
  'one with an entry at work, and one whose fate is unknown': () => {
    const bench = opened();
    const order = answer(bench, 's1', resting());
    if (typeof order === 'string') throw new Error(order);
    const outcome = { kind: 'unknown', code: 'X', reason: 'lost' } as const;
    bench.send({ type: 'outcome', request: 'submit', clientOrderId: order.clientOrderId, outcome });
    return bench;
  },
  'one that has lost': () => {
    const bench = opened();
    hold(bench, -100);
    lose(bench, '2000');
    bench.facts.risk.streak = 3;
    bench.facts.risk.recentR.push(-R(1), -R(1), -R(1));
    bench.facts.risk.cooldown = { untilMs: bench.now + 1_000, reason: 'losses' };
    return bench;
  },
  'one that is closed to entries by everything': () => {
    const bench = opened();
    hold(bench, 100);
    bench.facts.kill = { reason: 'test', sinceMs: 0 };
    bench.facts.halt = { rule: 'backpressure', reason: 'test', sinceMs: 0 };
    bench.facts.paused = true;
    bench.facts.feedUp = false;
    bench.facts.risk.strain = { reason: 'memory', sinceMs: 0 };
    bench.facts.risk.failSafe = { sinceMs: 0, untilMs: bench.now + 1_000, reason: 'test' };
    lose(bench, '9999');
    return bench;
  },
  'one that holds as much as it may, and an exit that rests': () => {
    const bench = opened();
    hold(bench, 600);
    const exit = { side: 'sell', reduceOnly: true, price: 310_000, quantity: 10 } as const;
    const { stop: _, ...order } = resting(exit);
    answer(bench, 's1', order);
    return bench;
  },
  'one outside its session, across a wide spread': () =>
    opened(
      { risk: { ...ALL.risk!, session: { hours: [{ openMs: 0, closeMs: 1 }], noEntriesMs: 0, flatMs: 0 } } },
      305_000,
    ),
  'one of two legs': () => {
    const bench = opened({ positionMode: 'hedge' });
    hold(bench, 300, { leg: 'long' });
    hold(bench, -200, { leg: 'short' });
    return bench;
  },
  'one with isolated margin, shortly before funding': () => {
    const bench = opened({ marginMode: 'isolated' });
    hold(bench, 200);
    bench.core.now = Math.ceil(bench.now / BTC.fundingIntervalMs) * BTC.fundingIntervalMs - 1;
    return bench;
  },
  'one that was restarted': () => {
    const bench = opened();
    enter(bench, 's1', { ...LONG, riskR: 0.5 });
    const again = new CoreBench(ALL, structuredClone(recovered(bench)));
    again.now = bench.now;
    again.bar('BTCUSDT', 300_000);
    return again;
  },
};

const ENTRIES: readonly Partial<Proposal>[] = [
  { stop: 297_000 },
  { stop: 297_000, quantity: 1 },
  { stop: 297_000, quantity: 10_000 },
  { quantity: 100_001 },
  { side: 'sell', stop: 303_000, bySignal: true },
  { stop: 297_000, bySignal: true },
  { owner: 's2', stop: 297_000 },
  { type: 'limit', timeInForce: 'gtc', price: 299_000, stop: 298_000, quantity: 3_000 },
  { leg: 'long', stop: 297_000, quantity: 5_000 },
  { leg: 'short', side: 'sell', quantity: 700 },
  { owner: 's2', instrument: ETH, stop: 290_000 },
  { instrument: { ...SPOT, id: BTC.id, priceScale: 1, tick: 1 }, quantity: 50 },
];

/** What a strategy's exit, a stop, a target and a flattening are, of each leg that something is held in. */
function exitsOf({ facts }: CoreBench): { readonly over: Partial<Proposal>; readonly closes: boolean }[] {
  return [...facts.positions.values()].flatMap(({ quantity, leg, owner, instrument }) => {
    if (quantity === 0) return [];
    const common = {
      ...{ owner, leg, reduceOnly: true, quantity: Math.abs(quantity) },
      instrument: instrument === BTC.id ? BTC : ETH,
      side: quantity > 0 ? ('sell' as const) : ('buy' as const),
    };
    const stop = { type: 'stop-market', timeInForce: 'gtc', triggerPrice: 297_000, role: 'stop' } as const;
    return [
      { over: { ...common, role: 'exit' as const }, closes: true },
      { over: { ...common, role: 'flatten' as const }, closes: true },
      // The market may not be known.
      { over: { ...common, role: 'flatten' as const, reference: 0 }, closes: true },
      { over: { ...common, ...stop }, closes: true },
      {
        over: { ...common, type: 'limit' as const, price: 310_000, timeInForce: 'gtc', role: 'exit' },
        closes: false,
      },
    ];
  });
}

const benches = Object.entries(ACCOUNTS).map(([title, make]) => [title, make()] as const);

function scenesOf(rule: RiskRule): RuleScene[] {
  return benches.flatMap(([account, bench]) => {
    const { core } = bench;
    const all = [...ENTRIES.map((over) => ({ over, closes: false })), ...exitsOf(bench)];
    return all.map(({ over, closes }, i): RuleScene => {
      const asked = proposal(over);
      return {
        title: `${account}, ${isEntry(asked) ? 'entry' : 'exit'} ${i}`,
        quantity: asked.quantity,
        closes,
        rule: (quantity = asked.quantity) => {
          if (rule.appliesTo === 'entry' && !isEntry(asked)) return undefined;
          return rule.check(quantity === asked.quantity ? asked : { ...asked, quantity }, core);
        },
        seen: () => ({
          asked,
          facts: core.facts,
          config: core.config,
          effects: core.effects,
        }),
      };
    });
  });
}

const MINE: RiskRule = pluginRule('mine', ({ quantity }, { positions }) => ({
  verdict: positions.length > 1 ? 'deny' : quantity > 500 ? 'resize' : 'allow',
  ...{ used: String(quantity), limit: '500', reason: 'by its size' },
  ...(quantity > 500 && { quantity: 500 }),
}));

describe.each([...RULES, MINE].map((rule) => [rule.name, rule] as const))('the rule %s', (_, rule) => {
  const scenes = scenesOf(rule);

  it.each(riskRuleSuite.map((one) => [one.id, one.title, one] as const))('%s %s', (_id, _title, one) => {
    one.run({ scenes });
  });
});

it('between them the rules allow, deny and cut in these accounts', () => {
  const verdicts = RULES.map((rule) => {
    const said = scenesOf(rule).flatMap(({ rule: ask }) => ask()?.verdict ?? []);
    return [rule.name, new Set(said)] as const;
  });
  const those = (verdict: 'allow' | 'deny' | 'resize') =>
    verdicts.filter(([, said]) => said.has(verdict)).map(([name]) => name);
  expect(those('allow')).toEqual(RULES.map(({ name }) => name));
  // What no proposal here can meet: a size that is no number, and a rule that only tells.
  expect(RULES.map(({ name }) => name).filter((name) => !those('deny').includes(name))).toEqual([
    'form',
    'expectancy',
  ]);
  expect(those('resize')).toEqual(['max-position', 'margin', 'total-risk', 'venue-limits']);
});
