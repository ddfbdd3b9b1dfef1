import { clipLine, clipText, type Line, spread, textWidth } from '../format/line.ts';
import type { TuiState } from '../state.ts';
import { type Dialog, dialogView } from './index.ts';
import { dialogWidth, FRAME_COLUMNS } from './width.ts';

/** A dialog in its frame. Where it is too tall its lines give way, never its prompt and keys. */
export function dialogLines(dialog: Dialog, state: TuiState, ascii = false): readonly Line[] {
  const width = dialogWidth(state.size.columns);
  const inner = Math.max(0, width - FRAME_COLUMNS);
  const { title, lines, prompt, keys } = dialogView(dialog, state, inner, ascii);
  const foot: Line[] = [[{ text: keys, tone: 'accent' }]];
  if (prompt !== undefined) foot.unshift([{ text: `> ${prompt}_`, bold: true }]);
  const shown = [...lines.slice(0, Math.max(0, state.size.rows - 2 - foot.length)), ...foot];
  const name = clipText(` ${title} `, inner);
  const framed: readonly Line[] = [
    [
      { text: '┌─' },
      { text: name, bold: true },
      { text: `${'─'.repeat(Math.max(0, inner - textWidth(name)))}─┐` },
    ],
    ...shown.map((line): Line => [{ text: '│ ' }, ...spread(line, [], inner), { text: ' │' }]),
    [{ text: `└${'─'.repeat(inner + 2)}┘` }],
  ];
  return framed.map((line) => clipLine(line, width));
}
