import type { RiskRow } from '../../core/view/rows.ts';
import { type Line, padText, type Segment, type Tone, wrapText } from '../format/line.ts';
import { decimal, NOTHING } from '../format/number.ts';
import type { Column } from '../format/table.ts';
import { timeOfDay } from '../format/time.ts';
import { listContent } from './list.ts';
import type { Panel } from './panel.ts';

type Rule = RiskRow['rules'][number];
type RiskState = RiskRow['state'];

const ORDER: Readonly<Record<RiskState, number>> = { halted: 0, warning: 1, ok: 2 };
const GAUGE = 10;

export const risk: Panel = {
  title: 'Risk',
  present: (input) => {
    const { view, width } = input;
    // Short panels show the worst.
    const rules = view.risk.rules.toSorted((a, b) => ORDER[a.state] - ORDER[b.state]);
    const columns: readonly Column<Rule>[] = [
      { title: 'Rule', rank: 0, max: 18, cell: (row) => row.name },
      { title: 'State', rank: 1, cell: (row) => stateCell(row.state, width), key: (row) => ORDER[row.state] },
      // One long text must not cost all rules their numbers.
      {
        title: 'Used / limit',
        rank: 2,
        align: 'right',
        min: 13,
        max: Math.max(13, width - 26),
        cell: usage,
        key: (row) => share(row) ?? -1,
      },
      { title: '', rank: 3, min: GAUGE, cell: gauge },
      { title: 'Why', rank: 4, max: 60, cell: (row) => row.reason },
    ];
    const content = listContent(input, 'risk', columns, rules, ({ name }) => name);
    return { ...content, head: [...killSwitch(view.risk, width), ...(content.head ?? [])] };
  },
};

/** Where it is narrow, short words leave room for what is used of the limit. */
function stateCell(state: RiskState, width: number): Segment {
  const word = riskWord(state);
  return width < 48 ? { ...word, text: word.text.slice(0, 4) } : { ...word, text: padText(word.text, 7) };
}

/** The state of a rule or of all: a word, never a color alone. */
export function riskWord(state: RiskState): Segment {
  if (state === 'halted') return { text: 'HALTED', tone: 'bad', inverse: true };
  if (state === 'warning') return { text: 'WARNING', tone: 'warn', bold: true };
  return { text: 'OK', tone: 'good' };
}

function killSwitch(
  { state, killSwitch: { active, reason, sinceMs } }: RiskRow,
  width: number,
): readonly Line[] {
  const now: Line = [riskWord(state), { text: '  kill switch ', tone: 'dim' }];
  if (!active) return [[...now, { text: 'off' }]];
  const since = sinceMs === null ? '' : ` since ${timeOfDay(sinceMs)}`;
  const why = reason === null ? [] : wrapText(reason, width, 2).map((text): Line => [{ text }]);
  return [[...now, { text: `ON${since}`, tone: 'bad', bold: true }], ...why];
}

export function usage({ used, limit }: Pick<Rule, 'used' | 'limit'>): string {
  return used === '' || limit === '' ? NOTHING : `${amount(used)} / ${amount(limit)}`;
}

/** Two decimals at most, none where they are small change; counts stay counts. */
function amount(text: string): string {
  return decimal(text, text.includes('.') && Math.abs(Number(text)) < 1000 ? 2 : 0);
}

/** What is used of the limit; undefined where that is no number. */
export function share({ used, limit }: Pick<Rule, 'used' | 'limit'>): number | undefined {
  const fraction = Number(used) / Number(limit);
  return used === '' || !Number.isFinite(fraction) || Number(limit) <= 0 ? undefined : fraction;
}

function gauge(row: Rule): Segment {
  const { state } = row;
  const fraction = share(row);
  if (fraction === undefined) return { text: '' };
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * GAUGE);
  const tone: Tone = state === 'halted' ? 'bad' : state === 'warning' ? 'warn' : 'accent';
  return { text: '█'.repeat(full) + '░'.repeat(GAUGE - full), tone };
}
