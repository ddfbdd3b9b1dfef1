import type { CoreConfig } from '../../../src/core/config.ts';
import type { CoreRecord, Effect } from '../../../src/core/effect.ts';
import { isMarketData } from '../../../src/core/event.ts';
import { createFacts, type Facts } from '../../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../../src/core/fold.ts';
import {
  type Intent,
  keyText,
  type OrderRequest,
  type PlainOrder,
  type Signal,
} from '../../../src/sdk/index.ts';
import { CONFIG, type CoreBench, LONG, submits } from '../harness.ts';

/** The configuration of the bench with the rule under test, and repeated entries allowed. */
export function withRisk(
  risk: Partial<CoreConfig['risk']>,
  sizing: Partial<CoreConfig['sizing']> = {},
): Partial<CoreConfig> {
  return { risk: { ...CONFIG.risk, doubleSendMs: 0, ...risk }, sizing: { ...CONFIG.sizing, ...sizing } };
}

/** A short at 30,000.0 with its stop 1 % above. */
export const SHORT: Signal = {
  ...LONG,
  side: 'sell',
  stop: 303_000,
  targets: [{ price: 294_000, fraction: 1 }],
};

export const ETH_LONG: Signal = { ...LONG, instrument: 'ETHUSDT' };

/** A limit entry of its own size, far from the market, with a stop 100.0 below. */
export function resting(over: Partial<PlainOrder> = {}): PlainOrder {
  return {
    type: 'order',
    instrument: 'BTCUSDT',
    side: 'buy',
    orderType: 'limit',
    quantity: 100,
    price: 299_000,
    stop: 298_000,
    reason: 'test',
    ...over,
  };
}

/** What came of an intent: the order sent, or the rule that refused it. */
export function answer(
  bench: CoreBench,
  owner: string,
  intent: Intent,
  close?: number,
): string | OrderRequest {
  const before = bench.refused.length;
  const [order] = submits(bench.ask(owner, intent, close));
  if (order) return order;
  return bench.refused.length > before ? (bench.refused.at(-1)?.rule ?? '?') : 'nothing';
}

/** The word of one rule in the newest verdict. */
export function word(bench: CoreBench, rule: string) {
  const verdict = bench.history
    .flatMap(({ effects }) => effects)
    .flatMap((e) => (e.type === 'record' && e.record.kind === 'verdict' ? [e.record] : []))
    .at(-1);
  return verdict?.rules.find((one) => one.rule === rule);
}

export function records<K extends CoreRecord['kind']>(
  effects: readonly Effect[],
  kind: K,
): Extract<CoreRecord, { kind: K }>[] {
  return effects.flatMap((e) =>
    e.type === 'record' && e.record.kind === kind ? [e.record as Extract<CoreRecord, { kind: K }>] : [],
  );
}

/** An entry, filled whole at the bar's close. */
export function enter(bench: CoreBench, owner: string, intent: Intent, price = 300_000): OrderRequest {
  const order = answer(bench, owner, intent, price);
  if (typeof order === 'string') throw new Error(`refused by ${order}`);
  bench.fill(order, order.quantity, price);
  return order;
}

/** The facts as a recovery makes them, from what was journaled and nothing else. */
export function recovered(bench: CoreBench): Facts {
  const facts = createFacts();
  for (const { event, effects } of bench.history) {
    if (!isMarketData(event.type)) foldEvent(facts, event);
    foldDecision(facts, { seq: event.seq, at: event.at, effects });
  }
  return facts;
}

/** Enters at 30,000.0 and closes at `exit`: one round trip. */
export function roundTrip(bench: CoreBench, exit: number, intent: Signal = LONG): void {
  enter(bench, 's1', intent);
  const order = answer(bench, 's1', { type: 'exit', instrument: 'BTCUSDT', reason: 'test' }, exit);
  if (typeof order === 'string') throw new Error(`refused by ${order}`);
  bench.fill(order, order.quantity, exit);
  // The retry that a closing asks for, now idle.
  bench.wait(1_000).send({ type: 'timer', timerId: `flatten/${keyText(order)}` });
}

export function alerts(effects: readonly Effect[]): string[] {
  return effects.flatMap((e) => (e.type === 'alert' ? [`${e.level}: ${e.title}`] : []));
}
