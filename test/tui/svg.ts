import { lineWidth, type Segment, type Tone, textWidth } from '../../src/tui/format/line.ts';
import { frameOf } from '../../src/tui/frame.ts';
import type { Rect } from '../../src/tui/layout/arrange.ts';
import type { TuiState } from '../../src/tui/state.ts';

const CELL = { width: 8, height: 17 };
const MARGIN = 12;
const PAPER = '#10141a';
const INK = '#d0d7de';
const COLORS: Readonly<Record<Tone, string>> = {
  good: '#4ac26b',
  bad: '#ff7b72',
  warn: '#d9a93a',
  accent: '#56b6c2',
  dim: '#7d8590',
  up: '#4ac26b',
  down: '#ff7b72',
};

/** A frame as a picture for people who read the documentation. */
export function svgOf(state: TuiState, title: string): string {
  const { columns, rows } = state.size;
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows * CELL.height + 2 * MARGIN;
  const texts = frameOf(state, false).flatMap((block) => [
    // What stands in front hides what is behind it.
    ...(block.id === 'dialog' ? [backOf(block)] : []),
    ...block.lines.flatMap((line, row) =>
      line.flatMap((segment, i) => {
        const x = block.x + lineWidth(line.slice(0, i));
        return segment.text.trim() === '' ? [] : [textAt(segment, x, block.y + row)];
      }),
    ),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13" fill="${INK}" xml:space="preserve">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function backOf({ x, y, width, height }: Rect): string {
  const [left, top] = [MARGIN + x * CELL.width, MARGIN + y * CELL.height];
  return `<rect x="${left}" y="${top}" width="${width * CELL.width}" height="${height * CELL.height}" fill="${PAPER}"/>`;
}

/** Stretched to its columns, so that a font with other widths moves nothing. */
function textAt(segment: Segment, column: number, row: number): string {
  const lead = segment.text.length - segment.text.trimStart().length;
  const text = segment.inverse ? segment.text : segment.text.trim();
  const x = MARGIN + (column + (segment.inverse ? 0 : lead)) * CELL.width;
  const y = MARGIN + row * CELL.height;
  const size = textWidth(text) * CELL.width;
  const color = segment.tone === undefined ? INK : COLORS[segment.tone];
  const look = [
    segment.inverse ? ` fill="${PAPER}"` : color === INK ? '' : ` fill="${color}"`,
    segment.bold ? ' font-weight="bold"' : '',
  ].join('');
  const back = segment.inverse
    ? `<rect x="${x}" y="${y}" width="${size}" height="${CELL.height}" fill="${color}"/>`
    : '';
  return `${back}<text x="${x}" y="${y + 13}" textLength="${size}" lengthAdjust="spacingAndGlyphs"${look}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
