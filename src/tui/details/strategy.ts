import type { AskedRow, StrategyRow } from '../../core/view/rows.ts';
import { type Fact, flow } from '../format/flow.ts';
import { clipText, type Line, padText, wrapText } from '../format/line.ts';
import { cash, gainTone } from '../format/number.ts';
import { timeOfDay } from '../format/time.ts';
import type { TuiState } from '../state.ts';

/** One strategy: its parameters, its warm-up, and what it asked for, taken or refused and why. */
export function strategyLines(name: string, { view }: TuiState, width: number): readonly Line[] {
  const row = view?.strategies.find((strategy) => strategy.name === name);
  if (view === null || row === undefined) return [[{ text: 'This strategy runs no more', tone: 'dim' }]];
  const params = Object.entries(row.params);
  return [
    ...flow(facts(row, view.account.currency), width),
    ...(row.state === 'stopped' && row.reason !== null
      ? wrapText(row.reason, width, 3).map((text): Line => [{ text, tone: 'bad' }])
      : []),
    [],
    [{ text: 'Parameters', bold: true }],
    ...(params.length === 0 ? none('it has none') : []),
    ...params.map(([key, value]): Line => [{ text: `  ${padText(key, 22)} `, tone: 'dim' }, { text: value }]),
    [],
    [{ text: 'Asked for, newest first', bold: true }],
    ...(row.asked.length === 0 ? none('nothing yet') : []),
    ...row.asked.toReversed().flatMap((asked) => askedLines(asked, width)),
  ];
}

function facts(row: StrategyRow, currency: string): readonly Fact[] {
  const fact = (label: string, text: string): Fact => ({ label, value: { text } });
  const { have, need } = row.warmup;
  return [
    fact('State', row.state),
    fact('Warm-up', need === 0 ? 'none needed' : `${have} of ${need} bars`),
    fact('Plugin', `${row.plugin} ${row.version}`),
    fact('Instruments', row.instruments.join(' ')),
    {
      label: 'Realized',
      value: { text: cash(row.realizedPnl, currency, true), ...gainTone(row.realizedPnl) },
    },
    fact('Signals', `${row.signals}, ${row.refused} refused`),
  ];
}

function askedLines({ timeMs, instrument, what, rule, reason }: AskedRow, width: number): readonly Line[] {
  const start = `  ${timeOfDay(timeMs)} ${instrument ?? ''} ${what} `;
  const verdict: Line[number] =
    rule === null ? { text: 'taken', tone: 'good' } : { text: `refused by ${rule}`, tone: 'bad' };
  return [
    [{ text: clipText(start, width) }, verdict],
    ...(reason === ''
      ? []
      : wrapText(reason, width - 4, 2).map((text): Line => [{ text: `    ${text}`, tone: 'dim' }])),
  ];
}

function none(text: string): readonly Line[] {
  return [[{ text: `  ${text}`, tone: 'dim' }]];
}
