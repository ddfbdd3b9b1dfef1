import type { Terminal as Emulator } from '@xterm/headless';
import type { Size } from '../../../src/tui/state.ts';

/** What stands on the emulator's screen, one text per row. */
export function textOf(emulator: Emulator, { rows }: Size): readonly string[] {
  const { active } = emulator.buffer;
  return Array.from(
    { length: rows },
    (_, y) =>
      active
        .getLine(active.viewportY + y)
        ?.translateToString(true)
        .trimEnd() ?? '',
  );
}

/** Every cell with its looks, as one text per row: what the text alone does not tell. */
export function cellsOf(emulator: Emulator, { columns, rows }: Size): readonly string[] {
  const { active } = emulator.buffer;
  return Array.from({ length: rows }, (_, y) => {
    const line = active.getLine(active.viewportY + y);
    return Array.from({ length: columns }, (_, x) => {
      const cell = line?.getCell(x);
      if (!cell) return ' ';
      const looks = [cell.isBold(), cell.isDim(), cell.isInverse(), cell.isUnderline()].map((on) =>
        on ? 1 : 0,
      );
      // A cell never written and a blank one look alike.
      const char = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
      return `${char}${looks.join('')}/${cell.getFgColor()}/${cell.getBgColor()}`;
    }).join(' ');
  });
}
