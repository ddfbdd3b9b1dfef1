// The TUI as built, on this terminal: `run-tui.ts SOCKET`. Leaves its process id in SOCKET.pid and prints why it ended.
import { writeFileSync } from 'node:fs';
import { systemClock } from '../../../src/runtime/clock/system-clock.ts';
import type { runTui } from '../../../src/tui/main.ts';

const socketPath = process.argv[2] ?? '';
writeFileSync(`${socketPath}.pid`, String(process.pid));
const built = new URL('../../../dist/tui/main.js', import.meta.url);
const tui: { runTui: typeof runTui } = await import(built.href);
const { reason } = await tui.runTui({
  socketPath,
  botName: 'demo',
  readOnly: false,
  stdin: process.stdin,
  stdout: process.stdout,
  clock: systemClock(),
});
console.log(`left: ${reason}`);
