import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../src/core/codec.ts';
import type { CoreConfig } from '../../../src/core/config.ts';
import { completeFacts, type Facts } from '../../../src/core/facts.ts';
import { createOrder } from '../../../src/core/orders/order.ts';
import { propose } from '../../../src/core/risk/gate.ts';
import { isEntry, type Proposal, type Ruling } from '../../../src/core/risk/proposal.ts';
import { RULES } from '../../../src/core/risk/rules/index.ts';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { BTC, CONFIG, CoreBench, cash, ETH } from '../harness.ts';
import { withRisk } from './rig.ts';
import { hold, lose, proposal } from './said.ts';

/**
 * Every rule below, at and above its limit: for an entry, for one against what is held, for one into a leg of a hedge,
 * while an entry is filled in part, after a restart; and an exit, which no limit for entries holds back.
 */

const LEVELS = ['below', 'at', 'above'] as const;
type Level = (typeof LEVELS)[number];
type Verdicts = readonly [below: Ruling['verdict'], at: Ruling['verdict'], above: Ruling['verdict']];

interface Row {
  readonly config?: Partial<CoreConfig>;
  /** What is held, works and has happened: survives a restart. `part`: of what is entered a part has filled. */
  readonly facts?: (bench: CoreBench, by: number, part: boolean) => void;
  /** What the market says: it says so again after a restart. */
  readonly market?: (bench: CoreBench, by: number) => void;
  readonly entry?: (by: number) => Partial<Proposal>;
  readonly verdicts: Verdicts;
  /** Where they are others. */
  readonly flip?: Verdicts;
  readonly hedge?: Verdicts;
  readonly restart?: Verdicts;
}

/** -1 below, 0 at, 1 above the limit. */
const by = (level: Level): number => LEVELS.indexOf(level) - 1;
const R = rateFromFraction;
const OPEN: Verdicts = ['allow', 'allow', 'allow'];
const PAST: Verdicts = ['allow', 'allow', 'deny'];
const REACHED: Verdicts = ['allow', 'deny', 'deny'];
const CUT: Verdicts = ['allow', 'allow', 'resize'];

/** So much on its way in, all of it to be filled, or a part of it filled already. */
function enter(bench: CoreBench, quantity: number, part: boolean, instrument: string = BTC.id): void {
  const filled = part ? Math.floor(quantity / 3) : 0;
  const leg = bench.core.config.positionMode === 'hedge' ? 'long' : 'net';
  const key = { account: 'main', instrument, leg, owner: 's1' } as const;
  const clientOrderId = `r0-${bench.facts.orders.size}`;
  const order = createOrder(
    {
      ...key,
      ...{ clientOrderId, side: 'buy', type: 'limit', price: 300_000, quantity, timeInForce: 'gtc' },
      ...{ reduceOnly: false, role: 'entry' },
    },
    bench.now,
    { state: part ? 'partial' : 'working' },
  );
  order.filled = filled;
  bench.facts.orders.set(clientOrderId, order);
  bench.facts.open.add(clientOrderId);
  if (filled > 0) hold(bench, filled, key);
}

function book(bench: CoreBench, bids: readonly number[], asks: readonly number[]): void {
  const frame = { type: 'book', time: bench.now, kind: 'snapshot', update: bench.seq } as const;
  bench.send({ ...frame, instrument: BTC.id, bids, asks });
}

const NOON_MS = 12 * 3_600_000;
const MONDAY = 1_699_833_600_000;

const TABLE: Readonly<Record<string, Row>> = {
  form: { entry: (by) => ({ quantity: [0, 1, 2 ** 53][by + 1]! }), verdicts: ['deny', 'allow', 'deny'] },
  'position-mode': { entry: (by) => (by > 0 ? { leg: 'short' } : {}), verdicts: PAST },
  'kill-switch': {
    facts: ({ facts }, by) =>
      void Object.assign(facts, { kill: by > 0 ? { reason: 'x', sinceMs: 0 } : undefined }),
    verdicts: PAST,
  },
  backpressure: {
    facts: ({ facts }, by) =>
      void Object.assign(facts, {
        halt: by > 0 ? { rule: 'backpressure', reason: 'x', sinceMs: 0 } : undefined,
      }),
    verdicts: PAST,
  },
  'open-for-entries': {
    facts: ({ facts }, by) => void Object.assign(facts, { paused: by > 0 }),
    verdicts: PAST,
  },
  resources: {
    facts: ({ facts }, by) =>
      void Object.assign(facts.risk, { strain: by > 0 ? { reason: 'x', sinceMs: 0 } : undefined }),
    verdicts: PAST,
    // Another process is not short of what that one was.
    restart: OPEN,
  },
  session: {
    config: withRisk({
      session: { hours: [{ openMs: 0, closeMs: NOON_MS }], noEntriesMs: 60_000, flatMs: 0 },
    }),
    market: ({ core }, by) => void Object.assign(core, { now: MONDAY + NOON_MS - 60_000 + by }),
    verdicts: REACHED,
  },
  'funding-window': {
    config: withRisk({ fundingExit: { beforeMs: 60_000, r: 0, action: 'close' } }),
    market: ({ core }, by) =>
      void Object.assign(core, {
        now: Math.ceil(core.now / BTC.fundingIntervalMs) * BTC.fundingIntervalMs - 60_000 + by,
      }),
    verdicts: PAST,
  },
  'daily-loss': { facts: (bench, by) => lose(bench, String(200 + by)), verdicts: REACHED },
  drawdown: {
    config: withRisk({ drawdown: { fraction: R(0.1), days: 3 }, dailyLoss: { fraction: R(1) } }),
    facts: (bench, by) => {
      bench.facts.risk.peak = cash('10000');
      lose(bench, String(1_000 + by));
    },
    verdicts: REACHED,
  },
  'loss-streak': {
    config: withRisk({ lossStreak: { trades: 3, cooldownMs: 60_000 } }),
    facts: ({ facts, core }, by) =>
      void Object.assign(facts.risk, { cooldown: { untilMs: core.now + by, reason: 'x' } }),
    verdicts: PAST,
  },
  expectancy: {
    config: withRisk({ expectancy: { r: R(-0.1), trades: 1 } }),
    facts: ({ facts }, by) => void facts.risk.recentR.push(R(-0.1) - by),
    verdicts: OPEN,
  },
  'double-send': {
    config: withRisk({ doubleSendMs: 1_000 }),
    facts: ({ facts, core }, by) => {
      for (const [leg, side] of [
        ['net', 'buy'],
        ['net', 'sell'],
        ['long', 'buy'],
      ])
        facts.lastEntry.set(`main/BTCUSDT/${leg}/s1/${side}`, core.now - 1_000 + by);
    },
    verdicts: PAST,
  },
  'anti-churn': {
    config: { execution: { ...CONFIG.execution, antiChurnMs: 60_000 } },
    facts: (bench, by) => {
      hold(bench, 1, { instrument: BTC.id, owner: 's9' });
      const last = bench.core.now - 60_000 + by;
      for (const position of bench.facts.positions.values()) position.enteredMs = { buy: last, sell: last };
    },
    entry: () => ({ bySignal: true }),
    verdicts: PAST,
  },
  'sole-owner': {
    facts: (bench, by) => {
      if (by >= 0) hold(bench, 1, { owner: by > 0 ? 's9' : 's1', leg: 'long' });
    },
    verdicts: PAST,
  },
  'forbid-flip': {
    facts: (bench, by) => {
      if (by !== 0) hold(bench, -by, { leg: 'net' });
    },
    verdicts: PAST,
    // What is held to flip is against it already, or makes up for what is.
    flip: ['deny', 'deny', 'deny'],
    hedge: OPEN,
  },
  'max-open-orders': {
    config: withRisk({ maxOpenOrders: 2 }),
    facts: (bench, by, part) => {
      for (let i = 0; i < 2 + by; i++) enter(bench, 3, part);
    },
    verdicts: REACHED,
  },
  'resting-exits': {
    config: withRisk({ maxOpenOrders: 2 }),
    facts: (bench, by) => {
      for (let i = 0; i < 2 + by; i++) enter(bench, 3, false);
      for (const order of bench.facts.orders.values()) {
        Object.assign(order, { role: 'exit', reduceOnly: true, side: 'sell' });
      }
    },
    entry: () => ({ type: 'limit', role: 'exit', reduceOnly: true, price: 310_000, timeInForce: 'gtc' }),
    verdicts: REACHED,
  },
  'max-positions': {
    config: withRisk({ maxPositions: 2 }),
    facts: (bench, by, part) => {
      for (let i = 0; i < 2 + by; i++) enter(bench, 3, part, `X${i}USDT`);
    },
    verdicts: REACHED,
    // What is held already is no further position.
    flip: OPEN,
  },
  'max-per-base': {
    config: withRisk({ maxPositionsPerBase: 2 }),
    facts: (bench, by, part) => {
      for (let i = 0; i < 2 + by; i++) {
        bench.facts.instruments.set(`BTC${i}`, { ...BTC, id: `BTC${i}` });
        enter(bench, 3, part, `BTC${i}`);
      }
    },
    verdicts: REACHED,
    flip: OPEN,
  },
  rotation: {
    config: withRisk({ rotation: { keep: 1, everyMs: 1 } }),
    // Both have the spread of one tick, and ETH by so much more depth.
    market: (bench, by) => {
      book(bench, [300_000, 1_000], [300_001, 1_000]);
      bench.send({
        type: 'book',
        instrument: ETH.id,
        time: bench.now,
        kind: 'snapshot',
        update: 1,
        bids: [300_000, 1_000 + by],
        asks: [300_001, 1_000 + by],
      });
    },
    verdicts: PAST,
  },
  spread: {
    config: withRisk({
      liquidity: { withinBps: 10, depth: 0n, cover: 0, maxSpreadBps: 5, unknown: 'deny' },
    }),
    market: (bench, by) => book(bench, [300_000, 9_000], [300_150 + by, 9_000]),
    verdicts: PAST,
  },
  liquidity: {
    config: withRisk({ liquidity: { withinBps: 10, depth: 0n, cover: R(1.5), unknown: 'deny' } }),
    market: (bench, by) => book(bench, [299_990, 150 - by], [300_010, 150 - by]),
    verdicts: PAST,
  },
  'max-position': {
    config: withRisk({ maxPosition: cash('6000') }),
    facts: (bench, by, part) => enter(bench, 100 + by, part),
    verdicts: CUT,
    // Sells 0.1 beyond what is held, of which nothing is sold already.
    flip: OPEN,
  },
  margin: {
    // 0.1 at leverage 10 bind 300.
    config: withRisk({}, { minFree: 0n }),
    facts: (bench, by, part) => {
      enter(bench, 30, part);
      bench.facts.cash.set('USDT', cash('390') - (by > 0 ? 1n : 0n));
    },
    verdicts: CUT,
    // What is held to flip binds 90 more.
    flip: ['resize', 'resize', 'resize'],
  },
  'total-risk': {
    config: withRisk({ totalRisk: { cash: cash('60') } }),
    facts: (bench, by, part) => {
      enter(bench, 100 + by, part);
      const plan = { id: 1, targetsOf: 1, stop: 297_000, targets: [], trailBy: undefined, breakEven: 'off' };
      for (const it of [...bench.facts.orders.values(), ...bench.facts.positions.values()])
        Object.assign(it, { plan: { ...plan, distance: 3_000 } });
    },
    entry: () => ({ stop: 297_000 }),
    verdicts: CUT,
    // A sale above its stop locks a gain in: it risks nothing, and what is held to flip has no stop.
    flip: ['deny', 'deny', 'deny'],
  },
  liquidation: {
    config: {
      ...withRisk({ liquidation: { multiplier: R(1.5), action: 'close' } }),
      marginMode: 'isolated',
    },
    entry: (by) => ({ stop: 280_905 - by }),
    verdicts: PAST,
    // Below the entry, the stop of a sale is reached before anything else.
    flip: OPEN,
  },
  'venue-limits': { entry: (by) => ({ quantity: BTC.maxMarketQuantity + by }), verdicts: CUT },
  'fail-safe': {
    config: withRisk({ failSafe: { cooldownMs: 60_000 } }),
    facts: ({ facts, core }, by) =>
      void Object.assign(facts.risk, { failSafe: { sinceMs: 0, untilMs: core.now + by, reason: 'x' } }),
    verdicts: PAST,
  },
};

function made(row: Row, more: Partial<CoreConfig>, facts?: Facts): CoreBench {
  const bench = new CoreBench({ ...withRisk({}), ...row.config, ...more }, facts);
  bench.bar(BTC.id, 300_000);
  bench.bar(ETH.id, 300_000);
  return bench;
}

interface Case {
  readonly bench: CoreBench;
  readonly asked: Proposal;
}

function situation(row: Row, level: Level, mode: 'one-way' | 'hedge' = 'one-way', part = false): Case {
  const bench = made(row, { positionMode: mode });
  row.facts?.(bench, by(level), part);
  row.market?.(bench, by(level));
  const leg = mode === 'hedge' ? ({ leg: 'long' } as const) : {};
  return { bench, asked: proposal({ ...leg, ...row.entry?.(by(level)) }) };
}

it('the table has every rule', () => {
  expect(Object.keys(TABLE)).toEqual(RULES.map(({ name }) => name));
});

describe.each(RULES.map((rule) => [rule.name, rule, TABLE[rule.name]!] as const))('%s', (_, rule, row) => {
  const { verdicts, flip = verdicts, hedge = verdicts, restart = verdicts } = row;
  const verdict = ({ bench, asked }: Case): string => rule.check(asked, bench.core).verdict;
  const each = (make: (level: Level) => Case): string[] => LEVELS.map((level) => verdict(make(level)));

  it('an entry', () => {
    expect(each((level) => situation(row, level))).toEqual(verdicts);
  });

  it('an entry against what is held', () => {
    const against = (level: Level): Case => {
      const { bench, asked } = situation(row, level);
      const mine = bench.facts.positions.get('main/BTCUSDT/net/s1')?.quantity ?? 0;
      hold(bench, 30 + mine);
      return { bench, asked: { ...asked, side: 'sell' } };
    };
    expect(each(against)).toEqual(flip);
  });

  it('an entry into a leg of a hedge', () => {
    expect(each((level) => situation(row, level, 'hedge'))).toEqual(hedge);
  });

  it('an entry while another is filled in part', () => {
    expect(each((level) => situation(row, level, 'one-way', true))).toEqual(verdicts);
  });

  it('an entry after a restart', () => {
    const restarted = (level: Level): Case => {
      const { bench, asked } = situation(row, level);
      const saved = completeFacts(decode(encode(bench.facts)) as Facts);
      const again = made(row, { positionMode: 'one-way' }, saved);
      again.core.now = bench.core.now;
      row.market?.(again, by(level));
      return { bench: again, asked };
    };
    expect(each(restarted)).toEqual(restart);
  });

  it.each(LEVELS)('an exit, %s the limit', (level) => {
    const { bench } = situation(row, level);
    hold(bench, 100);
    const exit = proposal({ side: 'sell', reduceOnly: true, role: 'exit' });
    if (rule.appliesTo === 'all') expect(rule.check(exit, bench.core).verdict).toBe('allow');
    expect(isEntry(exit)).toBe(false);
    const cause = { type: 'flatten', reason: 'test' } as const;
    expect(propose(bench.core, { proposal: exit, cause })).toBeUndefined();
  });
});
