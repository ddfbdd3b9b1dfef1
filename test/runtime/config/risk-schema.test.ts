import { describe, expect, it } from 'vitest';
import { riskSchema, sizingSchema } from '../../../src/runtime/config/risk-schema.ts';
import { parseHours } from '../../../src/runtime/config/session-hours.ts';
import { riskConfig, sizingConfig } from '../../../src/runtime/risk-config.ts';

const HOUR = 3_600_000;

describe('trading hours in a profile (R-12)', () => {
  it('are weekly sessions from Monday 00:00, one a day', () => {
    expect(parseHours('mon-tue 09:00-18:45')).toEqual([
      { openMs: 9 * HOUR, closeMs: 18.75 * HOUR },
      { openMs: 33 * HOUR, closeMs: 42.75 * HOUR },
    ]);
    expect(parseHours('sun 00:00-24:00')).toEqual([{ openMs: 144 * HOUR, closeMs: 168 * HOUR }]);
  });

  it.each([
    'fri-mon 09:00-10:00',
    'mon 10:00-10:00',
    'mon 10:00-24:01',
    'mon 10:60-11:00',
    'day 09:00-10:00',
    '',
  ])('are not %j', (text) => {
    expect(parseHours(text)).toBeUndefined();
  });
});

describe('the terms of risk', () => {
  it('switch on by default what needs no figures of the trader, and nothing else', () => {
    const on = Object.keys(riskConfig(riskSchema.parse({}))).sort();
    expect(on).toEqual(
      [
        ...[
          'backpressure',
          'dailyLoss',
          'doubleSendMs',
          'drawdown',
          'expectancy',
          'forbidFlip',
          'liquidation',
        ],
        ...['maxOpenOrders', 'maxPosition', 'maxPositions', 'maxPositionsPerBase', 'onKill', 'unprotectedMs'],
      ].sort(),
    );
  });

  it('take the documented values where a rule is only named', () => {
    const named = {
      totalRisk: {},
      lossStreak: {},
      fundingExit: {},
      liquidity: {},
      rotation: {},
      session: {},
      failSafe: {},
    };
    expect(riskConfig(riskSchema.parse({ ...named, resources: {} }))).toMatchObject({
      totalRisk: { cash: 250_000_000_000_000n },
      lossStreak: { trades: 3, cooldownMs: HOUR },
      fundingExit: { beforeMs: 600_000, r: 30_000_000, action: 'alert' },
      liquidity: { withinBps: 10, depth: 0n, cover: 150_000_000, unknown: 'deny' },
      rotation: { keep: 5, everyMs: HOUR },
      session: { noEntriesMs: 1_800_000, flatMs: 600_000 },
      failSafe: { cooldownMs: 1_800_000 },
    });
  });

  it('need a value for the mode notional', () => {
    expect(sizingSchema.safeParse({ mode: 'notional' }).success).toBe(false);
    const sizing = sizingSchema.parse({ mode: 'volatility' });
    expect(sizingConfig(sizing)).toMatchObject({
      mode: 'volatility',
      volatility: { interval: '5m', bars: 14, multiple: 200_000_000 },
    });
  });
});
