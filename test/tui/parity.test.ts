import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandName } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import type { CallName } from '../../src/core/view/calls.ts';
import { type Action, KEYMAP } from '../../src/tui/keymap.ts';

// Everything that the TUI can do, the command line can do, and both send the same control messages.

/** What a key does outside of the viewer itself: the calls it may lead to, and the command that does the same. */
interface Reach {
  readonly calls: readonly CallName[];
  readonly command: string;
}

const OF_THE_VIEW = 'only what this viewer shows';

const REACH: Readonly<Record<Action['type'], Reach | typeof OF_THE_VIEW>> = {
  entries: { calls: ['pause', 'resume'], command: 'pause' },
  kill: { calls: ['pause', 'kill'], command: 'kill' },
  decide: { calls: ['confirm', 'decline'], command: 'confirm' },
  waiting: { calls: ['confirm', 'decline'], command: 'decline' },
  switch: { calls: ['switch'], command: 'switch' },
  'choose-profile': { calls: ['switch'], command: 'switch' },
  explain: { calls: ['explain'], command: 'explain' },
  screen: { calls: ['profiles'], command: 'profiles' },
  palette: { calls: ['profiles'], command: 'profiles' },
  // Rules and strategies stand in the status document with all that their detail shows.
  detail: { calls: ['view'], command: 'status' },
  // Of a recorded run that is watched: nothing of it reaches a bot.
  tape: { calls: ['tape'], command: 'replay' },
  jump: { calls: ['tape'], command: 'replay' },
  go: OF_THE_VIEW,
  range: OF_THE_VIEW,
  focus: OF_THE_VIEW,
  scroll: OF_THE_VIEW,
  'scroll-to': OF_THE_VIEW,
  instrument: OF_THE_VIEW,
  help: OF_THE_VIEW,
  filter: OF_THE_VIEW,
  sort: OF_THE_VIEW,
  zoom: OF_THE_VIEW,
  freeze: OF_THE_VIEW,
  repaint: OF_THE_VIEW,
  detach: OF_THE_VIEW,
  back: OF_THE_VIEW,
};

const root = join(import.meta.dirname, '../../src');

/** Names of control calls in a folder's sources, as they are written where one is made. */
function callsIn(folder: string, pattern: RegExp): ReadonlySet<string> {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const texts = files.map((name) => readFileSync(join(root, folder, name), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name ?? '')));
}

const tuiCalls = callsIn('tui', /(?:\bcall: |link\.call\()'(\w+)'/g);
const cliCalls = callsIn('cli', /client\.call\(\s*'(\w+)'/g);
/** Their calls are named by a variable: `call: action`, `call(cancelsOrFlattens ? …)`. */
const BY_VARIABLE: readonly CallName[] = ['pause', 'resume'];

describe('what the TUI can do', () => {
  it('is listed for every key', () => {
    for (const { action } of KEYMAP) expect(REACH[action.type], action.type).toBeDefined();
  });

  it('has a command that does the same', () => {
    const names = commands.map(commandName);
    for (const reach of Object.values(REACH))
      if (reach !== OF_THE_VIEW) expect(names).toContain(reach.command);
  });

  it('is asked of the bot by calls of the list alone', () => {
    const listed = new Set(
      Object.values(REACH).flatMap((reach) => (reach === OF_THE_VIEW ? [] : reach.calls)),
    );
    expect([...tuiCalls].filter((call) => !listed.has(call as CallName))).toEqual([]);
    expect(
      [...listed].filter((call) => call !== 'view' && !tuiCalls.has(call) && !BY_VARIABLE.includes(call)),
    ).toEqual([]);
  });

  it('goes through the same control messages as the command', () => {
    const changing: readonly CallName[] = [
      'pause',
      'resume',
      'kill',
      'confirm',
      'decline',
      'switch',
      'editStrategy',
    ];
    for (const call of changing) expect(cliCalls, call).toContain(call);
  });
});
