import { render } from 'ink';
import { Rows } from './app.tsx';
import { Picture, painted } from './picture.ts';
import type { Screen } from './screen.ts';
import type { Store } from './store.ts';
import type { Theme } from './theme.ts';

export interface Mounted {
  /** Draws everything again, whatever is on the screen now. */
  readonly repaint: () => void;
  readonly unmount: () => void;
}

/** Draws `store` on `screen` with Ink, again whenever it shows something else. Loading this module loads React. */
export function mount(screen: Screen, store: Store, theme: Theme): Mounted {
  const picture = new Picture();
  const ink = render(<Rows blocks={[]} columns={screen.columns} rows={[]} />, {
    // Ink asks for Node's type and uses what Screen has.
    stdout: screen as unknown as NodeJS.WriteStream,
    // Input is ours (input/gateway.ts), and so is the alternate screen (screen.ts).
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    // Every frame whole and at once: screen.ts finds what differs, and the store sets the pace.
    debug: true,
    isScreenReaderEnabled: false,
  });
  const draw = (): void => {
    const state = store.shown();
    const blocks = painted(state, theme);
    const rows = picture.change(blocks, state.size);
    if (rows.length === 0) return;
    screen.expect(rows);
    ink.rerender(<Rows blocks={blocks} columns={state.size.columns} rows={rows} />);
  };
  let isDue = false;
  const drawSoon = (): void => {
    if (isDue) return;
    isDue = true;
    // Keys of one read are one frame.
    queueMicrotask(() => {
      isDue = false;
      draw();
    });
  };
  const unsubscribe = store.subscribe(drawSoon);
  const repaint = (): void => {
    picture.forget();
    screen.clear();
    draw();
  };
  repaint();
  return {
    repaint,
    unmount: () => {
      unsubscribe();
      ink.unmount();
    },
  };
}
