import { formatScaled, parseScaled } from '@botrc/sdk';
import * as z from 'zod';

/** One row of instruments-info as Bybit sends it; what is not named here is passed on untouched. */
export interface Definition {
  readonly symbol: string;
  readonly status: string;
  readonly baseCoin: string;
  /** Decimals of prices in books, trades and tickers. */
  readonly priceScale: string;
  readonly priceFilter: { readonly tickSize: string };
  readonly lotSizeFilter: { readonly qtyStep: string };
  readonly leverageFilter: { readonly maxLeverage: string };
  /** Minutes; 0 where there is no funding. */
  readonly fundingInterval: number;
}

export const definitionSchema: z.ZodType<Definition> = z.looseObject({
  symbol: z.string(),
  status: z.string(),
  baseCoin: z.string(),
  priceScale: z.string().regex(/^\d{1,2}$/),
  priceFilter: z.looseObject({ tickSize: z.string() }),
  lotSizeFilter: z.looseObject({ qtyStep: z.string() }),
  leverageFilter: z.looseObject({ maxLeverage: z.string() }),
  fundingInterval: z.number(),
});

/** How an instrument's integers stand for decimals: a price is n * 10^-priceDecimals. */
export interface Precision {
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  /** Smallest price step, as such an integer. */
  readonly tick: number;
  /** Smallest size step, as such an integer. */
  readonly lot: number;
}

export function precisionOf(definition: Definition): Precision {
  const { tickSize } = definition.priceFilter;
  const { qtyStep } = definition.lotSizeFilter;
  const priceDecimals = Math.max(Number(definition.priceScale), decimalsOf(tickSize));
  const sizeDecimals = decimalsOf(qtyStep);
  return {
    priceDecimals,
    sizeDecimals,
    tick: parseScaled(tickSize, priceDecimals),
    lot: parseScaled(qtyStep, sizeDecimals),
  };
}

/** Digits after the point, as written. */
export function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** As books, trades and tickers write it: all decimals. */
export function priceText(price: number, precision: Precision): string {
  return formatScaled(price, precision.priceDecimals);
}

/** As books and trades write it: all decimals, but a deleted level is a bare "0". */
export function sizeText(size: number, precision: Precision): string {
  return size === 0 ? '0' : formatScaled(size, precision.sizeDecimals);
}

/** The price as a float, for models. */
export function priceFloat(price: number, precision: Precision): number {
  return price / 10 ** precision.priceDecimals;
}

/** The nearest price on a tick, at least one tick. */
export function toTick(price: number, precision: Precision): number {
  return Math.max(1, Math.round(price / precision.tick)) * precision.tick;
}

/** How much can be bought for `cash` (in the quote currency), in whole lots, at least one. */
export function sizeWorth(cash: number, price: number, precision: Precision): number {
  const units = (cash / priceFloat(price, precision)) * 10 ** precision.sizeDecimals;
  return Math.max(1, Math.round(units / precision.lot)) * precision.lot;
}
