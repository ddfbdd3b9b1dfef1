import { Box, Text } from 'ink';
import { type ReactElement, useSyncExternalStore } from 'react';
import { type Block, frameOf } from './frame.ts';
import type { TuiState } from './state.ts';
import type { Store } from './store.ts';
import { paint, type Theme } from './theme.ts';

/** The TUI of `store`, drawn again whenever it shows something else. */
export function App({ store, theme }: { readonly store: Store; readonly theme: Theme }): ReactElement {
  const state = useSyncExternalStore(store.subscribe, store.shown);
  return <Frame state={state} theme={theme} />;
}

/** One screen, exactly as large as the terminal: more would make Ink clear it with every frame. */
export function Frame({ state, theme }: { readonly state: TuiState; readonly theme: Theme }): ReactElement {
  const { columns, rows } = state.size;
  return (
    <Box width={columns} height={rows} overflow="hidden">
      {frameOf(state, theme.ascii).map((block) => (
        <BlockView key={block.id} block={block} theme={theme} />
      ))}
    </Box>
  );
}

/** One text per block: a box per cell costs half as much again. */
function BlockView({ block, theme }: { readonly block: Block; readonly theme: Theme }): ReactElement {
  const text = block.lines.map((line) => paint(line, theme, block.faded)).join('\n');
  return (
    <Box
      position="absolute"
      left={block.x}
      top={block.y}
      width={block.width}
      height={block.height}
      overflow="hidden"
    >
      <Text wrap="truncate">{text}</Text>
    </Box>
  );
}
