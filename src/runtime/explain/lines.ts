/** One line for people. */
export type Line = string;

const WIDTH = 100;
/** Of the columns before a row's text. */
const COLUMNS = [14, 9] as const;
const INDENT = COLUMNS[0] + COLUMNS[1];

/** A text broken at spaces, no line wider than 100 columns; a longer word is cut. */
export function paragraph(text: string, width: number = WIDTH): readonly Line[] {
  const lines: Line[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Two short columns, then a text that goes on below itself; or a text alone. */
export type Row = string | { readonly left: string; readonly label: string; readonly text: string };

export function layout(rows: readonly Row[], width: number = WIDTH): readonly Line[] {
  return rows.flatMap((row) => {
    if (typeof row === 'string') return paragraph(row, width);
    const head = row.left.padEnd(COLUMNS[0]) + row.label.padEnd(COLUMNS[1]);
    return paragraph(row.text, width - INDENT).map(
      (line, index) => (index === 0 ? head : ' '.repeat(INDENT)) + line,
    );
  });
}

function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  return word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? [];
}
