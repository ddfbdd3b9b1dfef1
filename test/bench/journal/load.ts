import type { Decision } from '../../../src/core/effect.ts';
import type { Event } from '../../../src/core/event.ts';
import type { ApprovedOrder } from '../../../src/core/risk/approved.ts';
import type { Instrument, PluginLog, Side } from '../../../src/sdk/index.ts';

/** Events that are handed over at once, as the loop does. */
export const WINDOW = 512;
/** Every so many events one is a fill, and its decision an order with its verdict; the rest is market data. */
const EVERY = 10;

const quiet = (): void => undefined;
export const SILENT: PluginLog = { debug: quiet, info: quiet, warn: quiet, error: quiet };
export const START = {
  run: 'bench',
  bot: 'b',
  profile: 'p',
  mode: 'paper',
  startedMs: 1,
  version: '1',
} as const;

/** Event `seq` of a busy run. */
export function eventAt(seq: number): Event {
  const stamp = { seq, at: 1_700_000_000_000 + seq };
  const price = 6_400_000 + ((seq * 7919) % 20_011);
  const instrument = 'BTCUSDT';
  if (seq % EVERY !== 0) {
    const side = seq % 2 === 0 ? 'buy' : 'sell';
    return {
      type: 'trade',
      instrument,
      time: stamp.at,
      id: `t${seq * 31}`,
      side,
      price,
      quantity: seq % 900,
      ...stamp,
    };
  }
  return {
    type: 'fill',
    fillId: `f${seq}`,
    clientOrderId: orderId(seq - EVERY),
    instrument,
    side: sideAt(seq - EVERY),
    price,
    quantity: 5,
    fee: BigInt(seq) * 1_000_003n,
    feeCurrency: 'USDT',
    liquidity: 'taker',
    time: stamp.at,
    ...stamp,
  };
}

/** What a fill leads to. */
export function decisionAt({ seq, at }: Event): Decision {
  const clientOrderId = orderId(seq);
  const rules = [
    'kill-switch',
    'open-for-entries',
    'daily-loss',
    'max-position',
    'margin',
    'venue-limits',
  ].map(
    (rule) =>
      ({ rule, verdict: 'allow', used: '1234.56', limit: '20000', reason: 'within the limit' }) as const,
  );
  const order = {
    account: 'main',
    instrument: 'BTCUSDT',
    leg: 'net',
    owner: 'bench',
    clientOrderId,
    side: sideAt(seq),
    type: 'limit',
    quantity: 5,
    price: 6_300_000,
    timeInForce: 'gtc',
    reduceOnly: false,
    role: 'entry',
  } as const;
  return {
    seq,
    at,
    effects: [
      {
        type: 'record',
        record: {
          kind: 'verdict',
          owner: 'bench',
          instrument: 'BTCUSDT',
          intent: {
            type: 'signal',
            instrument: 'BTCUSDT',
            side: sideAt(seq),
            stop: 6_200_000,
            reason: 'bench',
          },
          verdict: 'allow',
          clientOrderId,
          rules,
        },
      },
      // Only the gate makes an approved order; here one is needed as data.
      { type: 'submit', order: order as unknown as ApprovedOrder },
    ],
  };
}

/** The order that the decision of `seq` sends, and that the next fill fills. */
function orderId(seq: number): string {
  return `bench-${Math.max(0, seq).toString(36)}`;
}

function sideAt(seq: number): Side {
  return (seq / EVERY) % 2 === 0 ? 'buy' : 'sell';
}

export const BTC: Instrument = {
  id: 'BTCUSDT',
  venue: 'bench',
  kind: 'linear',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  priceScale: 2,
  quantityScale: 3,
  tick: 1,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1_000_000,
  maxMarketQuantity: 100_000,
  minNotional: 0n,
  maxLeverage: 100,
  fundingIntervalMs: 28_800_000,
  status: 'trading',
};

export function isFill(event: Event): boolean {
  return event.type === 'fill';
}
