import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cells } from '../../src/tui/cells.ts';
import { styleAfter } from '../../src/tui/style.ts';
import { FakeTerminal } from './fake-terminal.ts';

/** As wide as three of the widest pieces. */
const SIZE = { columns: 48, rows: 5 };
const STYLES = [
  '1',
  '2',
  '7',
  '4',
  '31',
  '32',
  '38;5;123',
  '38;2;1;2;3',
  '44',
  '22',
  '27',
  '24',
  '39',
  '49',
  '0',
];

const piece = fc.oneof(
  fc.constantFrom(
    'abc',
    '1,234.50',
    '   ',
    ' '.repeat(16),
    'equity 10,034.51',
    '─',
    '⡀⣿',
    '日本',
    'é',
    '…',
    'e\u0301',
  ),
  fc.constantFrom(...STYLES).map((codes) => `\u001b[${codes}m`),
);
const row = fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join(''));
const frame = fc.array(row, { minLength: SIZE.rows, maxLength: SIZE.rows });
/** From one frame to the next most rows stay. */
const frames = fc.array(fc.tuple(frame, fc.nat(2 ** SIZE.rows - 1)), { minLength: 1, maxLength: 6 });

async function shownWhole(rows: readonly string[]): Promise<readonly string[]> {
  const terminal = new FakeTerminal(SIZE);
  for (const [y, text] of rows.entries()) terminal.write(`\u001b[${y + 1};1H${text}\u001b[0m`);
  return terminal.cells();
}

describe('a frame, written as what differs from the one before', () => {
  it('leaves every cell and its looks as the whole frame would', async () => {
    await fc.assert(
      fc.asyncProperty(frames, async (list) => {
        const terminal = new FakeTerminal(SIZE);
        const cells = new Cells();
        let rows: readonly string[] = Array(SIZE.rows).fill('');
        for (const [next, mask] of list) {
          rows = rows.map((old, y) => ((mask >> y) & 1 ? (next[y] ?? '') : old));
          terminal.write(cells.change(rows.join('\n'), SIZE.columns, SIZE.rows));
          expect(await terminal.cells()).toEqual(await shownWhole(rows));
        }
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  it('of Ink looks as its text says: plain text, styles and wide characters in their columns', async () => {
    const rows = ['a\u001b[31mb\u001b[39mc', '日本x', '\u001b[1;7mtwo\u001b[0m', '', 'end'];
    const cells = await shownWhole(rows);
    expect(cells[0]?.startsWith('a0000/-1/-1 b0000/1/-1 c0000/-1/-1')).toBe(true);
    expect(cells[1]?.startsWith('日0000/-1/-1 0000/-1/-1 本0000/-1/-1 0000/-1/-1 x')).toBe(true);
    expect(cells[2]?.startsWith('t1010/-1/-1 w1010/-1/-1 o1010/-1/-1  0000')).toBe(true);
  });

  it('costs nothing where nothing differs, and a few bytes for one number', () => {
    const cells = new Cells();
    const at = (equity: string): string =>
      `Equity \u001b[32m${equity}\u001b[39m USDT and a long row after it\nmore`;
    cells.change(at('10,045.55'), 80, 2);
    expect(cells.change(at('10,045.55'), 80, 2)).toBe('');
    expect(cells.change(at('10,045.75'), 80, 2)).toBe('\u001b[1;15H\u001b[32m7\u001b[m');
  });

  it('is written whole after another size and where the terminal was disturbed', () => {
    const cells = new Cells();
    const whole = cells.change('one\ntwo', 10, 2);
    expect(whole).toBe('\u001b[2J\u001b[H\u001b[1Hone\u001b[2Htwo');
    cells.forget();
    expect(cells.change('one\ntwo', 10, 2)).toBe(whole);
    expect(cells.change('one\ntwo', 9, 2)).toBe(whole);
  });
});

it('a style keeps what was not changed, in one order whatever the order of the parameters', () => {
  expect(styleAfter(styleAfter('', '31'), '1')).toBe('1;31');
  expect(styleAfter(styleAfter('', '1'), '31')).toBe('1;31');
  expect(styleAfter('1;2;31', '22')).toBe('31');
  expect(styleAfter('38;5;9', '7')).toBe('7;38;5;9');
  expect(styleAfter('7;38;5;9', '39')).toBe('7');
  expect(styleAfter('1;31;44', '')).toBe('');
  expect(styleAfter('1', '77')).toBe('1');
});
