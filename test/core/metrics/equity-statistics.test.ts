import { describe, expect, it } from 'vitest';
import { cash } from '../harness.ts';
import { DAY, Diary, HOUR } from './diary.ts';

describe('net profit and return', () => {
  it('have no meaning before the first equity is known', () => {
    const { netProfit, returnFraction, pnlPerDay, drawdownFraction, maxDrawdownMs } = new Diary().at(10_000);
    expect([netProfit, returnFraction, pnlPerDay, drawdownFraction, maxDrawdownMs]).toEqual(
      new Array(5).fill(undefined),
    );
  });

  it('are equity now against the first one: 10,000 to 10,500 is 500 and 5 %', () => {
    const { netProfit, returnFraction } = new Diary().equity(10_000).at(10_500);
    expect(netProfit).toBe(cash('500'));
    expect(returnFraction).toBeCloseTo(0.05, 14);
  });

  it('take a deposit for no gain: 10 % on 1,000, then 10 % on 11,100, is 21 %', () => {
    const diary = new Diary().days(1_000).transfer(10_000).days(11_100);
    // The day's own gain is 100: 11,100 less the deposit of 10,000 less 1,000.
    const { netProfit, returnFraction } = diary.wait(DAY).at(12_210);
    expect(netProfit).toBe(cash('1210'));
    expect(returnFraction).toBeCloseTo(0.21, 14);
  });

  it('take a withdrawal for no loss', () => {
    const { netProfit, returnFraction, maxDrawdownFraction } = new Diary().days(1_000).transfer(-400).at(600);
    expect([netProfit, returnFraction, maxDrawdownFraction]).toEqual([0n, 0, 0]);
  });

  it('know no return of an account that began with nothing', () => {
    expect(new Diary().equity(0).at(10).returnFraction).toBeUndefined();
  });

  it('are shared out by day once a day has passed: 300 in 36 hours is 200 a day', () => {
    const diary = new Diary().equity(1_000).wait(DAY - 1);
    expect(diary.at(1_300).pnlPerDay).toBeUndefined();
    expect(diary.wait(DAY / 2 + 1).at(1_300).pnlPerDay).toBe(cash('200'));
  });
});

describe('drawdown', () => {
  it('is the largest fall from a peak as a share of that peak: 100 → 80 → 120 → 90 is a quarter', () => {
    const diary = new Diary();
    for (const equity of [100, 80, 120, 90]) diary.equity(equity).wait(HOUR);
    expect(diary.at(90).maxDrawdownFraction).toBe(0.25);
    expect(diary.at(90).drawdownFraction).toBe(0.25);
  });

  it('counts the present fall before it is sampled, and is 0 at a peak', () => {
    const diary = new Diary().equity(100);
    expect(diary.at(100).maxDrawdownFraction).toBe(0);
    expect(diary.at(130).drawdownFraction).toBe(0);
    expect(diary.at(70).maxDrawdownFraction).toBeCloseTo(0.3, 14);
  });

  it('keeps the worst when equity has recovered', () => {
    const diary = new Diary();
    for (const equity of [100, 75, 110, 99]) diary.equity(equity).wait(HOUR);
    expect(diary.at(120).maxDrawdownFraction).toBe(0.25);
    expect(diary.at(120).drawdownFraction).toBe(0);
  });

  it('compares shares, not sums: 10 of 100 is more than 50 of 1,000', () => {
    const diary = new Diary();
    for (const equity of [100, 90, 1_000, 950, 1_000]) diary.equity(equity).wait(HOUR);
    expect(diary.at(1_000).maxDrawdownFraction).toBe(0.1);
  });

  it('moves its peak along with a transfer', () => {
    const diary = new Diary().equity(1_000).wait(HOUR).transfer(-500).equity(500).wait(HOUR);
    expect(diary.at(500).maxDrawdownFraction).toBe(0);
    expect(diary.at(450).drawdownFraction).toBe(0.1);
  });

  it('has no share of a peak that is no money', () => {
    expect(new Diary().equity(0).at(-10).maxDrawdownFraction).toBeUndefined();
  });

  it('lasts from the last moment at the peak until the peak is reached again', () => {
    const diary = new Diary();
    for (const equity of [100, 100, 90, 95, 100, 99, 101]) diary.equity(equity).wait(HOUR);
    // From the second sample to the fifth.
    expect(diary.at(101).maxDrawdownMs).toBe(3 * HOUR);
  });

  it('lasts until now where the peak has not been reached again', () => {
    const diary = new Diary()
      .equity(100)
      .wait(HOUR)
      .equity(90)
      .wait(4 * HOUR);
    expect(diary.at(95).maxDrawdownMs).toBe(5 * HOUR);
  });
});

describe('ratios of daily returns', () => {
  // Returns +10 %, -10 %, +20 %: mean 1/15, deviations 1/30, -1/6, 2/15.
  const diary = (): Diary => new Diary().days(100, 110, 99, 118.8);

  it('Sharpe is mean / sample deviation x √365', () => {
    const deviation = Math.sqrt((1 / 900 + 1 / 36 + 4 / 225) / 2);
    expect(diary().at(118.8).sharpe).toBeCloseTo((1 / 15 / deviation) * Math.sqrt(365), 10);
  });

  it('Sortino is mean / downside deviation over all days x √365', () => {
    const downside = Math.sqrt(0.01 / 3);
    expect(diary().at(118.8).sortino).toBeCloseTo((1 / 15 / downside) * Math.sqrt(365), 10);
  });

  it('leave a transfer out of the return of its day', () => {
    const moved = new Diary()
      .days(100, 110)
      .transfer(1_000)
      .days()
      .wait(DAY)
      .days(1_099)
      .wait(DAY)
      .days(1_318.8);
    // 110 → 1,099 with 1,000 paid in is -11/110; 1,099 → 1,318.8 is +20 %.
    expect(moved.performance.equity.returns.count).toBe(3);
    expect(moved.at(1_318.8).sharpe).toBeCloseTo(diary().at(118.8).sharpe ?? 0, 10);
  });

  it('have no meaning before two complete days', () => {
    const { sharpe, sortino } = new Diary().days(100, 90).at(90);
    expect([sharpe, sortino]).toEqual([undefined, undefined]);
  });

  it('have no meaning where no day differs, be it by the noise of doubles', () => {
    expect(new Diary().days(100, 100, 100).at(100).sharpe).toBeUndefined();
    const growing = Array.from(
      { length: 40 },
      (_, i) => cash('1') * 11n ** BigInt(i) * 10n ** BigInt(40 - i),
    );
    expect(new Diary().days(...growing).at(1).sharpe).toBeUndefined();
  });

  it('know no Sortino without a losing day', () => {
    expect(new Diary().days(100, 110, 120).at(120).sortino).toBeUndefined();
  });

  it('pass over a day that began with nothing', () => {
    expect(new Diary().days(0, 100, 110, 99).performance.equity.returns.count).toBe(2);
  });
});

describe('Calmar', () => {
  it('is the compound annual return / max drawdown: 21 % in half a year, 10 % down, is 4.641', () => {
    const diary = new Diary()
      .equity(1_000)
      .wait(DAY)
      .equity(900)
      .wait(181.5 * DAY);
    // (1.21^2 - 1) / 0.1
    expect(diary.at(1_210).calmar).toBeCloseTo(4.641, 10);
  });

  it.each([
    ['before 30 days', 29, 900, 1_100],
    ['without a drawdown', 40, 1_000, 1_100],
    ['where everything is lost', 40, 900, 0],
  ])('has no meaning %s', (_, days, low, end) => {
    const diary = new Diary()
      .equity(1_000)
      .wait(HOUR)
      .equity(low)
      .wait(days * DAY - HOUR);
    expect(diary.at(end).calmar).toBeUndefined();
  });
});
