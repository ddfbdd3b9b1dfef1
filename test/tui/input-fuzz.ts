import { StringDecoder } from 'node:string_decoder';
import { setImmediate as turn } from 'node:timers/promises';
import { nextUint, type Random, seedRandom } from '../../src/sdk/values/random.ts';
import { frameOf } from '../../src/tui/frame.ts';
import { SCREENS, type ScreenId } from '../../src/tui/screens.ts';
import type { FixtureBot } from './fixture-bot.ts';
import { fixtureHeld } from './fixture-held.ts';
import { fixturePanels } from './fixture-panels.ts';
import { fixtureView } from './fixture-view.ts';
import { flawOf, type Read } from './typed-oracle.ts';
import type { Viewer } from './viewer.ts';

/** What keys, dialogs and terminals are made of, so that random input goes deep. */
const WORDS: readonly string[] = [
  ...Array.from('1234567cpsyynnjkhlgzfr/:?'),
  ...Array.from('KILLCANCELdemo-vwap'),
  ...['\r', '\r', '\n', '\t', '\u007f', '\u000b', '\u000b', '\u0003', '\u001b'],
  ...[
    '\u001b[A',
    '\u001b[B',
    '\u001b[6~',
    '\u001b[Z',
    '\u001bOP',
    '\u001b[<0;3;4M',
    '\u001b[M !!',
    '\u001by',
  ],
  ...[
    '\u001b[200~',
    '\u001b[201~',
    '\u001b[200~y\u001b[201~',
    '\u001b[200~KILL\r\u001b[201~',
    'KILL\r',
    'y\r',
    'yy',
  ],
];

/** Whole confirmations, one read each; the fuzz breaks most of them. */
const WAYS: readonly (readonly string[])[] = [
  ['\u000b', ...'KILL', '\r'],
  ['\u000b', ...'CANCEL', '\r'],
  ['\u000b', 'y'],
  ['p', 'y'],
  ['c', 'y'],
  ['c', 'n'],
  ['7', 'j', '\r', 'y'],
  ['7', 'j', '\r', ...'demo-vwap', '\r'],
  [':', ...'demo-vwap', '\r', 'y'],
];

/** Every screen, in the order of their keys. */
export const ALL_SCREENS: readonly ScreenId[] = [...SCREENS, 'panels'];

export interface FuzzReport {
  readonly bytes: number;
  readonly reads: number;
  /** How often each call that changes something was made. */
  readonly mutations: ReadonlyMap<string, number>;
  /** Dialogs that were reached. */
  readonly dialogs: ReadonlySet<string>;
}

/**
 * Types `bytes` random bytes, in random chunks and with random pauses, into `viewer` on `screen`, and holds every call
 * that changes something to what was typed before it (typed-oracle.ts).
 * @throws at the first call without its full typed confirmation.
 */
export async function fuzzInput(
  viewer: Viewer,
  bot: FixtureBot,
  screen: ScreenId,
  bytes: number,
  seed: string,
): Promise<FuzzReport> {
  const random = seedRandom(seed);
  const decoder = new StringDecoder('utf8');
  const mutations = new Map<string, number>();
  const dialogs = new Set<string>();
  let reads: Read[] = [];
  let opened = '';
  let done = 0;
  let count = 0;
  const recent: string[] = [];
  let found: string | undefined;

  viewer.watchCalls((call, params) => {
    const flaw = flawOf(call, params, {
      reads,
      nowMs: viewer.clock.now(),
      mode: viewer.state.view?.head.mode,
    });
    if (flaw === 'reads only') return;
    if (flaw !== undefined)
      found ??= `${call} ${JSON.stringify(params)} after ${JSON.stringify(recent)}: ${flaw} (seed ${seed})`;
    mutations.set(call, (mutations.get(call) ?? 0) + 1);
  });
  const push = (chunk: Buffer): void => {
    const text = decoder.write(chunk);
    done += chunk.length;
    count += 1;
    if (text === '') return;
    recent.push(text);
    if (recent.length > 16) recent.shift();
    reads.push({ text, atMs: viewer.clock.now() });
    viewer.type(text);
    note();
  };
  const wait = (ms: number): void => {
    viewer.clock.advance(ms);
    note();
  };
  /** A dialog that was just opened, or closed, is confirmed by nothing that was typed before. */
  const note = (): void => {
    const { dialog } = viewer.state;
    const now = dialog === null ? '' : `${dialog.kind}/${dialog.openedMs}`;
    if (dialog !== null) dialogs.add(dialog.kind);
    if (now !== opened) reads = [];
    opened = now;
  };

  while (done < bytes) {
    if (count % 40 === 0) {
      await reset(viewer, bot, screen, nextUint(random) % 2 === 0 ? 'live' : 'paper');
      note();
    }
    for (const chunk of chunksOf(random)) {
      push(chunk);
      wait(PAUSES[nextUint(random) % PAUSES.length] ?? 0);
    }
    if (found !== undefined) throw new Error(found);
    await turn();
    if (count % 16 === 0) frameOf({ ...viewer.state, nowMs: viewer.clock.now() }, false);
  }
  return { bytes: done, reads: count, mutations, dialogs };
}

const PAUSES = [0, 0, 1, 20, 149, 150, 299, 300, 310, 310, 1_000];

/** Up to some chunks of what a terminal, a network or a cat on the keyboard may send. */
function chunksOf(random: Random): readonly Buffer[] {
  const pick = <T>(items: readonly T[]): T | undefined => items[nextUint(random) % items.length];
  const kind = nextUint(random) % 10;
  if (kind < 3)
    return [Buffer.from(Array.from({ length: 1 + (nextUint(random) % 12) }, () => nextUint(random) % 256))];
  if (kind < 7)
    return split(
      random,
      Array.from({ length: 1 + (nextUint(random) % 4) }, () => pick(WORDS) ?? '').join(''),
    );
  const way = [...(pick(WAYS) ?? [])];
  const at = nextUint(random) % way.length;
  const change = nextUint(random) % 5;
  if (change === 0) way.splice(at, 1);
  else if (change === 1) way.splice(at, 0, pick(WORDS) ?? '');
  else if (change === 2) way.splice(at, 2, (way[at] ?? '') + (way[at + 1] ?? ''));
  else if (change === 3) return split(random, way.join(''));
  return way.map((read) => Buffer.from(read));
}

/** The same bytes in other chunks: a network keeps no borders. */
function split(random: Random, text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + (nextUint(random) % 4);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

/** As it began: a bot that runs, with signals that wait, on this screen. */
async function reset(viewer: Viewer, bot: FixtureBot, screen: ScreenId, mode: string): Promise<void> {
  const held = fixtureHeld.map((row) => ({ ...row, expiresMs: row.expiresMs + 1e12 }));
  bot.change({
    head: { ...fixtureView.head, mode },
    signals: { ...fixtureView.signals, held },
    panels: fixturePanels,
  });
  await viewer.until(({ view }) => view?.head.mode === mode && view.head.state === 'running');
  // What waits of a sequence is over, and so is a dialog.
  viewer.clock.advance(2_000);
  viewer.clock.advance(10_000);
  viewer.type('\u001b[201~');
  viewer.clock.advance(10_000);
  viewer.type('\u001b');
  viewer.clock.advance(2_000);
  viewer.type('\u001b');
  viewer.clock.advance(2_000);
  viewer.type(String(ALL_SCREENS.indexOf(screen) + 1));
}
