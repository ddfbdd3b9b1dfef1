import { dialogLines } from './dialogs/box.ts';
import { dialogWidth } from './dialogs/width.ts';
import { footerLine } from './footer.ts';
import { clipLine, type Line } from './format/line.ts';
import { bannerLine, headerLines } from './header.ts';
import { arrange, type Placed, type Rect } from './layout/arrange.ts';
import { layoutOf } from './layout/screens.ts';
import { stoppedLines, stripLines, waitingLines } from './messages.ts';
import { focusOf, pluginsOf, staleMs, type TuiState } from './state.ts';
import { panelLines } from './window.ts';

/** Lines and where they stand. */
export interface Block extends Rect {
  /** The same part of the screen from frame to frame. */
  readonly id: string;
  readonly lines: readonly Line[];
  /** Drawn dim: what it shows is old. */
  readonly faded: boolean;
}

/** A whole screen as blocks, from back to front. Pure: the same state gives the same frame. */
export function frameOf(state: TuiState, ascii: boolean): readonly Block[] {
  const { columns: width, rows } = state.size;
  const top = topLines(state);
  const rowsAt = (id: string, y: number, lines: readonly Line[]): Block => {
    return { id, x: 0, y, width, height: lines.length, lines, faded: false };
  };
  const blocks = [rowsAt('top', 0, top), ...body(state, ascii, (lines) => rowsAt('body', top.length, lines))];
  if (rows >= 8) blocks.push(rowsAt('footer', rows - 1, [clipLine(footerLine(state, width), width)]));
  if (state.dialog !== null) blocks.push(dialog(dialogLines(state.dialog, state, ascii), state));
  return blocks;
}

function body(state: TuiState, ascii: boolean, whole: (lines: readonly Line[]) => Block): readonly Block[] {
  const { columns: width, rows } = state.size;
  if (state.link.state === 'stopped') return [whole(stoppedLines(state, width))];
  if (state.view === null) return [whole(waitingLines(state, width))];
  if (rows < 6) return [whole(stripLines(state, width))];
  const faded = staleMs(state) !== null;
  return placedPanels(state).map((placed) => {
    return { ...placed, id: placed.panel, lines: panelLines(state, placed, ascii), faded };
  });
}

function dialog(lines: readonly Line[], { size }: TuiState): Block {
  const width = dialogWidth(size.columns);
  return {
    id: 'dialog',
    x: Math.floor((size.columns - width) / 2),
    y: Math.max(0, Math.floor((size.rows - lines.length) / 2)),
    width,
    height: lines.length,
    lines,
    faded: false,
  };
}

function topLines(state: TuiState): readonly Line[] {
  const { columns: width, rows } = state.size;
  const banner = bannerLine(state, width);
  return [...headerLines(state, rows >= 14 ? 2 : 1, width), ...(banner === null ? [] : [banner])];
}

/** The panels of the screen and their places, below the header and above the footer. */
export function placedPanels(state: TuiState): readonly Placed[] {
  const { columns: width, rows } = state.size;
  const y = topLines(state).length;
  const height = rows - y - (rows >= 8 ? 1 : 0);
  const focus = focusOf(state);
  const body = { columns: width, rows: height };
  const cell = state.zoomed ? focus : layoutOf(state.screen, body, focus, pluginsOf(state));
  return arrange(cell, { x: 0, y, width, height });
}
