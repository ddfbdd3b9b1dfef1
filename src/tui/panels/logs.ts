import type { LogRow } from '../../core/view/bot.ts';
import { type Line, padText, type Segment, type Tone, wrapText } from '../format/line.ts';
import { timeOfDay } from '../format/time.ts';
import type { Panel } from './panel.ts';

const WORDS: Readonly<Record<LogRow['level'], Segment>> = {
  debug: { text: 'debug', tone: 'dim' },
  info: { text: 'info ' },
  warn: { text: 'WARN ', tone: 'warn', bold: true },
  error: { text: 'ERROR', tone: 'bad', bold: true },
};

/** Rows that one line may take where there is room to read it all. */
const MAX_WRAP = 4;

export const logs: Panel = {
  title: 'Logs',
  present: ({ logs: rows, width, height }) => {
    if (rows.length === 0) return { body: [[{ text: 'No log lines yet', tone: 'dim' }]] };
    const wrap = height >= 10 ? MAX_WRAP : 1;
    return { body: rows.flatMap((row) => lines(row, width, wrap)), follow: true, note: 'UTC' };
  },
};

function lines(row: LogRow, width: number, wrap: number): readonly Line[] {
  const source = width >= 60 ? `${padText(row.source, 12)} ` : '';
  const start: Line = [
    { text: `${timeOfDay(row.timeMs)} `, tone: 'dim' },
    WORDS[row.level] ?? { text: padText(row.level, 5) },
    // A dim blank looks like any other, and costs two changes of style.
    { text: ' ' },
    { text: source, tone: 'dim' },
  ];
  const indent = 15 + source.length;
  const tone: { tone?: Tone } = row.level === 'debug' ? { tone: 'dim' } : {};
  return wrapText(row.text, Math.max(8, width - indent), wrap).map((text, i) =>
    i === 0 ? [...start, { text, ...tone }] : [{ text: ' '.repeat(indent) }, { text, ...tone }],
  );
}
