import { CASH_SCALE, type Instrument, type Leg, type Ms, toFloat } from '@botrc/sdk';
import type { InstrumentBooks, Position } from '@botrc/sim';
import type { TickerFields } from '../market/ticker-stream.ts';
import { cashText, notionalOf, priceText, sizeText } from './order-row.ts';

export const LEG_INDEX: Readonly<Record<Leg, number>> = { net: 0, long: 1, short: 2 };

/** What both the stream and REST say of a position. */
export interface PositionState {
  readonly books: InstrumentBooks;
  readonly leg: Leg;
  readonly ticker: TickerFields;
  readonly nowMs: Ms;
  readonly seq: number;
}

/**
 * An item of the `position` topic: REST's `avgPrice` is `entryPrice` here, the rest is the same. Flat is side "" and
 * size "0". https://bybit-exchange.github.io/docs/v5/websocket/private/position
 */
export function wirePosition(state: PositionState, averageName: 'avgPrice' | 'entryPrice'): object {
  const { books, leg, ticker, nowMs, seq } = state;
  const { definition, leverage } = books;
  const position = books.positions[leg] ?? { quantity: 0, cost: 0n };
  const { quantity, cost } = position;
  return {
    category: 'linear',
    positionIdx: LEG_INDEX[leg],
    tradeMode: 0,
    riskId: 1,
    riskLimitValue: '2000000',
    symbol: definition.id,
    side: quantity === 0 ? '' : quantity > 0 ? 'Buy' : 'Sell',
    size: sizeText(Math.abs(quantity), definition),
    [averageName]: quantity === 0 ? '0' : averageText(position, definition),
    positionValue: quantity === 0 ? '' : cashText(cost),
    autoAddMargin: 0,
    positionStatus: 'Normal',
    leverage: String(leverage),
    markPrice: ticker.markPrice ?? '',
    liqPrice: '',
    bustPrice: '',
    positionIM: cashText(cost / BigInt(leverage)),
    positionMM: cashText(cost / BigInt(leverage * 2)),
    positionBalance: '0',
    tpslMode: 'Full',
    takeProfit: '',
    stopLoss: '',
    trailingStop: '0',
    sessionAvgPrice: '',
    unrealisedPnl: quantity === 0 ? '' : unrealised(position, definition, ticker.markPrice ?? ''),
    curRealisedPnl: '0',
    cumRealisedPnl: '0',
    adlRankIndicator: quantity === 0 ? 0 : 2,
    createdTime: String(nowMs),
    updatedTime: String(nowMs),
    seq,
    isReduceOnly: false,
    mmrSysUpdatedTime: '',
    leverageSysUpdatedTime: '',
  };
}

function averageText({ quantity, cost }: Position, definition: Instrument): string {
  const one = notionalOf(1, Math.abs(quantity), definition);
  const average = Number((cost + one / 2n) / one);
  return priceText(average, definition);
}

function unrealised({ quantity, cost }: Position, definition: Instrument, mark: string): string {
  const value = Number(mark) * toFloat(Math.abs(quantity), definition.quantityScale);
  const gain = (value - toFloat(cost, CASH_SCALE)) * Math.sign(quantity);
  return String(Math.round(gain * 1e8) / 1e8);
}
