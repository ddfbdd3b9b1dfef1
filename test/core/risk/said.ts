import { createPosition } from '../../../src/core/portfolio/position.ts';
import type { Proposal, RiskRule } from '../../../src/core/risk/proposal.ts';
import { BTC, CoreBench, cash } from '../harness.ts';
import { withRisk } from './rig.ts';

/** 0.1 BTC bought at market, worth 3,000. */
export function proposal(over: Partial<Proposal> = {}): Proposal {
  return {
    ...{ owner: 's1', instrument: BTC, leg: 'net', side: 'buy', type: 'market', quantity: 100 },
    ...{ timeInForce: 'ioc', reduceOnly: false, role: 'entry', reference: 300_000 },
    ...over,
  };
}

/** A bench that knows the price of both instruments and the day's first equity of 10,000. */
export function bench(
  risk: Parameters<typeof withRisk>[0] = {},
  sizing: Parameters<typeof withRisk>[1] = {},
): CoreBench {
  const made = new CoreBench(withRisk(risk, sizing));
  made.bar('BTCUSDT', 300_000);
  made.bar('ETHUSDT', 300_000);
  return made;
}

export function hold(
  on: CoreBench,
  quantity: number,
  over: Partial<Parameters<typeof createPosition>[0]> = {},
): void {
  const key = { account: 'main', instrument: BTC.id, leg: 'net', owner: 's1', ...over } as const;
  const value = BigInt(quantity) * cash('30');
  const position = { ...createPosition(key), quantity, cost: value };
  on.facts.positions.set(`${key.account}/${key.instrument}/${key.leg}/${key.owner}`, position);
}

/** As if so much cash had been lost. */
export function lose(on: CoreBench, amount: string): void {
  on.facts.cash.set('USDT', (on.facts.cash.get('USDT') ?? 0n) - cash(amount));
}

/** Verdict, used, limit and reason in one line. */
export function said(rule: RiskRule, on: CoreBench, over: Partial<Proposal> = {}): string {
  const { verdict, used, limit, reason, quantity } = rule.check(proposal(over), on.core);
  return `${verdict}${quantity === undefined ? '' : ` ${quantity}`}: ${used} of ${limit}: ${reason}`;
}

export function stands(rule: RiskRule, on: CoreBench): string {
  const { state, used, limit, reason } = rule.status?.(on.core) ?? {};
  return `${state}: ${used} of ${limit}${reason ? `: ${reason}` : ''}`;
}
