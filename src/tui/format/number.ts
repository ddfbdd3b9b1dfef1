import { decimal, NOTHING } from '../../core/view/decimal.ts';
import type { Tone } from './line.ts';

/** How numbers look: fixed decimals, thousands apart, never scientific. Decimal texts stay exact. */
export { cash, decimal, NOTHING } from '../../core/view/decimal.ts';

/** A price: at least six digits that count, so that one instrument keeps its decimals. */
export function price(text: string | null): string {
  if (text === null) return NOTHING;
  return decimal(text, pricePlaces(Number(text)));
}

/** The same for a float of a chart's axis. */
export function floatPrice(value: number): string {
  const places = pricePlaces(value);
  return decimal(value.toFixed(places), places);
}

function pricePlaces(value: number): number {
  const size = Math.abs(value);
  if (!(size > 0) || !Number.isFinite(size)) return 2;
  return Math.min(8, Math.max(2, 5 - Math.floor(Math.log10(size))));
}

/** Without the zeros that say nothing: `0.80` → `0.8`. */
export function quantity(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** 0.0123 → `+1.23%`. */
export function percent(fraction: number | null, signed = false): string {
  if (fraction === null || !Number.isFinite(fraction)) return NOTHING;
  return `${decimal((fraction * 100).toFixed(2), 2, signed)}%`;
}

/** Gain, loss or neither. */
export function gainTone(text: string | null): { readonly tone?: Tone } {
  const value = Number(text ?? 0);
  return value > 0 ? { tone: 'up' } : value < 0 ? { tone: 'down' } : {};
}
