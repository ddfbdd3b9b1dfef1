const MAX_WIDTH = 76;
/** Columns of the frame, its two sides and the blanks beside them. */
export const FRAME_COLUMNS = 4;

/** Columns that a dialog takes, its frame included. */
export function dialogWidth(columns: number): number {
  return Math.min(columns, MAX_WIDTH);
}
