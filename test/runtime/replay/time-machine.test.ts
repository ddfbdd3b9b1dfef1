import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ControlServer, startControl } from '../../../src/control/server.ts';
import type { Decision } from '../../../src/core/effect.ts';
import type { TapeMove, TapeRow } from '../../../src/core/view/tape.ts';
import { createTapeClock, type TapeClock } from '../../../src/runtime/clock/tape-clock.ts';
import { createInlineHost } from '../../../src/runtime/host/inline.ts';
import type { Journal } from '../../../src/runtime/journal/journal.ts';
import { type OpenReplay, openReplay } from '../../../src/runtime/replay/open-replay.ts';
import { startTimeMachine, type TimeMachine } from '../../../src/runtime/replay/time-machine.ts';
import { recorded, startTapeBot } from '../tape-bot.ts';

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

let folder: string;
let sha256: string;
/** Of each order that the run sent: its id and the seq that led to it. */
const orders: { readonly id: string; readonly seq: number }[] = [];

beforeAll(async () => {
  const tape = await startTapeBot('demo', ['host=inline']);
  await tape.run(60_000);
  await tape.stop();
  folder = tape.folder;
  const found = recorded(folder, tape.session.parts.run);
  sha256 = found.sha256;
  for (const { seq, effects } of found.journal.effects(tape.session.parts.run)) {
    for (const effect of effects)
      if (effect.type === 'submit') orders.push({ id: effect.order.clientOrderId, seq });
  }
  found.journal.close();
});

let clock: TapeClock;
let replay: OpenReplay;
let machine: TimeMachine;

function start(options: { attended?: boolean; speed?: number; from?: string; journal?: Journal } = {}): void {
  const { attended = true, speed = 10, from } = options;
  clock = createTapeClock(5_000);
  const opened = openReplay({ folder, cwd: folder, pluginsFolder: folder, log });
  // In this thread: a worker takes a second to start, and another with each jump back.
  const { journal = opened.journal } = options;
  replay = { ...opened, ports: { ...opened.ports, journal, createHost: createInlineHost } };
  machine = startTimeMachine({ replay, folder, speed, from, attended, clock });
}

afterEach(async () => {
  machine.stop();
  await machine.done.catch(quiet);
  replay.close();
});

const move = (what: TapeMove): Promise<TapeRow> => machine.handle.call('tape', what);
async function tape(): Promise<TapeRow> {
  // Shown again, at the clock's present time.
  clock.runTo(clock.now() + 1_000);
  const row = machine.handle.view().tape;
  if (!row) throw new Error('a replay shows where its tape stands');
  return row;
}
const reaches = (what: Partial<TapeRow>): Promise<void> =>
  vi.waitFor(async () => expect(await tape()).toMatchObject(what), { timeout: 30_000, interval: 20 });

describe('a time machine', () => {
  it('plays at its speed, and stands still while it is paused', async () => {
    start({ speed: 10 });
    const begun = await move({ do: 'play' });
    expect(begun).toMatchObject({ state: 'playing', speed: 10, difference: null });
    const shown = (): number => machine.handle.view().tape?.atMs ?? 0;
    for (let i = 1; i <= 8; i++) {
      clock.runTo(clock.now() + 250);
      // Within a step of the clock: what is shown is a moment old.
      await vi.waitFor(() => expect(shown()).toBeGreaterThan(begun.atMs + (i - 2) * 2_500));
    }
    const later = await move({ do: 'pause' });
    expect(later.state).toBe('paused');
    expect(later.atMs).toBeLessThanOrEqual(begun.atMs + 20_000);
    clock.runTo(clock.now() + 60_000);
    expect(await move({ do: 'pause' })).toEqual(later);
  });

  it('steps by one event, and on to the next that led to something', async () => {
    start();
    await move({ do: 'jump', to: '300' });
    await reaches({ state: 'paused', seq: 299 });
    await move({ do: 'step', to: 'event' });
    await reaches({ state: 'paused', seq: 300 });
    const next = orders.find(({ seq }) => seq > 300);
    for (let steps = 0; (await tape()).seq < (next?.seq ?? 0); steps++) {
      expect(steps).toBeLessThan(50);
      const { seq } = await tape();
      await move({ do: 'step', to: 'decision' });
      await vi.waitFor(async () => {
        const now = await tape();
        expect(now.state).toBe('paused');
        expect(now.seq).toBeGreaterThan(seq);
      });
    }
    expect((await tape()).seq).toBe(next?.seq);
    expect(machine.handle.view().orders.map(({ id }) => id)).toContain(next?.id);
  });

  it('jumps to right before an order, forward and back, and then does it', async () => {
    start();
    for (const order of [orders[4], orders[1]]) {
      if (!order) throw new Error('the run sent too few orders');
      await move({ do: 'jump', to: order.id });
      await reaches({ state: 'paused', seq: order.seq - 1 });
      const known = (): readonly string[] => machine.handle.logs(500).map(({ text }) => text);
      const before = known().filter((text) => text.startsWith('submit') && text.includes(order.id)).length;
      await move({ do: 'step', to: 'event' });
      await reaches({ state: 'paused', seq: order.seq });
      const after = known().filter((text) => text.startsWith('submit') && text.includes(order.id)).length;
      expect(after).toBeGreaterThan(before);
    }
  });

  it('begins where it is told to, and there it waits', async () => {
    start({ from: orders[2]?.id ?? '' });
    await reaches({ state: 'paused', seq: (orders[2]?.seq ?? 0) - 1 });
  });

  it('says what it has where a place is not in the run', async () => {
    start();
    await expect(move({ do: 'jump', to: 'nothing' })).rejects.toMatchObject({
      code: 'BOTRC_TAPE_TARGET',
      detail: { mend: expect.stringContaining(orders.at(-1)?.id ?? '') },
    });
    await expect(move({ do: 'jump', to: '99999999' })).rejects.toMatchObject({ code: 'BOTRC_TAPE_TARGET' });
  });

  it('waits at the end, from where it can still go back', async () => {
    start();
    const { lastSeq } = await move({ do: 'pause' });
    await move({ do: 'step', to: 'decision' });
    for (let i = 0; i < 100 && (await tape()).state !== 'ended'; i++) {
      await move({ do: 'jump', to: String(lastSeq) });
      await reaches({ state: 'paused' });
      await move({ do: 'step', to: 'event' });
      await vi.waitFor(async () => expect(['paused', 'ended']).toContain((await tape()).state));
    }
    expect(await tape()).toMatchObject({ state: 'ended', seq: lastSeq, difference: null });
    machine.stop();
    expect(await machine.done).toMatchObject({ recordedSha256: sha256, replayedSha256: sha256 });
  });

  it('pauses where the code does something else than was recorded, and says so', async () => {
    const { journal } = openReplay({ folder, cwd: folder, pluginsFolder: folder, log });
    start({ speed: 1000, journal: withOtherEffect(journal, orders[0]?.seq ?? 0) });
    await reaches({ state: 'paused', difference: orders[0]?.seq ?? 0 });
    expect(
      machine.handle.logs(10).some(({ level, text }) => level === 'error' && text.includes('recorded')),
    ).toBe(true);
    // It can be played on from there, and what follows does not stop it again.
    await move({ do: 'play' });
    await reaches({ state: 'ended', difference: orders[0]?.seq ?? 0 });
    journal.close();
  });

  it('lets viewers that may only look move the tape, and nothing else be asked of it', async () => {
    start();
    await expect(
      machine.handle.call('kill', { cancel: true, flatten: true, reason: 'no' }),
    ).rejects.toMatchObject({
      code: 'BOTRC_TAPE_ONLY',
    });
    let server: ControlServer | undefined;
    try {
      const socketPath = `${folder}/tape.sock`;
      server = await startControl({ handle: machine.handle, socketPath, version: '0' });
      const { connectControl } = await import('../../../src/control/client.ts');
      const client = await connectControl({ socketPath, client: 'tui', readOnly: true, watch: true });
      expect(await client.call('tape', { do: 'pause' })).toMatchObject({ state: 'paused' });
      await expect(client.call('pause', {})).rejects.toMatchObject({ code: 'BOTRC_CONTROL_READ_ONLY' });
      client.close();
    } finally {
      await server?.close();
    }
  });

  it('goes to the end by itself where nobody looks on, whatever the pace, with the effects of the record', async () => {
    start({ attended: false, speed: 1000, from: '200' });
    const settled = machine.done.then((result) => ({ result }));
    let result: Awaited<typeof settled> | undefined;
    void settled.then((told) => {
      result = told;
    });
    await vi.waitFor(
      () => {
        clock.runTo(clock.now() + 50);
        expect(result).toBeDefined();
      },
      { timeout: 60_000, interval: 5 },
    );
    expect(result?.result).toMatchObject({ recordedSha256: sha256, replayedSha256: sha256 });
  });
});

/** The same record, but for one thing that was decided at `seq`. */
function withOtherEffect(journal: Journal, seq: number): Journal {
  return new Proxy(journal, {
    get(target, name) {
      if (name === 'effects') return () => others(target.effects(target.runs().at(-1)?.run ?? ''), seq);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function* others(decisions: Iterable<Decision>, seq: number): Generator<Decision> {
  for (const decision of decisions) {
    yield decision.seq === seq ? { ...decision, effects: decision.effects.slice(1) } : decision;
  }
}
