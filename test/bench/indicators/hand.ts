/** A bar as the core hands it over: whole numbers. */
export interface BarLike {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * What a person would write into a loop of their own over the same bars: local variables and running sums that add the
 * new and subtract the old, no checks, no state that could be saved. Each returns the sum of its answers, which must
 * be ours.
 */
type List = readonly BarLike[];

const PERIOD = 20;

function sma(list: List): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    sum += list[i]!.close;
    if (i >= PERIOD) sum -= list[i - PERIOD]!.close;
    if (i >= PERIOD - 1) total += sum / PERIOD;
  }
  return total;
}

function ema(list: List, alpha = 2 / (PERIOD + 1)): number {
  let value = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    if (i < PERIOD) {
      value += list[i]!.close / PERIOD;
      if (i < PERIOD - 1) continue;
    } else value += alpha * (list[i]!.close - value);
    total += value;
  }
  return total;
}

function wma(list: List): number {
  let sum = 0;
  let weighted = 0;
  let total = 0;
  const weights = (PERIOD * (PERIOD + 1)) / 2;
  for (let i = 0; i < list.length; i++) {
    if (i < PERIOD) weighted += (i + 1) * list[i]!.close;
    else {
      weighted += PERIOD * list[i]!.close - sum;
      sum -= list[i - PERIOD]!.close;
    }
    sum += list[i]!.close;
    if (i >= PERIOD - 1) total += weighted / weights;
  }
  return total;
}

function rsi(list: List): number {
  let gain = 0;
  let loss = 0;
  let total = 0;
  for (let i = 1; i < list.length; i++) {
    const change = list[i]!.close - list[i - 1]!.close;
    const up = change > 0 ? change : 0;
    const down = change < 0 ? -change : 0;
    if (i <= PERIOD) {
      gain += up / PERIOD;
      loss += down / PERIOD;
      if (i < PERIOD) continue;
    } else {
      gain += (up - gain) / PERIOD;
      loss += (down - loss) / PERIOD;
    }
    total += (100 * gain) / (gain + loss);
  }
  return total;
}

function range(list: List, i: number): number {
  const before = list[i - 1]!.close;
  return Math.max(
    list[i]!.high - list[i]!.low,
    Math.abs(list[i]!.high - before),
    Math.abs(list[i]!.low - before),
  );
}

function atr(list: List): number {
  let value = 0;
  let total = 0;
  for (let i = 1; i < list.length; i++) {
    const tr = range(list, i);
    if (i <= PERIOD) {
      value += tr / PERIOD;
      if (i < PERIOD) continue;
    } else value += (tr - value) / PERIOD;
    total += value;
  }
  return total;
}

function macd(list: List): number {
  let fast = 0;
  let slow = 0;
  let signal = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const x = list[i]!.close;
    fast = i < 12 ? fast + x / 12 : fast + (2 / 13) * (x - fast);
    slow = i < 26 ? slow + x / 26 : slow + (2 / 27) * (x - slow);
    if (i < 25) continue;
    const value = fast - slow;
    signal = i < 34 ? signal + value / 9 : signal + 0.2 * (value - signal);
    if (i >= 33) total += value - signal;
  }
  return total;
}

function bollinger(list: List): number {
  let sum = 0;
  let squares = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const x = list[i]!.close;
    sum += x;
    squares += x * x;
    if (i >= PERIOD) {
      const old = list[i - PERIOD]!.close;
      sum -= old;
      squares -= old * old;
    }
    if (i < PERIOD - 1) continue;
    const mean = sum / PERIOD;
    total += mean + 2 * Math.sqrt(Math.max(0, squares / PERIOD - mean * mean));
  }
  return total;
}

function keltner(list: List): number {
  let middle = 0;
  let reach = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const x = list[i]!.close;
    middle = i < PERIOD ? middle + x / PERIOD : middle + (2 / (PERIOD + 1)) * (x - middle);
    if (i > 0) {
      const tr = range(list, i);
      reach = i <= 10 ? reach + tr / 10 : reach + (tr - reach) / 10;
    }
    if (i >= PERIOD - 1) total += middle + 2 * reach;
  }
  return total;
}

function donchian(list: List): number {
  let total = 0;
  for (let i = PERIOD; i < list.length; i++) {
    let highest = list[i - 1]!.high;
    let lowest = list[i - 1]!.low;
    for (let j = i - PERIOD; j < i - 1; j++) {
      if (list[j]!.high > highest) highest = list[j]!.high;
      if (list[j]!.low < lowest) lowest = list[j]!.low;
    }
    total += highest - lowest;
  }
  return total;
}

function vwap(list: List): number {
  let money = 0;
  let squares = 0;
  let weight = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const price = (list[i]!.high + list[i]!.low + list[i]!.close) / 3;
    money += price * list[i]!.volume;
    squares += price * price * list[i]!.volume;
    weight += list[i]!.volume;
    if (i >= PERIOD) {
      const j = i - PERIOD;
      const old = (list[j]!.high + list[j]!.low + list[j]!.close) / 3;
      money -= old * list[j]!.volume;
      squares -= old * old * list[j]!.volume;
      weight -= list[j]!.volume;
    }
    if (i < PERIOD - 1) continue;
    const mean = money / weight;
    total += mean + 2 * Math.sqrt(Math.max(0, squares / weight - mean * mean));
  }
  return total;
}

function sessionVwap(list: List): number {
  let money = 0;
  let squares = 0;
  let weight = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const price = (list[i]!.high + list[i]!.low + list[i]!.close) / 3;
    money += price * list[i]!.volume;
    squares += price * price * list[i]!.volume;
    weight += list[i]!.volume;
    const mean = money / weight;
    total += mean + 2 * Math.sqrt(Math.max(0, squares / weight - mean * mean));
  }
  return total;
}

function adx(list: List): number {
  let [tr, plus, minus, smooth, total] = [0, 0, 0, 0, 0];
  for (let i = 1; i < list.length; i++) {
    const up = list[i]!.high - list[i - 1]!.high;
    const down = list[i - 1]!.low - list[i]!.low;
    const keep = i <= PERIOD ? 1 : 1 - 1 / PERIOD;
    tr = tr * keep + range(list, i);
    plus = plus * keep + (up > down && up > 0 ? up : 0);
    minus = minus * keep + (down > up && down > 0 ? down : 0);
    if (i < PERIOD) continue;
    const sum = plus + minus;
    const dx = sum > 0 ? (100 * Math.abs(plus - minus)) / sum : 0;
    smooth = i < 2 * PERIOD ? smooth + dx / PERIOD : smooth + (dx - smooth) / PERIOD;
    if (i >= 2 * PERIOD - 1) total += smooth;
  }
  return total;
}

function stochastic(list: List): number {
  const k = [0, 0, 0];
  const d = [0, 0, 0];
  let total = 0;
  for (let i = PERIOD - 1; i < list.length; i++) {
    let highest = list[i]!.high;
    let lowest = list[i]!.low;
    for (let j = i - PERIOD + 1; j < i; j++) {
      if (list[j]!.high > highest) highest = list[j]!.high;
      if (list[j]!.low < lowest) lowest = list[j]!.low;
    }
    k[i % 3] = (100 * (list[i]!.close - lowest)) / (highest - lowest);
    if (i < PERIOD + 1) continue;
    d[i % 3] = (k[0]! + k[1]! + k[2]!) / 3;
    if (i >= PERIOD + 3) total += (d[0]! + d[1]! + d[2]!) / 3;
  }
  return total;
}

function cci(list: List): number {
  const prices = new Float64Array(PERIOD);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const price = (list[i]!.high + list[i]!.low + list[i]!.close) / 3;
    const at = i % PERIOD;
    sum += price - prices[at]!;
    prices[at] = price;
    if (i < PERIOD - 1) continue;
    const mean = sum / PERIOD;
    let deviation = 0;
    for (let j = 0; j < PERIOD; j++) deviation += Math.abs(prices[j]! - mean);
    total += (price - mean) / ((0.015 * deviation) / PERIOD);
  }
  return total;
}

function mfi(list: List): number {
  const flows = new Float64Array(PERIOD);
  let before = 0;
  let up = 0;
  let down = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const price = (list[i]!.high + list[i]!.low + list[i]!.close) / 3;
    const flow = i === 0 ? 0 : Math.sign(price - before) * price * list[i]!.volume;
    before = price;
    const old = flows[i % PERIOD]!;
    flows[i % PERIOD] = flow;
    if (old > 0) up -= old;
    else down += old;
    if (flow > 0) up += flow;
    else down -= flow;
    if (i >= PERIOD) total += (100 * up) / (up + down);
  }
  return total;
}

function obv(list: List): number {
  let value = 0;
  let total = 0;
  for (let i = 1; i < list.length; i++) {
    value += Math.sign(list[i]!.close - list[i - 1]!.close) * list[i]!.volume;
    total += value;
  }
  return total;
}

function supertrend(list: List): number {
  let [reach, upper, lower, trend, total] = [0, 0, 0, 0, 0];
  for (let i = 1; i < list.length; i++) {
    const tr = range(list, i);
    reach = i <= PERIOD ? reach + tr / PERIOD : reach + (tr - reach) / PERIOD;
    if (i < PERIOD) continue;
    const middle = (list[i]!.high + list[i]!.low) / 2;
    const before = list[i - 1]!.close;
    const first = trend === 0;
    if (first) trend = list[i]!.close >= middle ? 1 : -1;
    if (first || middle + 3 * reach < upper || before > upper) upper = middle + 3 * reach;
    if (first || middle - 3 * reach > lower || before < lower) lower = middle - 3 * reach;
    trend = list[i]!.close <= (trend > 0 ? lower : upper) ? -1 : 1;
    total += trend > 0 ? lower : upper;
  }
  return total;
}

function realizedVolatility(list: List): number {
  const squares = new Float64Array(PERIOD);
  let sum = 0;
  let total = 0;
  for (let i = 1; i < list.length; i++) {
    const change = Math.log(list[i]!.close / list[i - 1]!.close);
    sum += change * change - squares[i % PERIOD]!;
    squares[i % PERIOD] = change * change;
    if (i >= PERIOD) total += Math.sqrt(Math.max(0, sum) / PERIOD);
  }
  return total;
}

function zScore(list: List): number {
  let sum = 0;
  let squares = 0;
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const x = list[i]!.close;
    sum += x;
    squares += x * x;
    if (i >= PERIOD) {
      const old = list[i - PERIOD]!.close;
      sum -= old;
      squares -= old * old;
    }
    if (i < PERIOD - 1) continue;
    const mean = sum / PERIOD;
    total += (x - mean) / Math.sqrt(squares / PERIOD - mean * mean);
  }
  return total;
}

/** The rank by counting the window. */
function percentile(list: List): number {
  let total = 0;
  for (let i = PERIOD - 1; i < list.length; i++) {
    const x = list[i]!.close;
    let rank = 0;
    for (let j = i - PERIOD + 1; j <= i; j++) {
      if (list[j]!.close < x) rank += 2;
      else if (list[j]!.close === x) rank++;
    }
    total += rank / 2 / PERIOD;
  }
  return total;
}

function tradeImbalance(list: List): number {
  let bought = 0;
  let sold = 0;
  let total = 0;
  const isBuy = (i: number): boolean => list[i]!.close > list[i - 1]!.close;
  for (let i = 1; i < list.length; i++) {
    if (isBuy(i)) bought += list[i]!.volume;
    else sold += list[i]!.volume;
    if (i > PERIOD) {
      if (isBuy(i - PERIOD)) bought -= list[i - PERIOD]!.volume;
      else sold -= list[i - PERIOD]!.volume;
    }
    if (i >= PERIOD) total += (bought - sold) / (bought + sold);
  }
  return total;
}

/** Rolled by hand, each over all bars. */
export const HAND: Readonly<Record<string, (list: List) => number>> = {
  sma,
  ema: (list) => ema(list),
  wma,
  rma: (list) => ema(list, 1 / PERIOD),
  rsi,
  atr,
  macd,
  bollinger,
  keltner,
  donchian,
  vwap,
  sessionVwap,
  adx,
  stochastic,
  cci,
  mfi,
  obv,
  supertrend,
  realizedVolatility,
  zScore,
  percentile,
  tradeImbalance,
};
