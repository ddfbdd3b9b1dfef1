import { BotrcError, CASH_SCALE, checkInstrument, maintenanceMargin, parseBig } from '@botrc/sdk';
import { describe, expect, it } from 'vitest';
import { Definitions } from '../src/definitions.ts';
import { fetchListing, readInstrument } from '../src/instruments.ts';
import { nearest } from '../src/nearest.ts';
import type { Rest } from '../src/rest.ts';
import { readTiers } from '../src/risk-limits.ts';
import { testContext } from './support/context.ts';
import { BTC, RAW_BTC, RAW_ETH, rawInstrument, tierRow } from './support/markets.ts';

const cash = (text: string): bigint => parseBig(text, CASH_SCALE);

/** The venue's list in pages of two. */
function paged(list: readonly unknown[]): Rest & { readonly cursors: unknown[] } {
  const cursors: unknown[] = [];
  return {
    cursors,
    close: () => undefined,
    get: async (endpoint, { cursor = 0, symbol = '' }) => {
      if (endpoint === 'riskLimits')
        return { result: { list: [tierRow(String(symbol))], nextPageCursor: '' }, timeMs: 1 };
      cursors.push(cursor);
      const at = Number(cursor);
      const nextPageCursor = at + 2 < list.length ? String(at + 2) : '';
      return { result: { list: list.slice(at, at + 2), nextPageCursor }, timeMs: 1 };
    },
  };
}

describe('definitions', () => {
  it.each([
    ['0.10', '0.001', 3, 3, 100, 1],
    ['0.5', '1', 3, 0, 500, 1],
    ['1', '10', 2, 0, 100, 10],
    ['0.00000001', '100', 10, 0, 100, 100],
    ['0.00000001', '0.01', 10, 2, 100, 1],
    ['0.00000001', '0.001', 9, 3, 10, 1],
    ['0.00000001', '0.0001', 8, 4, 1, 1],
  ])('tick %s and lot %s', (tick, lot, priceScale, quantityScale, ticks, lots) => {
    expect(readInstrument(rawInstrument('XUSDT', tick, lot))).toMatchObject({
      priceScale,
      quantityScale,
      tick: ticks,
      lot: lots,
    });
  });

  it.each([
    [
      'a tick and lot too fine for cash',
      rawInstrument('XUSDT', '0.00000001', '0.00001'),
      'BOTRC_NUMBER_FORMAT',
    ],
    ['a lot of zero', rawInstrument('XUSDT', '0.1', '0'), 'BOTRC_INSTRUMENT_INVALID'],
    ['an exponent', rawInstrument('XUSDT', '1e-8', '1'), 'BOTRC_WIRE_FORMAT'],
    ['no filters', { ...RAW_BTC, priceFilter: undefined }, 'BOTRC_WIRE_FORMAT'],
    [
      'a leverage that is no number',
      { ...RAW_BTC, leverageFilter: { maxLeverage: 'x' } },
      'BOTRC_INSTRUMENT_INVALID',
    ],
    ['a funding interval that is text', { ...RAW_BTC, fundingInterval: '480' }, 'BOTRC_WIRE_FORMAT'],
  ])('%s: refused with a code', (_, raw, code) => {
    expect(() => readInstrument(raw)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['Trading', 'trading'],
    ['PreLaunch', 'halted'],
    ['Settling', 'halted'],
    ['Delivering', 'halted'],
    ['Closed', 'delisted'],
  ])('status %s is %s', (status, expected) => {
    expect(readInstrument({ ...RAW_BTC, status }).status).toBe(expected);
  });

  it('dated futures have no funding, and what has no least notional has none', () => {
    const raw = {
      ...RAW_BTC,
      fundingInterval: 0,
      lotSizeFilter: { ...(RAW_BTC.lotSizeFilter as object), minNotionalValue: '' },
    };
    expect(readInstrument(raw)).toMatchObject({ fundingIntervalMs: 0, minNotional: 0n });
  });

  it('keep their scales when the tick changes', () => {
    const finer = readInstrument(rawInstrument('BTCUSDT', '0.01', '0.001'), BTC);
    expect(finer).toMatchObject({ priceScale: BTC.priceScale, tick: 10 });
  });

  it('are read page by page', async () => {
    const rest = paged(
      ['AUSDT', 'BUSDT', 'CUSDT', 'DUSDT', 'EUSDT'].map((id) => rawInstrument(id, '1', '1')),
    );
    expect([...(await fetchListing(rest)).keys()]).toEqual(['AUSDT', 'BUSDT', 'CUSDT', 'DUSDT', 'EUSDT']);
    expect(rest.cursors).toEqual([0, '2', '4']);
  });

  it('end where the pages never would', async () => {
    let page = 0;
    const rest: Rest = {
      close: () => undefined,
      get: async () => ({ result: { list: [], nextPageCursor: String(++page) }, timeMs: 1 }),
    };
    await expect(fetchListing(rest)).rejects.toMatchObject({ code: 'BOTRC_EXCHANGE_ANSWER' });
    expect(page).toBe(20);
  });

  it('leave out what is not listed and what is broken, with a warning that names it', async () => {
    const { log, lines } = testContext();
    const rest = paged([
      RAW_BTC,
      RAW_ETH,
      rawInstrument('POLUSDT', '0.0001', '1'),
      rawInstrument('BADUSDT', 'x', '1'),
    ]);
    const definitions = new Definitions(rest, log);
    const found = await definitions.load(['BTCUSDT', 'POLUSD', 'TONUSDT', 'BADUSDT', 'BTCUSDT']);
    expect(found.map(({ id }) => id)).toEqual(['BTCUSDT']);
    expect(lines.map(({ level, fields }) => [level, fields.code, fields.instrument, fields.nearest])).toEqual(
      [
        ['warn', 'BOTRC_INSTRUMENT_UNKNOWN', 'POLUSD', 'POLUSDT'],
        ['warn', 'BOTRC_INSTRUMENT_UNKNOWN', 'TONUSDT', 'POLUSDT'],
        ['warn', 'BOTRC_WIRE_FORMAT', 'BADUSDT', undefined],
      ],
    );
    await expect(definitions.get('TONUSDT')).rejects.toMatchObject({ code: 'BOTRC_INSTRUMENT_UNKNOWN' });
    expect((await definitions.get('ETHUSDT')).id).toBe('ETHUSDT');
  });
});

describe('leverage tiers', () => {
  // The first tiers of BTCUSDT: value x rate - deduction is one line without steps.
  const rows = [
    tierRow('BTCUSDT', {
      ...{ id: 2, riskLimitValue: '2600000', maintenanceMargin: '0.0056', initialMargin: '0.0111' },
      ...{ maxLeverage: '90.09', mmDeduction: '1200', isLowestRisk: 0 },
    }),
    tierRow('BTCUSDT'),
    tierRow('BTCUSDT', {
      ...{ id: 3, riskLimitValue: '3200000', maintenanceMargin: '0.0062', initialMargin: '0.0123' },
      ...{ maxLeverage: '81.30', mmDeduction: '2760', isLowestRisk: 0 },
    }),
    tierRow('ETHUSDT', { riskLimitValue: '1' }),
  ];

  it('are those of the symbol by ascending value, in whole steps of leverage', () => {
    const tiers = readTiers(rows, 'BTCUSDT');
    expect(tiers).toEqual([
      { maxNotional: cash('2000000'), maxLeverage: 100, maintenanceRate: 500_000, deduction: 0n },
      { maxNotional: cash('2600000'), maxLeverage: 90, maintenanceRate: 560_000, deduction: cash('1200') },
      { maxNotional: cash('3200000'), maxLeverage: 81, maintenanceRate: 620_000, deduction: cash('2760') },
    ]);
    expect(checkInstrument({ ...BTC, tiers }).tiers).toBe(tiers);
    // 3,000,000 of value: 0.62 % of it less 2,760, which is 0.5 %, 0.56 % and 0.62 % of its three parts.
    expect(maintenanceMargin({ ...BTC, tiers }, cash('3000000'))).toBe(cash('15840'));
  });

  // The documentation's example of BTCUSD: limits in bitcoin, rates as percentages.
  it('of an inverse contract are in its coin, and rates may be percentages', () => {
    const row = { riskLimitValue: '150', maintenanceMargin: '0.5', initialMargin: '1' };
    expect(readTiers([tierRow('BTCUSD', row)], 'BTCUSD')).toEqual([
      { maxNotional: cash('150'), maxLeverage: 100, maintenanceRate: 500_000, deduction: 0n },
    ]);
  });

  it('may have their rates as numbers', () => {
    const row = { maintenanceMargin: 0.005, initialMargin: 0.01 };
    expect(readTiers([tierRow('BTCUSDT', row)], 'BTCUSDT')).toMatchObject([{ maintenanceRate: 500_000 }]);
  });

  it.each([
    ['none of the symbol', [rows[3]!], 'BTCUSDT'],
    ['rates that are neither', [tierRow('BTCUSDT', { initialMargin: '0.1' })], '0.1'],
    ['a deduction of another table', [rows[1]!, { ...rows[0], mmDeduction: '1300' }], '1300'],
    ['no number', [tierRow('BTCUSDT', { riskLimitValue: null })], 'null'],
  ])('are refused where there is %s', (_, list, found) => {
    expect(() => readTiers(list, 'BTCUSDT')).toThrow(
      expect.objectContaining({ code: 'BOTRC_WIRE_FORMAT', detail: { found } }),
    );
  });

  const answering = (rowsOf: (symbol: string) => unknown): Rest => ({
    close: () => undefined,
    get: async (endpoint, { symbol = '' }) => {
      const list = endpoint === 'riskLimits' ? rowsOf(String(symbol)) : [RAW_BTC, RAW_ETH];
      return { result: { list, nextPageCursor: '' }, timeMs: 1 };
    },
  });

  it('belong to a definition that is loaded; where they make no sense it is told and has none', async () => {
    const { log, lines } = testContext();
    const rest = answering((symbol) => (symbol === 'BTCUSDT' ? rows : 'none'));
    const [btc, eth] = await new Definitions(rest, log).load(['BTCUSDT', 'ETHUSDT']);
    expect(btc?.tiers).toHaveLength(3);
    expect(eth).not.toHaveProperty('tiers');
    expect(lines.map(({ level, fields }) => [level, fields.instrument, fields.code])).toEqual([
      ['warn', 'ETHUSDT', 'BOTRC_WIRE_FORMAT'],
    ]);
  });

  it('are waited for while the venue does not answer', async () => {
    const rest = answering(() => {
      throw new BotrcError('BOTRC_EXCHANGE_UNREACHABLE', 'no');
    });
    await expect(new Definitions(rest, testContext().log).load(['BTCUSDT'])).rejects.toMatchObject({
      code: 'BOTRC_EXCHANGE_UNREACHABLE',
    });
  });
});

describe('the nearest name', () => {
  const names = ['BTCUSDT', 'ETHUSDT', 'POLUSDT'];
  it.each([
    ['BTCUSD', 'BTCUSDT'],
    ['BTC-USDT', 'BTCUSDT'],
    ['ETHUSTD', 'ETHUSDT'],
    ['X', undefined],
    ['', undefined],
  ])('of %s is %s', (wanted, expected) => {
    expect(nearest(wanted, names)).toBe(expected);
  });
});
