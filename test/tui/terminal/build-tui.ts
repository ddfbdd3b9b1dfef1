import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** The TUI with fixture time, for a terminal: append the path of a bot's socket. */
export const RUN_TUI: readonly string[] = [process.execPath, join(root, 'test/tui/terminal/run-tui.ts')];

/** Node runs no JSX: the TUI is tested as it is built. The compiler's exit code speaks of all rooms below it as well. */
export function buildTui(): void {
  spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'src/tui'], {
    cwd: root,
  });
  if (!existsSync(join(root, 'dist/tui/main.js')))
    throw new Error('the TUI does not build: npx tsc -b src/tui');
}
