import type { PanelId } from '../panels/panel.ts';

/** How a screen is divided: panels beside and below each other. */
export type Cell = PanelId | Split;

export interface Split {
  readonly across: 'columns' | 'rows';
  readonly parts: readonly Part[];
}

/** `fixed`: columns or rows. `share`: a part of what is left. */
export interface Part {
  readonly cell: Cell;
  readonly fixed?: number;
  readonly share?: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Placed extends Rect {
  readonly panel: PanelId;
}

/** Columns between panels that stand side by side. */
const GAP = 2;

/** Where each panel of `cell` stands in `room`. Panels without a row or column left are absent. */
export function arrange(cell: Cell, room: Rect): readonly Placed[] {
  if (room.width <= 0 || room.height <= 0) return [];
  if (typeof cell === 'string') return [{ panel: cell, ...room }];
  const beside = cell.across === 'columns';
  const gap = beside ? GAP : 0;
  const total = (beside ? room.width : room.height) - gap * (cell.parts.length - 1);
  const sizes = measure(cell.parts, total);
  let offset = 0;
  return cell.parts.flatMap((part, i) => {
    const size = Math.min(sizes[i] ?? 0, (beside ? room.width : room.height) - offset);
    const rect = beside
      ? { ...room, x: room.x + offset, width: size }
      : { ...room, y: room.y + offset, height: size };
    offset += size + gap;
    return arrange(part.cell, rect);
  });
}

/** Fixed parts get what they ask for; the rest is shared out to the last cell. */
function measure(parts: readonly Part[], total: number): readonly number[] {
  const fixed = parts.reduce((sum, part) => sum + (part.fixed ?? 0), 0);
  let left = Math.max(0, total - fixed);
  let shares = parts.reduce((sum, part) => sum + (part.share ?? 0), 0);
  return parts.map((part) => {
    if (part.fixed !== undefined) return part.fixed;
    const share = part.share ?? 0;
    const size = shares > 0 ? Math.round((left * share) / shares) : 0;
    left -= size;
    shares -= share;
    return size;
  });
}
