import {
  type Bar,
  BotrcError,
  type Instrument,
  type Interval,
  intervalMs,
  type Ms,
  parseScaled,
} from '@botrc/sdk';

/** The texts of one candle, as stream and REST both carry them. */
export interface CandleText {
  readonly openMs: Ms;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** In base units. */
  readonly volume: string;
}

/**
 * A confirmed bar from its texts.
 * @param knownMs the venue's time when it said so: a bar is not confirmed before its boundary.
 * @throws BOTRC_BAR_INVALID where the candle contradicts itself; BOTRC_NUMBER_… where a number is none.
 */
export function confirmedBar(
  candle: CandleText,
  instrument: Instrument,
  interval: Interval,
  knownMs: Ms,
): Bar {
  const { priceScale, quantityScale } = instrument;
  const step = intervalMs(interval);
  const bar: Bar = {
    type: 'bar',
    instrument: instrument.id,
    interval,
    openMs: candle.openMs,
    time: candle.openMs + step,
    open: parseScaled(candle.open, priceScale),
    high: parseScaled(candle.high, priceScale),
    low: parseScaled(candle.low, priceScale),
    close: parseScaled(candle.close, priceScale),
    volume: parseScaled(candle.volume, quantityScale),
  };
  const problem =
    bar.openMs % step !== 0
      ? `opens off the ${interval} grid`
      : knownMs < bar.time
        ? 'is confirmed before its boundary'
        : bar.low <= 0
          ? 'has a price that is not positive'
          : bar.close < bar.low || bar.close > bar.high
            ? 'closes outside its low and high'
            : bar.open < bar.low || bar.open > bar.high
              ? 'opens outside its low and high'
              : bar.volume < 0
                ? 'has a negative volume'
                : undefined;
  if (problem === undefined) return bar;
  throw new BotrcError('BOTRC_BAR_INVALID', `${instrument.id} ${interval}: a bar ${problem}`, {
    found: `open ${candle.openMs} o ${bar.open} h ${bar.high} l ${bar.low} c ${bar.close} v ${bar.volume} at ${knownMs}`,
  });
}
