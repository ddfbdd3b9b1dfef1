import { describe, expect, it } from 'vitest';
import { BotrcError, checkInstrument, type Instrument, leverageTiers } from '../../../src/sdk/index.ts';
import { cash, INVERSE, LINEAR, SPOT } from '../instruments.ts';

function refusal(instrument: Instrument): string {
  try {
    checkInstrument(instrument);
  } catch (error) {
    return error instanceof BotrcError ? `${error.code} ${error.message}` : String(error);
  }
  return 'none';
}

describe('checkInstrument', () => {
  it('takes one of each kind', () => {
    for (const instrument of [LINEAR, INVERSE, SPOT]) expect(checkInstrument(instrument)).toBe(instrument);
  });

  const DAY = 86_400_000;
  const [first, second] = LINEAR.tiers ?? [];
  const flaws: readonly [string, Instrument][] = [
    ['priceScale is not a whole number', { ...LINEAR, priceScale: 1.5 }],
    ['quantityScale is not a whole number', { ...LINEAR, quantityScale: -1 }],
    ['priceScale + quantityScale exceeds 12', { ...LINEAR, priceScale: 10 }],
    ['tick is not a positive whole number', { ...LINEAR, tick: 0 }],
    ['lot is not a positive whole number', { ...LINEAR, lot: 0.5 }],
    ['maxMarketQuantity is not a positive whole number', { ...LINEAR, maxMarketQuantity: 0 }],
    ['multiplier is not a positive whole number', { ...LINEAR, multiplier: 0 }],
    ['minNotional is negative', { ...LINEAR, minNotional: -1n }],
    ['maxLeverage is below 1', { ...LINEAR, maxLeverage: 0 }],
    ['fundingIntervalMs is no whole number', { ...LINEAR, fundingIntervalMs: -1 }],
    ['it does not settle in its base', { ...INVERSE, settle: 'USD' }],
    ['it does not settle in its quote', { ...SPOT, settle: 'BTC' }],
    ['spot has neither funding nor leverage tiers', { ...SPOT, fundingIntervalMs: 1 }],
    ['its table of tiers is empty', { ...LINEAR, tiers: [] }],
    ['tier 2: maxNotional does not ascend', { ...LINEAR, tiers: [first!, first!] }],
    ['tier 1: maintenanceRate is not in [0, 1)', { ...LINEAR, tiers: [{ ...first!, maintenanceRate: 1e8 }] }],
    ['tier 2: maintenanceRate falls', { ...LINEAR, tiers: [first!, { ...second!, maintenanceRate: 1 }] }],
    ['tier 2: maxLeverage rises', { ...LINEAR, tiers: [first!, { ...second!, maxLeverage: 200 }] }],
    [
      'tier 2: its deduction leaves a step',
      { ...LINEAR, tiers: [first!, { ...second!, deduction: cash('1') }] },
    ],
    ['session 1: not whole milliseconds', { ...LINEAR, sessions: [{ openMs: 0.5, closeMs: DAY }] }],
    ['session 1: ends before it begins', { ...LINEAR, sessions: [{ openMs: DAY, closeMs: DAY }] }],
    ['session 1: ends before it begins', { ...LINEAR, sessions: [{ openMs: DAY, closeMs: 8 * DAY }] }],
    [
      'session 2: begins before the one before it ends',
      {
        ...LINEAR,
        sessions: [
          { openMs: 0, closeMs: DAY },
          { openMs: DAY - 1, closeMs: 2 * DAY },
        ],
      },
    ],
  ];
  it.each(flaws)('refuses: %s', (message, instrument) => {
    expect(refusal(instrument)).toContain('BOTRC_INSTRUMENT_INVALID');
    expect(refusal(instrument)).toContain(message);
  });
});

describe('leverageTiers', () => {
  it('computes the deductions that Bybit lists for BTCUSDT: 0, 1,200, 2,500', () => {
    expect(leverageTiers(LINEAR.tiers ?? []).map((tier) => tier.deduction)).toEqual([
      0n,
      cash('1200'),
      cash('2500'),
    ]);
  });
});
