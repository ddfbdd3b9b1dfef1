/** @botrc/indicators: streaming indicators and order-book features. Pure: a plain record of state + functions over it. */
export * from './atr.ts';
export * from './bands.ts';
export * from './bollinger.ts';
export * from './book.ts';
export * from './ema.ts';
export * from './rma.ts';
export * from './rsi.ts';
export * from './sma.ts';
export * from './vwap.ts';
