import {
  CASH_SCALE,
  type InstrumentId,
  type LeverageTier,
  leverageTiers,
  parseBig,
  parseScaled,
  RATE_SCALE,
  type Rate,
} from '@botrc/sdk';
import type { Category } from './instruments.ts';
import type { Rest } from './rest.ts';
import { asArray, asRecord, asText, malformed } from './wire.ts';

/** More tiers than any symbol has. */
const MOST_TIERS = 200;
/** How far the venue's deduction may lie from the one that its rates make: a millionth, for what it rounds. */
const ROUNDING = 1_000_000n;

/**
 * The leverage tiers of one contract, limits in its settle currency.
 *
 *   {"category":"linear","list":[{"id":1,"symbol":"BTCUSDT","riskLimitValue":"2000000","maintenanceMargin":"0.005",
 *   "initialMargin":"0.01","isLowestRisk":1,"maxLeverage":"100.00","mmDeduction":""}, …]}
 *
 * https://bybit-exchange.github.io/docs/v5/market/risk-limit
 * @throws as `Rest.get`; BOTRC_WIRE_FORMAT where the table is none that margin can be reckoned by
 */
export async function fetchTiers(
  rest: Rest,
  category: Exclude<Category, 'spot'>,
  symbol: InstrumentId,
): Promise<readonly LeverageTier[]> {
  const { result } = await rest.get('riskLimits', { category, symbol });
  return readTiers(
    asArray(result.list, 'list', MOST_TIERS).map((value) => asRecord(value, 'list')),
    symbol,
  );
}

/** The rows of one symbol, in any order, as tiers. @throws BOTRC_WIRE_FORMAT, BOTRC_NUMBER_… */
export function readTiers(
  rows: readonly Readonly<Record<string, unknown>>[],
  symbol: InstrumentId,
): LeverageTier[] {
  const own = rows
    .filter((row) => row.symbol === symbol)
    .map((row) => ({ row, maxNotional: parseBig(numberText(row, 'riskLimitValue'), CASH_SCALE) }))
    .sort((a, b) => (a.maxNotional < b.maxNotional ? -1 : 1));
  if (own.length === 0) throw malformed('list', 'has no tier of the symbol', symbol);
  const tiers = leverageTiers(
    own.map(({ row, maxNotional }) => ({
      maxNotional,
      // "57.14" at the venue; whole steps are enough, and down is safe.
      maxLeverage: Math.floor(Number(numberText(row, 'maxLeverage'))),
      maintenanceRate: maintenanceOf(row),
    })),
  );
  for (const [i, { row }] of own.entries()) checkDeduction(row, tiers[i]?.deduction ?? 0n);
  return tiers;
}

/** The API tells rates as fractions, the documentation's example as percentages: 1 / leverage says which. */
function maintenanceOf(row: Readonly<Record<string, unknown>>): Rate {
  const initial = Number(numberText(row, 'initialMargin')) * Number(numberText(row, 'maxLeverage'));
  const text = numberText(row, 'maintenanceMargin');
  if (initial > 0.5 && initial < 2) return parseScaled(text, RATE_SCALE);
  if (initial > 50 && initial < 200) return parseScaled(text, RATE_SCALE - 2);
  throw malformed('initialMargin', 'is not one by the leverage', row.initialMargin);
}

/** The venue states what it takes off; ours follows from the rates, and both must mean the same table. */
function checkDeduction({ mmDeduction }: Readonly<Record<string, unknown>>, ours: bigint): void {
  if (typeof mmDeduction !== 'string' || mmDeduction === '') return;
  const theirs = parseBig(mmDeduction, CASH_SCALE);
  const apart = theirs > ours ? theirs - ours : ours - theirs;
  if (apart * ROUNDING > ours) throw malformed('mmDeduction', 'does not follow from the rates', mmDeduction);
}

/** A number that some answers have as text and some as a number. */
function numberText(row: Readonly<Record<string, unknown>>, field: string): string {
  const value = row[field];
  return typeof value === 'number' ? String(value) : asText(value, field);
}
