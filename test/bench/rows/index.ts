import type { Row } from '../row.ts';
import { book } from './book.ts';
import { bybit } from './bybit.ts';
import { engine } from './engine.ts';
import { frame } from './frame.ts';
import { help } from './help.ts';
import { indicators } from './indicators.ts';
import { journal } from './journal.ts';
import { memory } from './memory.ts';
import { tick } from './tick.ts';
import { tui } from './tui.ts';

/** In the order in which they run. */
export const ROWS: readonly Row[] = [
  engine,
  book,
  bybit,
  tick,
  journal,
  help,
  frame,
  memory,
  tui,
  indicators,
];
