// The TUI as built, on this terminal: `run-tui.ts SOCKET`. Leaves its process id in SOCKET.pid and prints why it ended.
// With BOTRC_TEST_STARTING the bot is one that starts for ever.
// With BOTRC_TEST_NOW its clock stands still at that moment; each SIGUSR2 moves it by BOTRC_TEST_STEP ms.
import { writeFileSync } from 'node:fs';
import { systemClock } from '../../../src/runtime/clock/system-clock.ts';
import type { Clock } from '../../../src/sdk/index.ts';
import type { runTui } from '../../../src/tui/main.ts';

function clockOf({ BOTRC_TEST_NOW, BOTRC_TEST_STEP }: NodeJS.ProcessEnv): Clock {
  const clock = systemClock();
  if (BOTRC_TEST_NOW === undefined) return clock;
  let nowMs = Number(BOTRC_TEST_NOW);
  process.on('SIGUSR2', () => {
    nowMs += Number(BOTRC_TEST_STEP);
  });
  return { now: () => nowMs, setTimer: (ms, fn) => clock.setTimer(ms, fn) };
}

const socketPath = process.argv[2] ?? '';
const clock = clockOf(process.env);
writeFileSync(`${socketPath}.pid`, String(process.pid));
const built = new URL('../../../dist/tui/main.js', import.meta.url);
const tui: { runTui: typeof runTui } = await import(built.href);
const { reason } = await tui.runTui({
  socketPath:
    process.env.BOTRC_TEST_STARTING === undefined ? socketPath : new Promise<string>(() => undefined),
  botName: 'demo',
  readOnly: false,
  stdin: process.stdin,
  stdout: process.stdout,
  clock,
});
console.log(`left: ${reason}`);
