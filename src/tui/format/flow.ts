import { clipLine, type Line, lineWidth, type Segment } from './line.ts';

export interface Fact {
  readonly label: string;
  readonly value: Segment;
}

/** Facts one after another, as many on a row as fit; the row's first facts are the ones to keep. */
export function flow(facts: readonly Fact[], width: number): readonly Line[] {
  const lines: Segment[][] = [];
  for (const { label, value } of facts) {
    const words: Segment[] = [{ text: `${label} `, tone: 'dim' }, value];
    const last = lines.at(-1);
    if (last !== undefined && lineWidth(last) + 3 + lineWidth(words) <= width)
      last.push({ text: '   ' }, ...words);
    else lines.push(words);
  }
  return lines.map((line) => clipLine(line, width));
}
