import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/core/facts.ts';
import { createTapeClock } from '../../src/runtime/clock/tape-clock.ts';
import type { Host } from '../../src/runtime/host/host.ts';
import { memoryJournal } from '../../src/runtime/journal/memory-journal.ts';
import { Loop } from '../../src/runtime/loop.ts';
import { WaitingRoom } from '../../src/runtime/room.ts';

/** A loop whose host answers as told, what it was told of failures, and what was durable whenever the executor ran. */
function rig(step: Host['step']) {
  const failures: unknown[] = [];
  const durable: unknown[] = [];
  const journal = memoryJournal();
  const room = new WaitingRoom(() => loop.wake());
  const loop: Loop = new Loop(
    {
      room,
      journal,
      clock: createTapeClock(1000),
      executor: { run: () => durable.push([...journal.load().entries]), idle: async () => undefined },
      facts: createFacts(),
      onBatch: () => undefined,
    },
    (error) => failures.push(error),
  );
  const unused = (): never => {
    throw new Error('not asked for here');
  };
  const host: Host = {
    step,
    open: unused,
    view: unused,
    remember: unused,
    adopt: unused,
    minds: unused,
    recall: unused,
    running: () => undefined,
    close: unused,
  };
  return { room, loop, host, failures, durable };
}

describe('the loop', () => {
  it('lets the executor act on nothing that is not durable', async () => {
    const effect = { type: 'timer', timerId: 'next', dueMs: 2000 } as const;
    const { room, loop, host, durable } = rig(async (events) =>
      events.map(({ seq, at }) => ({ seq, at, effects: [effect] })),
    );
    await loop.exchange(async () => host);
    room.push({ type: 'timer', timerId: 'first' });
    await loop.idle();
    expect(durable).toMatchObject([
      [
        { kind: 'event', event: { timerId: 'first' } },
        { kind: 'effect', effect },
      ],
    ]);
  });

  it('fails whoever waits for it when it can go on no more', async () => {
    const broken = new Error('broken');
    const { room, loop, host, failures } = rig(async () => {
      await Promise.resolve();
      room.push({ type: 'timer', timerId: 'later' });
      throw broken;
    });
    await loop.exchange(async () => host);
    room.push({ type: 'timer', timerId: 'first' });
    await expect(loop.idle()).rejects.toBe(broken);
    expect(failures).toEqual([broken]);
  });

  it('journals and sends nothing of an answer that does not fit, and asks the next host instead', async () => {
    const stray = { seq: 99, at: 1000, effects: [] };
    const asked: number[][] = [];
    const answers = [[stray], [stray], []];
    const { room, loop, host, failures } = rig(async (events) => {
      asked.push(events.map((event) => event.seq));
      return answers[asked.length - 1] ?? [];
    });
    await loop.exchange(async () => host);
    room.push({ type: 'timer', timerId: 'first' });
    await expect.poll(() => failures).toMatchObject([{ code: 'BOTRC_HOST_ANSWER' }]);
    room.push({ type: 'timer', timerId: 'second' });
    await expect(loop.exchange(async () => host)).rejects.toMatchObject({ code: 'BOTRC_HOST_ANSWER' });
    await loop.exchange(async () => host);
    await loop.idle();
    expect(asked).toEqual([[1], [1], [1], [2]]);
  });

  it('gives what a lost host did not decide to the next, also where that one is lost over it, and loses none', async () => {
    const died = new Error('died');
    const { room, loop, host, failures } = rig(async () => {
      throw died;
    });
    await loop.exchange(async () => host);
    room.push({ type: 'timer', timerId: 'first' });
    await expect(loop.idle()).rejects.toBe(died);
    room.push({ type: 'timer', timerId: 'second' });
    await expect(loop.exchange(async () => host)).rejects.toBe(died);
    const seen: string[] = [];
    const next: Host['step'] = async (events) => {
      for (const event of events) if (event.type === 'timer') seen.push(event.timerId);
      return [];
    };
    await loop.exchange(async () => ({ ...host, step: next }));
    await loop.idle();
    expect(seen).toEqual(['first', 'second']);
    expect(failures).toEqual([died]);
  });

  it('gives the next host no market data that the lost one had: a warm-up comes first', async () => {
    const { room, loop, host } = rig(async () => {
      throw new Error('died');
    });
    await loop.exchange(async () => host);
    room.push({ type: 'ticker', instrument: 'BTCUSDT', time: 1, last: 1 });
    await expect(loop.idle()).rejects.toThrow('died');
    const seen: string[] = [];
    const next: Host['step'] = async (events) => {
      for (const event of events) seen.push(event.type);
      return [];
    };
    await loop.exchange(async () => ({ ...host, step: next }));
    expect(seen).toEqual([]);
  });

  it('exchanges the host for one after the other, and is not idle meanwhile', async () => {
    const { loop, host } = rig(async () => []);
    const told: string[] = [];
    let open: () => void = () => undefined;
    const first = loop.exchange(async () => {
      told.push('first begins');
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      told.push('first ends');
      return host;
    });
    const second = loop.exchange(async () => {
      told.push('second begins');
      return host;
    });
    const idle = loop.idle().then(() => told.push('idle'));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    open();
    await Promise.all([first, second, idle]);
    expect(told).toEqual(['first begins', 'first ends', 'second begins', 'idle']);
  });
});
