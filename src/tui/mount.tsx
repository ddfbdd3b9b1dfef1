import { render } from 'ink';
import { App } from './app.tsx';
import type { Screen } from './screen.ts';
import type { Store } from './store.ts';
import type { Theme } from './theme.ts';

export interface Mounted {
  /** Draws everything again, whatever is on the screen now. */
  readonly repaint: () => void;
  readonly unmount: () => void;
}

/** Draws `store` on `screen` with Ink. Loading this module loads React. */
export function mount(screen: Screen, store: Store, theme: Theme): Mounted {
  const app = <App store={store} theme={theme} />;
  screen.clear();
  const ink = render(app, {
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
  return {
    repaint: () => {
      screen.clear();
      ink.rerender(<App store={store} theme={theme} />);
    },
    unmount: () => ink.unmount(),
  };
}
