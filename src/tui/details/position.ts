import type { PositionRow } from '../../core/view/rows.ts';
import { type Fact, flow } from '../format/flow.ts';
import type { Line } from '../format/line.ts';
import { cash, decimal, gainTone, NOTHING, percent, price, quantity } from '../format/number.ts';
import { age } from '../format/time.ts';
import { positionId } from '../panels/positions.ts';
import type { TuiState } from '../state.ts';

/** One position: where it stands between its stop and its targets, in R. Nothing for what is no open position. */
export function positionLines(id: string, { view }: TuiState, width: number): readonly Line[] {
  const row = view?.positions.find((position) => positionId(position) === id);
  if (view === null || row === undefined) return [];
  const { currency } = view.account;
  const facts: readonly Fact[] = [
    {
      label: row.side.toUpperCase(),
      value: { text: `${quantity(row.quantity)} ${row.instrument}`, bold: true },
    },
    { label: 'Entry', value: { text: price(row.entryPrice) } },
    { label: 'Mark', value: { text: price(row.markPrice) } },
    {
      label: 'PnL',
      value: {
        text: `${cash(row.unrealizedPnl, currency, true)} ${inR(row, row.markPrice)}`,
        ...gainTone(row.unrealizedPnl),
      },
    },
    { label: 'Liquidation', value: { text: price(row.liquidationPrice) } },
    { label: 'Open', value: { text: age(view.nowMs - row.openedMs) } },
  ];
  return [
    ...flow(facts, width),
    stopLine(row),
    ...row.targets.map((target, i) => levelLine(`Target ${i + 1}`, row, target)),
  ];
}

/** Says so where the venue would not execute it. */
function stopLine(row: PositionRow): Line {
  if (row.stop === null) return [{ text: 'No stop!', tone: 'warn', bold: true }];
  const where: Line[number] =
    row.stopAt === 'venue'
      ? { text: '  rests at the exchange', tone: 'dim' }
      : { text: '  rests in the bot only!', tone: 'warn', bold: true };
  return [...levelLine('Stop', row, row.stop), where];
}

/** A level, how far the mark is from it, and what it is worth in R. */
function levelLine(label: string, row: PositionRow, level: string): Line {
  const away = row.markPrice === null ? null : Number(level) / Number(row.markPrice) - 1;
  return [
    { text: `${label} `, tone: 'dim' },
    { text: price(level) },
    { text: `  ${percent(away, true)} from the mark, ${inR(row, level)}`, tone: 'dim' },
  ];
}

/** Gain at `level` in units of what the stop, as it rests now, risks: `+1.40 R`. */
function inR({ side, entryPrice, stop }: PositionRow, level: string | null): string {
  const sign = side === 'long' ? 1 : -1;
  const risked = sign * (Number(entryPrice) - Number(stop));
  if (stop === null || level === null || !(risked > 0)) return `${NOTHING} R`;
  return `${decimal(((sign * (Number(level) - Number(entryPrice))) / risked).toFixed(2), 2, true)} R`;
}
