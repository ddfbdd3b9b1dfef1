import { plainError } from '../sdk/index.ts';
import { clipLine, type Line, type Segment, spread, textWidth, wrapText } from './format/line.ts';
import type { Placed } from './layout/arrange.ts';
import { panelOf } from './panels/index.ts';
import type { PanelContent } from './panels/panel.ts';
import { focusOf, type TuiState } from './state.ts';

/** A panel on the screen: its title, and as much of its content as there is room for. */

/** A panel's content; what throws is shown as broken, and the others go on. */
export function contentOf(state: TuiState, placed: Placed, ascii: boolean): PanelContent {
  const shown = state.frozen ?? state;
  if (shown.view === null) return { body: [] };
  try {
    const { view } = shown;
    const filter = state.filters[placed.panel]?.toLowerCase();
    const has = (text: string): boolean => filter === undefined || text.toLowerCase().includes(filter);
    // A log line may take several rows, so it is looked at whole.
    const logs = shown.logs.filter((row) => has(`${row.level} ${row.source} ${row.text}`));
    const content = panelOf(placed.panel).present({
      view,
      logs,
      state,
      ascii,
      width: placed.width,
      height: placed.height - 1,
    });
    if (filter === undefined) return withCursor(wrapped(content, placed.width), state, placed);
    const isShown = content.body.map((line) => placed.panel === 'logs' || has(textOf(line)));
    const body = content.body.filter((_, i) => isShown[i]);
    const ids = content.ids?.filter((_, i) => isShown[i]);
    const note = `/${state.filters[placed.panel]}`;
    if (body.length > 0 && (placed.panel !== 'logs' || logs.length > 0)) {
      return withCursor({ ...content, body, note, ...(ids && { ids }) }, state, placed);
    }
    return { body: [[{ text: 'No row contains that. Esc shows all', tone: 'dim' }]], note };
  } catch (error) {
    const { code, message } = plainError(error);
    return { body: [[{ text: `This panel is broken: ${message} (${code})`, tone: 'bad' }]] };
  }
}

/** What a panel says instead of rows is read to its end: there stands the key that helps. */
function wrapped(content: PanelContent, width: number): PanelContent {
  const [segment, more] = content.body.length === 1 ? (content.body[0] ?? []) : [];
  if (segment === undefined || more !== undefined || textWidth(segment.text) <= width) return content;
  return { ...content, body: wrapText(segment.text, width, 3).map((text) => [{ ...segment, text }]) };
}

/** The chosen row of a panel whose rows can be chosen; shown where the keys go. */
function withCursor(content: PanelContent, state: TuiState, { panel }: Placed): PanelContent {
  if (content.ids === undefined || content.ids.length === 0) return content;
  const cursor = Math.min(state.cursors[panel] ?? 0, content.ids.length - 1);
  if (panel !== focusOf(state)) return { ...content, cursor };
  const body = content.body.map((line, i) =>
    i === cursor ? line.map((segment, x) => (x === 0 ? { ...segment, inverse: true } : segment)) : line,
  );
  return { ...content, body, cursor };
}

function textOf(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** Rows of the body that a panel of this height shows. */
export function roomOf(content: PanelContent, height: number): number {
  return Math.max(1, height - 1 - (content.head?.length ?? 0));
}

/** The first row of the body that is shown. */
export function topRow(content: PanelContent, room: number, scroll: number | undefined): number {
  const last = Math.max(0, content.body.length - room);
  const wanted = scroll ?? (content.follow ? last : 0);
  const top = Math.min(last, Math.max(0, wanted));
  const { cursor } = content;
  if (cursor === undefined || (cursor >= top && cursor < top + room)) return top;
  return cursor < top ? cursor : cursor - room + 1;
}

export function panelLines(state: TuiState, placed: Placed, ascii: boolean): readonly Line[] {
  const content = contentOf(state, placed, ascii);
  const room = roomOf(content, placed.height);
  const top = topRow(content, room, state.scroll[placed.panel]);
  const body = content.body.slice(top, top + room);
  const all = content.body.length;
  const count = content.ids === undefined || content.ids.length === 0 ? '' : String(content.ids.length);
  const part = all > room ? `${top + 1}-${top + body.length} of ${all}` : count;
  const note = [content.note ?? '', part].filter((text) => text !== '').join(', ');
  const title = titleLine(
    content.title ?? panelOf(placed.panel).title,
    note,
    placed.panel === focusOf(state),
    placed.width,
  );
  return [title, ...(content.head ?? []), ...body]
    .slice(0, placed.height)
    .map((line) => clipLine(line, placed.width));
}

function titleLine(title: string, note: string, focused: boolean, width: number): Line {
  const name: Segment = focused
    ? { text: `▸ ${title} `, bold: true, inverse: true }
    : { text: `─ ${title} `, bold: true };
  const end: Segment = { text: note === '' ? '' : ` ${note}`, tone: 'dim' };
  const rule = Math.max(0, width - title.length - 3 - end.text.length);
  return spread([name, { text: '─'.repeat(rule), tone: 'dim' }], [end], width);
}
