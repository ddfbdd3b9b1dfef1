import type { CoreConfig } from '../../src/core/config.ts';
import type { Effect } from '../../src/core/effect.ts';
import { step } from '../../src/core/engine.ts';
import type { Event, Input } from '../../src/core/event.ts';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import { type Core, createCore } from '../../src/core/state.ts';
import {
  type Bar,
  CASH_SCALE,
  type Fill,
  type Instrument,
  type Intent,
  type OrderRequest,
  type OrderUpdate,
  parseBig,
  rateFromFraction,
  type Signal,
  type StrategyInstance,
} from '../../src/sdk/index.ts';

export const START = 1_700_000_000_000;

/** One decimal of price, three of quantity: 30000.0 is 300_000, 0.001 is 1. */
export const BTC: Instrument = {
  id: 'BTCUSDT',
  venue: 'test',
  kind: 'linear',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  priceScale: 1,
  quantityScale: 3,
  tick: 1,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1_000_000,
  maxMarketQuantity: 100_000,
  minNotional: cash('5'),
  maxLeverage: 100,
  fundingIntervalMs: 28_800_000,
  status: 'trading',
};
export const ETH: Instrument = { ...BTC, id: 'ETHUSDT', base: 'ETH' };

export function cash(text: string): bigint {
  return parseBig(text, CASH_SCALE);
}

export const CONFIG: CoreConfig = {
  run: 'r1',
  bot: 'test',
  profile: 'test',
  profileFile: 'test.yml',
  mode: 'paper',
  account: 'main',
  currency: 'USDT',
  seed: '1',
  instruments: ['BTCUSDT', 'ETHUSDT'],
  strategies: [strategyConfig('s1', ['BTCUSDT']), strategyConfig('s2', ['ETHUSDT'])],
  sizing: {
    riskPerTrade: rateFromFraction(0.01),
    maxNotional: cash('20000'),
    leverage: 10,
    minFree: cash('200'),
  },
  risk: {
    dailyLoss: { fraction: rateFromFraction(0.02) },
    maxPosition: cash('20000'),
    maxPositions: 3,
    maxOpenOrders: 10,
    forbidFlip: true,
    doubleSendMs: 1_000,
    unprotectedMs: 5_000,
  },
  execution: {
    manual: false,
    holdMs: 0,
    antiChurnMs: 0,
    partialFills: 'accept',
    minFillRatio: rateFromFraction(0.5),
    fullRatio: rateFromFraction(0.95),
    breakEven: 'off',
    trailing: 'core',
  },
  zone: [[0, 0]],
};

function strategyConfig(owner: string, instruments: readonly string[]): CoreConfig['strategies'][number] {
  return {
    owner,
    plugin: 'scripted',
    version: '1.0.0',
    codeHash: 'h',
    params: {},
    instruments,
    subscriptions: instruments.map((instrument) => ({ stream: 'bar', instrument, interval: '1m' })),
    warmup: {},
    riskShare: rateFromFraction(1),
  };
}

/**
 * A core with strategies that answer each bar with whatever the test has queued for them, and time that moves when
 * told. Starts connected, defined, with 10,000 USDT.
 */
export class CoreBench {
  core: Core;
  now = START;
  seq = 0;
  readonly queue = new Map<string, Intent[]>();
  /** Everything that happened, as a journal would keep it. */
  readonly history: { readonly event: Event; readonly effects: readonly Effect[] }[] = [];
  readonly refused: { readonly owner: string; readonly rule: string }[] = [];

  constructor(config: Partial<CoreConfig> = {}, facts: Facts = createFacts()) {
    const merged = { ...CONFIG, ...config };
    this.core = createCore(
      merged,
      new Map(merged.strategies.map((s) => [s.owner, this.#scripted(s.owner)])),
      facts,
    );
    this.seq = facts.seq;
    this.send({ type: 'config', config: merged, configHash: 'h', cause: 'start' });
    for (const definition of [BTC, ETH])
      this.send({ type: 'instrument', instrument: definition.id, definition });
    this.send({ type: 'feed', status: 'up', reason: 'test' });
    if (facts.cash.size === 0) {
      const balances = [{ currency: 'USDT', total: cash('10000') }];
      this.send({
        type: 'venue',
        time: START,
        snapshot: { time: START, positions: [], orders: [], balances },
      });
    }
  }

  #scripted(owner: string): StrategyInstance {
    return {
      state: {},
      onBar: () => this.queue.get(owner)?.shift(),
      onRefused: (_intent, { rule }) => {
        this.refused.push({ owner, rule });
      },
    };
  }

  get facts(): Facts {
    return this.core.facts;
  }

  send(input: Input): readonly Effect[] {
    const event = { ...input, seq: ++this.seq, at: this.now };
    const effects = step(this.core, event);
    this.history.push({ event, effects: [...effects] });
    return effects;
  }

  wait(ms: number): this {
    this.now += ms;
    return this;
  }

  /** A bar that closes at `close`; what the strategy has queued is answered to it. */
  bar(instrument: string, close: number): readonly Effect[] {
    const openMs = this.now;
    const bar: Bar = {
      type: 'bar',
      instrument,
      interval: '1m',
      openMs,
      time: openMs + 60_000,
      open: close,
      high: close,
      low: close,
      close,
      volume: 1,
    };
    this.now += 60_000;
    return this.send(bar);
  }

  /** Queues an intent for the owner's next bar and sends that bar. */
  ask(owner: string, intent: Intent, close = 300_000): readonly Effect[] {
    this.queue.set(owner, [intent]);
    return this.bar(owner === 's1' ? 'BTCUSDT' : 'ETHUSDT', close);
  }

  update(
    order: OrderRequest,
    status: OrderUpdate['status'],
    version: number,
    reason?: string,
  ): readonly Effect[] {
    return this.send({
      type: 'order',
      clientOrderId: order.clientOrderId,
      instrument: order.instrument,
      status,
      filled: 0,
      version,
      time: this.now,
      ...(reason !== undefined && { reason }),
    });
  }

  fill(order: OrderRequest, quantity: number, price: number, fillId = `f${this.seq}`): readonly Effect[] {
    const fill: Fill = {
      type: 'fill',
      fillId,
      clientOrderId: order.clientOrderId,
      instrument: order.instrument,
      side: order.side,
      price,
      quantity,
      fee: 0n,
      feeCurrency: 'USDT',
      liquidity: 'taker',
      time: this.now,
    };
    return this.send(fill);
  }
}

/** A long with its stop 1 % below; risk 1 % of 10,000 = 100 USDT over 300.0 of price = 0.333 BTC. */
export const LONG: Signal = {
  type: 'signal',
  instrument: 'BTCUSDT',
  side: 'buy',
  stop: 297_000,
  targets: [{ price: 306_000, fraction: 1 }],
  reason: 'test',
};

export function submits(effects: readonly Effect[]): OrderRequest[] {
  return effects.flatMap((e) => (e.type === 'submit' ? [e.order] : []));
}
export function cancels(effects: readonly Effect[]): string[] {
  return effects.flatMap((e) => (e.type === 'cancel' ? [e.request.clientOrderId] : []));
}
