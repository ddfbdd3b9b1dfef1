import type { Line } from './format/line.ts';
import { bannerLine, headerLines } from './header.ts';
import { panelOf } from './panels/index.ts';
import type { PanelId } from './panels/panel.ts';
import type { TuiState } from './state.ts';
import { paint, type Theme } from './theme.ts';

const SHOWN: readonly PanelId[] = ['positions', 'orders', 'pnl', 'risk', 'strategies', 'logs'];
const LOG_ROWS = 10;

/** The whole bot as plain text, for what is no terminal: a pipe, a file, TERM=dumb. */
export function plainSnapshot(state: TuiState, ascii: boolean): string {
  const { view, logs } = state;
  if (view === null) return '';
  const theme: Theme = { color: false, ascii, plain: true };
  const { columns: width } = state.size;
  const banner = bannerLine(state, width);
  const blocks = SHOWN.map((id): readonly Line[] => {
    const input = { view, state, ascii, width, height: 6, logs: logs.slice(-LOG_ROWS) };
    const { head = [], body } = panelOf(id).present(input);
    return [[], [{ text: panelOf(id).title }], ...head, ...body];
  });
  const lines = [...headerLines(state, 1, width), ...(banner === null ? [] : [banner]), ...blocks.flat()];
  return `${lines.map((line) => paint(line, theme).trimEnd()).join('\n')}\n`;
}
