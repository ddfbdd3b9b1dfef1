import { lineChart } from '../format/chart.ts';
import { type Fact, flow } from '../format/flow.ts';
import { type Line, wrapText } from '../format/line.ts';
import { age } from '../format/time.ts';
import { riskWord, share, usage } from '../panels/risk.ts';
import type { TuiState } from '../state.ts';

const CHART_ROWS = 6;

/** One risk rule: what it guards, what is used of its limit now and over time, and how often it said no. */
export function ruleLines(name: string, state: TuiState, width: number, ascii: boolean): readonly Line[] {
  const { view, nowMs } = state;
  const rule = view?.risk.rules.find((row) => row.name === name);
  if (view === null || rule === undefined)
    return [[{ text: 'This rule is not asked any more', tone: 'dim' }]];
  const known = view.risk.order.find((row) => row.name === name);
  const refused = view.signals.refusals.find((row) => row.rule === name)?.count ?? 0;
  const fact = (label: string, text: string): Fact => ({ label, value: { text } });
  const facts: readonly Fact[] = [
    { label: 'State', value: riskWord(rule.state) },
    fact('Used / limit', usage(rule)),
    fact('Refused', `${refused} times`),
    ...(known === undefined
      ? []
      : [
          fact('Asked of', known.appliesTo === 'entry' ? 'entries' : 'every order'),
          fact('Serves', known.requirement),
        ]),
  ];
  const reason = rule.reason === '' ? [] : wrapText(rule.reason, width, 3).map((text): Line => [{ text }]);
  return [
    ...flow(facts, width),
    ...reason,
    [],
    ...overTime(state.ruleHistory[name] ?? [], nowMs, width, ascii),
  ];
}

function overTime(
  points: TuiState['ruleHistory'][string],
  nowMs: number,
  width: number,
  ascii: boolean,
): readonly Line[] {
  const shares = points.map(([, used, limit]) => share({ used: String(used), limit: String(limit) }) ?? 0);
  const [first] = points;
  if (first === undefined || shares.length < 2)
    return [[{ text: 'Used over time: shown after some seconds of watching', tone: 'dim' }]];
  const top = Math.max(...shares);
  const title = `Share of the limit in the last ${age(nowMs - first[0])}, at most ${(top * 100).toFixed(0)}%`;
  const rows = lineChart(shares, width, CHART_ROWS, ascii);
  return [[{ text: title, tone: 'dim' }], ...rows.map((text): Line => [{ text, tone: 'accent' }])];
}
