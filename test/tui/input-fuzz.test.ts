import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Attached, attachViewer } from './attached.ts';
import type { FixtureBot } from './fixture-bot.ts';
import { ALL_SCREENS, fuzzInput } from './input-fuzz.ts';
import { flawOf } from './typed-oracle.ts';
import type { Viewer } from './viewer.ts';

/** Bytes per screen. */
const BYTES = Number(process.env.BOTRC_TORTURE_RUNS ?? 5_000);

let bot: FixtureBot;
let viewer: Viewer;
let stop: Attached['stop'];

beforeEach(async () => {
  ({ bot, viewer, stop } = await attachViewer());
});

afterEach(() => stop());

describe('random input', () => {
  it.each(ALL_SCREENS)(
    'changes nothing without its full typed confirmation on %s',
    async (screen) => {
      const report = await fuzzInput(viewer, bot, screen, BYTES, `${screen}/1`);
      // It went where it could have done harm, and what was confirmed in full was done.
      for (const kind of ['kill', 'entries', 'held', 'switch', 'palette'])
        expect(report.dialogs).toContain(kind);
      expect([...report.mutations.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
      const asked = bot.called.filter((call) => !/^(view|logs|profiles|explain)|"dryRun":true/.test(call));
      expect(asked.length).toBe([...report.mutations.values()].reduce((sum, n) => sum + n, 0));
    },
    900_000,
  );
});

describe('the oracle', () => {
  const kill = { cancel: true, flatten: true, reason: '' };
  const typed = (...texts: readonly string[]) => ({
    reads: texts.map((text) => ({ text, atMs: 0 })),
    nowMs: 0,
    mode: 'live',
  });

  it('takes whole words, typed', () => {
    expect(flawOf('kill', kill, typed(...'KILL', '\r'))).toBeUndefined();
    expect(flawOf('kill', kill, typed('KI', '\u001b[', 'A', 'LX', '\u007f', 'L', '\r'))).toBeUndefined();
    expect(flawOf('confirm', { id: 's1' }, typed('y'))).toBeUndefined();
  });

  it.each([
    [['KIL', 'L\r']],
    [['KIL', '\r']],
    [['\u001b[200~KILL\u001b[201~', '\r']],
    [['\u001b[200~KILL', '\r']],
    [['KIL', '\u001b[L', '\r']],
    [['\r']],
    [[]],
  ])('finds what is wrong with %j', (reads) => {
    expect(flawOf('kill', kill, typed(...reads))).toBeDefined();
  });
});
