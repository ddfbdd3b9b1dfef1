import { keysLabel, liveBindings } from './bindings.ts';
import { type Line, lineWidth } from './format/line.ts';
import type { TuiState } from './state.ts';

/** The bottom row: what was just done, or the keys that work here, as many as fit. */
export function footerLine(state: TuiState, width: number): Line {
  const { notice, nowMs } = state;
  if (state.link.state === 'stopped') return [];
  if (notice !== null && nowMs < notice.untilMs)
    return [{ text: notice.text, tone: notice.tone, bold: true }];
  const hints = liveBindings(state).flatMap((binding): readonly Line[] => {
    if (binding.hint === undefined) return [];
    return [
      [
        { text: keysLabel(binding), bold: true },
        { text: ` ${binding.hint}  `, tone: 'dim' },
      ],
    ];
  });
  // How to leave and where to read on, the last two, are always there.
  const last = hints.slice(-2).flat();
  let line: Line = [];
  for (const hint of hints.slice(0, -2)) {
    if (lineWidth(line) + lineWidth(hint) + lineWidth(last) > width) break;
    line = [...line, ...hint];
  }
  return [...line, ...last];
}
