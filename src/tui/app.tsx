import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { type Painted, painted } from './picture.ts';
import type { TuiState } from './state.ts';
import type { Theme } from './theme.ts';

/** One screen, exactly as large as the terminal. */
export function Frame({ state, theme }: { readonly state: TuiState; readonly theme: Theme }): ReactElement {
  const rows = Array.from({ length: state.size.rows }, (_, y) => y);
  return <Rows blocks={painted(state, theme)} columns={state.size.columns} rows={rows} />;
}

/**
 * Those rows of the screen (ascending), one below the other without what stands between them: Ink takes every cell of
 * its output apart with every frame, so that a row that stays is not shown to it.
 */
export function Rows(props: {
  readonly blocks: readonly Painted[];
  readonly columns: number;
  readonly rows: readonly number[];
}): ReactElement {
  const { blocks, columns, rows } = props;
  return (
    // By their places: the same text in another row is another frame.
    <Box key={rows.join()} width={columns} height={rows.length}>
      {blocks.map((block) => (
        <BlockView key={block.id} block={block} rows={rows} />
      ))}
    </Box>
  );
}

/** One text per block: a box per cell costs half as much again. Its lines are as wide as it has room for. */
function BlockView({
  block: { x, y, width, texts },
  rows,
}: {
  readonly block: Painted;
  readonly rows: readonly number[];
}): ReactElement | null {
  const mine = rows.filter((row) => row >= y && row < y + texts.length);
  const [first] = mine;
  if (first === undefined) return null;
  return (
    <Box position="absolute" left={x} top={rows.indexOf(first)} width={width} height={mine.length}>
      <Text wrap="truncate">{mine.map((row) => texts[row - y]).join('\n')}</Text>
    </Box>
  );
}
