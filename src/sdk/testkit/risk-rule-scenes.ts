import type { RiskProposal, RiskRulePlugin, RiskView } from '../contracts/risk-rule.ts';
import type { Instrument } from '../market/instrument.ts';
import { CASH_SCALE } from '../values/money.ts';
import { pow10 } from '../values/scale.ts';
import { validOptions } from './options.ts';
import type { RuleScene } from './risk-rule-suite.ts';
import { testInstrument } from './tape.ts';

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;
const ONE = pow10(CASH_SCALE);

/** Entries of every kind in accounts of every kind, as the gate would show them to a rule of a plugin. */
export function riskRuleScenes(plugin: RiskRulePlugin, params: unknown): readonly RuleScene[] {
  const options = validOptions(plugin.options, params);
  const linear = testInstrument('AAAUSDT');
  const instruments: readonly Instrument[] = [
    linear,
    { ...linear, id: 'BBBUSD', kind: 'inverse', base: 'BBB', quote: 'USD', settle: 'BBB' },
    { ...linear, id: 'CCCUSDT', kind: 'spot', base: 'CCC', fundingIntervalMs: 0, maxLeverage: 1 },
  ];
  return instruments.flatMap((instrument) =>
    proposalsOf(instrument).flatMap((proposal) =>
      Object.entries(viewsOf(instrument)).map(([account, view]): RuleScene => {
        const { side, leg, type, quantity } = proposal;
        return {
          title: `${side} ${quantity} ${leg} of a ${instrument.kind} ${type} order, ${account}`,
          quantity,
          closes: false,
          rule: (instead = quantity) =>
            plugin.check(instead === quantity ? proposal : { ...proposal, quantity: instead }, view, options),
          seen: () => ({ proposal, view, options }),
        };
      }),
    ),
  );
}

function proposalsOf(instrument: Instrument): RiskProposal[] {
  const { lot, minQuantity, maxQuantity, tick } = instrument;
  const reference = 10_000 * tick;
  const both = [
    { side: 'buy', leg: 'net', stop: reference - 100 * tick },
    { side: 'sell', leg: 'net', stop: reference + 100 * tick },
    { side: 'buy', leg: 'long' },
    { side: 'sell', leg: 'short' },
  ] as const;
  const sizes = new Set([minQuantity, minQuantity + 7 * lot, 1_000 * lot, maxQuantity]);
  const orders = [
    { type: 'market', timeInForce: 'ioc' },
    { type: 'limit', timeInForce: 'gtc', price: reference },
    { type: 'stop-market', timeInForce: 'gtc', triggerPrice: reference },
  ] as const;
  const isFit = ({ side }: { side: string }): boolean => instrument.kind !== 'spot' || side === 'buy';
  return both
    .filter(isFit)
    .flatMap((way) =>
      [...sizes].flatMap((quantity) =>
        orders.map((order) => ({ owner: 'mine', instrument, reference, quantity, ...way, ...order })),
      ),
    );
}

function viewsOf({ id, tick, lot }: Instrument): Readonly<Record<string, RiskView>> {
  const price = 10_000 * tick;
  const bare: RiskView = {
    ...{ nowMs: NOW, equity: 10_000n * ONE, freeCash: 10_000n * ONE, dayLoss: 0n },
    ...{ market: {}, positions: [], entries: [] },
  };
  const market = { bid: price - tick, ask: price + tick, mark: price, last: price };
  const others = ['AAAUSDT', 'BBBUSDT', id];
  const held = (sign: 1 | -1) =>
    others.map((instrument, i) => ({
      ...{ instrument, owner: i === 2 ? 'mine' : 'theirs', quantity: sign * 100 * lot },
      ...{ leg: 'net', openedMs: NOW - i * 24 * HOUR },
    })) satisfies RiskView['positions'];
  const entries = others.map((instrument, i) => ({
    ...{ instrument, owner: 'mine', quantity: 50 * lot },
    side: i === 1 ? ('sell' as const) : ('buy' as const),
  }));
  return {
    'with nothing known': bare,
    'with nothing held': { ...bare, market },
    'with one side of a book': { ...bare, market: { ask: price } },
    'across a wide spread': { ...bare, market: { ...market, bid: price / 2, ask: price * 2 } },
    'with longs held': { ...bare, market, positions: held(1) },
    'with shorts held': { ...bare, market, positions: held(-1) },
    'with entries under way': { ...bare, market, positions: held(1), entries },
    'after a loss': { ...bare, market, equity: 500n * ONE, freeCash: 0n, dayLoss: 9_500n * ONE },
    'with nothing left': { ...bare, market, equity: -ONE, freeCash: 0n, dayLoss: 10_001n * ONE },
    'at the beginning of time': { ...bare, nowMs: 0, market },
  };
}
