import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candles } from '../../src/tui/format/candles.ts';
import { lineChart } from '../../src/tui/format/chart.ts';
import { flow } from '../../src/tui/format/flow.ts';
import {
  clipLine,
  clipText,
  lineWidth,
  padText,
  spread,
  textWidth,
  wrapText,
} from '../../src/tui/format/line.ts';
import { cash, decimal, floatPrice, percent, price, quantity } from '../../src/tui/format/number.ts';
import { table } from '../../src/tui/format/table.ts';
import { age, timeOfDay } from '../../src/tui/format/time.ts';
import { paint, type Theme, themeFor } from '../../src/tui/theme.ts';

const text = (line: readonly { text: string }[]): string => line.map((segment) => segment.text).join('');

describe('numbers', () => {
  it.each([
    ['0', 2, '0.00'],
    ['-0.001', 2, '0.00'],
    ['1234567.895', 2, '1,234,567.90'],
    ['-1234.5', 0, '-1,235'],
    ['0.00000001', 8, '0.00000001'],
    ['123456789012345678901234567890.5', 1, '123,456,789,012,345,678,901,234,567,890.5'],
    ['999', 0, '999'],
    ['nothing', 2, 'nothing'],
    ['1e21', 2, '1e21'],
  ])('%s with %i decimals is %s', (value, places, shown) => {
    expect(decimal(value, places)).toBe(shown);
  });

  it('has an explicit sign where it is asked for one, and none at zero', () => {
    expect(['1', '-1', '0'].map((value) => decimal(value, 1, true))).toEqual(['+1.0', '-1.0', '0.0']);
  });

  it('is never more than half a last digit off, and never scientific', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 0, max: 8 }), (n, places) => {
        const sign = n < 0n ? '-' : '';
        const digits = (n < 0n ? -n : n).toString().padStart(9, '0');
        const shown = decimal(`${sign}${digits.slice(0, -8)}.${digits.slice(-8)}`, places);
        expect(shown).toMatch(/^-?\d{1,3}(,\d{3})*(\.\d+)?$/);
        const [whole = '', fraction = ''] = shown.replaceAll(',', '').split('.');
        const back = BigInt(whole + fraction.padEnd(8, '0'));
        const off = back - n < 0n ? n - back : back - n;
        expect(off * 2n <= 10n ** BigInt(8 - places)).toBe(true);
      }),
    );
  });

  it.each([
    ['65612.4', '65,612.40'],
    ['150.5', '150.500'],
    ['0.12345', '0.123450'],
    ['0.0000001234', '0.00000012'],
    ['0', '0.00'],
  ])('a price of %s is %s', (value, shown) => {
    expect(price(value)).toBe(shown);
    expect(floatPrice(Number(value))).toBe(shown);
  });

  it('leaves out what says nothing, and says so where there is nothing', () => {
    expect([quantity('0.80'), quantity('100'), quantity('3.00')]).toEqual(['0.8', '100', '3']);
    expect([price(null), cash(null, 'USDT'), percent(null), percent(Number.NaN)]).toEqual([
      '-',
      '-',
      '-',
      '-',
    ]);
  });

  it('counts cash as its currency does', () => {
    expect([cash('12.3456', 'USDT', true), cash('0.1234567', 'BTC'), percent(-0.01234, true)]).toEqual([
      '+12.35',
      '0.123457',
      '-1.23%',
    ]);
  });
});

describe('time', () => {
  it('fits five columns', () => {
    const hour = 3_600_000;
    expect([0, 59_999, 60_000, hour, 27 * hour, 999 * 24 * hour, -5].map(age)).toEqual([
      '0s',
      '59s',
      '1m',
      '1h00',
      '1d',
      '999d',
      '0s',
    ]);
    expect([timeOfDay(1_772_460_300_000), timeOfDay(Number.NaN)]).toEqual(['14:05:00', '--:--:--']);
  });
});

describe('lines', () => {
  it('measures and cuts by columns, not by characters', () => {
    expect([textWidth('abc'), textWidth('日本'), textWidth('⠿│█')]).toEqual([3, 4, 3]);
    expect([clipText('abcdef', 4), clipText('日本語', 4), clipText('abc', 3), clipText('abc', 0)]).toEqual([
      'abc…',
      '日…',
      'abc',
      '',
    ]);
    expect([padText('ab', 4), padText('ab', 4, 'right'), padText('日本語', 4)]).toEqual([
      'ab  ',
      '  ab',
      '日… ',
    ]);
  });

  it('cuts a line within a segment and keeps its look', () => {
    const line = [
      { text: 'abc', bold: true },
      { text: 'def', tone: 'bad' as const },
    ];
    expect(clipLine(line, 5)).toEqual([
      { text: 'abc', bold: true },
      { text: 'd…', tone: 'bad' },
    ]);
    expect(text(clipLine(line, 3))).toBe('ab…');
    expect(clipLine(line, 6)).toBe(line);
  });

  it('puts two ends of a row apart, and the left gives way', () => {
    expect(text(spread([{ text: 'left' }], [{ text: 'right' }], 12))).toBe('left   right');
    expect(text(spread([{ text: 'left' }], [{ text: 'right' }], 7))).toBe('l…right');
  });

  it('breaks text between words', () => {
    expect(wrapText('one two three four', 9, 3)).toEqual(['one two', 'three', 'four']);
    expect(wrapText('one two three four', 9, 2)).toEqual(['one two', 'three fo…']);
    expect(wrapText('incomprehensibilities', 9, 2)).toEqual(['incompre…']);
  });

  it('never gets wider than it may, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 30 }), (value, width) => {
        expect(textWidth(clipText(value, width))).toBeLessThanOrEqual(width);
        expect(lineWidth(clipLine([{ text: value }, { text: value }], width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('tables and facts', () => {
  const columns = [
    { title: 'Name', rank: 0, max: 6, cell: (row: [string, string]) => row[0] },
    { title: 'Price', rank: 1, align: 'right' as const, cell: (row: [string, string]) => row[1] },
    { title: 'Note', rank: 2, cell: () => 'note' },
  ];
  const rows: [string, string][] = [
    ['a', '1.00'],
    ['too long', '1,234,567.00'],
  ];

  it('aligns, cuts text, never cuts numbers, and drops the least important column first', () => {
    const show = (width: number): string[] => {
      const { head, body } = table(columns, rows, width);
      return [head, ...body].map(text);
    };
    expect(show(40)).toEqual([
      'Name           Price  Note',
      'a               1.00  note',
      'too l…  1,234,567.00  note',
    ]);
    expect(show(20)).toEqual(['Name           Price', 'a               1.00', 'too l…  1,234,567.00']);
    expect(show(19)).toEqual(['Name  ', 'a     ', 'too l…']);
  });

  it('packs facts into rows', () => {
    const facts = ['1', '22', '333'].map((value) => ({ label: 'Of', value: { text: value } }));
    expect(flow(facts, 12).map(text)).toEqual(['Of 1   Of 22', 'Of 333']);
  });
});

describe('charts', () => {
  it('draws a line in braille, in blocks, and in ASCII', () => {
    expect(lineChart([0, 1, 2, 3, 4, 5, 6, 7], 4, 2, false)).toEqual(['  ⡠⠊', '⡠⠊  ']);
    expect(lineChart([0, 3, 7, 3, 0], 5, 1, false)).toEqual(['▁▄█▄▁']);
    expect(lineChart([0, 1, 2, 1, 0], 5, 3, true)).toEqual(['  *  ', ' * * ', '*   *']);
  });

  it('draws a flat line, one value, and nothing', () => {
    expect(lineChart([5, 5, 5], 3, 1, false)).toEqual(['▅▅▅']);
    expect(lineChart([5], 2, 2, true)).toEqual(['**', '  ']);
    expect(lineChart([], 5, 2, false)).toEqual([]);
    expect(lineChart([1, 2], 0, 2, false)).toEqual([]);
  });

  it('draws bars as candles with bodies that tell up from down without color', () => {
    const bars = [
      [0, 1, 4, 0, 3],
      [0, 3, 4, 0, 1],
    ] as const;
    expect(candles(bars, 10, 5).map((line) => text(line).trimEnd())).toEqual(['││', '█▒', '█▒', '█▒', '││']);
    expect(candles(bars, 1, 1).map(text)).toEqual(['▒']);
    expect(candles([], 5, 5)).toEqual([]);
  });
});

describe('marks on candles', () => {
  const bars = [
    [0, 10, 20, 0, 10],
    [60, 10, 20, 0, 10],
    [120, 10, 20, 0, 10],
  ] as const;
  const drawn = (marks: Parameters<typeof candles>[3]): readonly string[] =>
    candles(bars, 16, 5, marks).map((line) =>
      line
        .map((part) => part.text)
        .join('')
        .trimEnd(),
    );

  it('are dotted levels with their names, and arrows in the column of their bar', () => {
    const shown = drawn({
      levels: [
        { price: 15, tone: 'good', label: 'target' },
        { price: 0, tone: 'bad', label: 'stop' },
      ],
      points: [
        { timeMs: 65, price: 5, side: 'buy' },
        { timeMs: 500, price: 10, side: 'sell' },
      ],
    });
    expect(shown).toEqual(['│││', '│││······ target', '██↓', '│↑│', '│││········ stop']);
  });

  it('widen the range for a level nearby, and leave out one that would press the candles flat', () => {
    const near = drawn({ levels: [{ price: 30, tone: 'good', label: 'near' }], points: [] });
    expect(near[0]).toBe('··········· near');
    const far = drawn({ levels: [{ price: 300, tone: 'good', label: 'far' }], points: [] });
    expect(far.join('')).not.toContain('far');
  });

  it('before the first bar are not drawn', () => {
    expect(drawn({ levels: [], points: [{ timeMs: -1, price: 10, side: 'buy' }] }).join('')).not.toContain(
      '↑',
    );
  });
});

describe('painting', () => {
  const line = [{ text: 'x…', tone: 'bad' as const, bold: true }];
  const theme = (changes: Partial<Theme>): Theme => ({ color: true, ascii: false, ...changes });

  it('uses color, or only weight without color, or ASCII, or text alone', () => {
    expect(paint(line, theme({}))).toBe('\u001b[1;31mx…\u001b[0m');
    expect(paint(line, theme({ color: false }))).toBe('\u001b[1mx…\u001b[0m');
    expect(paint(line, theme({ ascii: true }))).toBe('\u001b[1;31mx~\u001b[0m');
    expect(paint(line, theme({ plain: true }))).toBe('x…');
    expect(paint(line, theme({}), true)).toBe('\u001b[2mx…\u001b[0m');
    expect(paint([{ text: '日é⠿─' }], theme({ ascii: true, plain: true }))).toBe('????-');
  });

  it('asks the environment', () => {
    expect(themeFor({ LANG: 'en_US.UTF-8' }, {})).toMatchObject({ color: true, ascii: false });
    expect(themeFor({ LANG: 'en_US.UTF-8', NO_COLOR: '1' }, {}).color).toBe(false);
    expect(themeFor({ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, {}).ascii).toBe(true);
    expect(themeFor({ LANG: 'C.UTF-8', TERM: 'linux' }, {}).ascii).toBe(true);
    expect(themeFor({}, {}).ascii).toBe(true);
    expect(themeFor({}, { ascii: false, color: false })).toMatchObject({ color: false, ascii: false });
  });
});
