import { PANEL_LIMITS, PANEL_MOST_HZ, type PanelSlices, type PanelTone } from './panel.ts';

const TONES: Readonly<Record<PanelTone, true>> = {
  ...{ good: true, bad: true, warn: true, accent: true, dim: true, up: true, down: true },
};
const SLICES: Readonly<Record<keyof PanelSlices, true>> = {
  ...{ account: true, positions: true, orders: true, risk: true, strategies: true },
  ...{ signals: true, market: true, fills: true, equity: true },
};

/** The first thing about what a panel says of itself that cannot be, as a sentence. */
export function panelFlaw(panel: {
  readonly title?: unknown;
  readonly slices?: unknown;
  readonly maxHz?: unknown;
}): string | undefined {
  const { title, slices, maxHz = 1 } = panel;
  if (!isText(title, PANEL_LIMITS.title) || title === '') return 'the title is no text of 1 to 24 characters';
  if (!Array.isArray(slices) || slices.length === 0) return 'it names no slices';
  const strange: unknown = slices.find((slice) => !Object.hasOwn(SLICES, String(slice)));
  if (strange !== undefined) return `"${String(strange)}" is no slice of the view`;
  const isRate = typeof maxHz === 'number' && maxHz > 0 && maxHz <= PANEL_MOST_HZ;
  return isRate ? undefined : `maxHz is not above 0 and at most ${PANEL_MOST_HZ}`;
}

/** The first thing about a panel's content that cannot be shown, as a sentence. */
export function panelContentFlaw(content: unknown): string | undefined {
  if (!isRecord(content)) return 'it gives no content';
  const { note, blocks } = content;
  if (note !== undefined && !isText(note, PANEL_LIMITS.note)) return 'the note is no text of 40 characters';
  if (!Array.isArray(blocks)) return 'blocks are no list';
  if (blocks.length > PANEL_LIMITS.blocks) return `${blocks.length} blocks, at most ${PANEL_LIMITS.blocks}`;
  for (const [i, block] of blocks.entries()) {
    const flaw = blockFlaw(block);
    if (flaw !== undefined) return `block ${i + 1}: ${flaw}`;
  }
  return undefined;
}

function blockFlaw(block: unknown): string | undefined {
  if (!isRecord(block)) return 'it is no block';
  switch (block.type) {
    case 'text':
      return cellFlaw(block, 'the text');
    case 'rows':
      return rowsFlaw(block);
    case 'bars':
      return listFlaw(block.bars, 'bars', PANEL_LIMITS.rows) ?? firstFlaw(block.bars as unknown[], barFlaw);
    default:
      return `"${String(block.type)}" is no type of block`;
  }
}

function rowsFlaw({ columns, rows }: Readonly<Record<string, unknown>>): string | undefined {
  const listed =
    listFlaw(columns, 'columns', PANEL_LIMITS.columns) ?? listFlaw(rows, 'rows', PANEL_LIMITS.rows);
  if (listed !== undefined) return listed;
  const titles = columns as unknown[];
  const isColumn = (one: unknown): boolean =>
    isRecord(one) &&
    isText(one.title, PANEL_LIMITS.text) &&
    (one.align === undefined || one.align === 'left' || one.align === 'right');
  if (!titles.every(isColumn)) return 'a column has no title, or stands neither left nor right';
  return firstFlaw(rows as unknown[], (row) => {
    if (!Array.isArray(row) || row.length !== titles.length) return `it has not ${titles.length} cells`;
    return firstFlaw(row, (cell) => (typeof cell === 'string' ? textFlaw(cell) : cellFlaw(cell, 'a cell')));
  });
}

function barFlaw(bar: unknown): string | undefined {
  if (!isRecord(bar)) return 'a bar is no record';
  const { label, fraction, value, tone } = bar;
  if (typeof fraction !== 'number' || !Number.isFinite(fraction)) return 'the fraction is no number';
  return cellFlaw({ text: label, tone }, 'the label') ?? cellFlaw({ text: value }, 'the value');
}

function cellFlaw(cell: unknown, what: string): string | undefined {
  if (!isRecord(cell) || !isText(cell.text, PANEL_LIMITS.text)) {
    return `${what} is no text of at most ${PANEL_LIMITS.text} characters`;
  }
  if (cell.tone === undefined || Object.hasOwn(TONES, String(cell.tone))) return undefined;
  return `"${String(cell.tone)}" is no tone`;
}

function textFlaw(text: string): string | undefined {
  return cellFlaw({ text }, 'a cell');
}

function listFlaw(list: unknown, what: string, most: number): string | undefined {
  if (!Array.isArray(list)) return `${what} are no list`;
  return list.length > most ? `${list.length} ${what}, at most ${most}` : undefined;
}

function firstFlaw(
  list: readonly unknown[],
  flawOf: (item: unknown) => string | undefined,
): string | undefined {
  for (const [i, item] of list.entries()) {
    const flaw = flawOf(item);
    if (flaw !== undefined) return `${i + 1}: ${flaw}`;
  }
  return undefined;
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
