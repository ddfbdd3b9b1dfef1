import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import { recorded, startTapeBot, type TapeBot } from './tape-bot.ts';

let tape: TapeBot;
afterEach(() => tape.stop());

it('a bot whose journal cannot be written halts entries, trades on without, and has everything once it can (P-5)', async () => {
  tape = await startTapeBot('demo', ['host=inline']);
  const { session } = tape;
  await tape.run(3_000);
  const task = (): unknown => session.tasks.rows().find((row) => row.name === 'journal')?.state;
  const rival = new DatabaseSync(join(tape.folder, 'journal.db'));
  rival.exec('BEGIN IMMEDIATE');
  await session.command({ kind: 'flatten', reason: 'something to write down' });
  await session.loop.idle();
  expect(session.parts.facts.paused).toBe(true);
  expect(task()).toBe('backing-off');
  await tape.run(2_000);
  const seqDown = session.loop.seq;
  rival.exec('ROLLBACK');
  rival.close();
  await tape.run(5_000);
  expect(task()).toBe('running');
  expect(session.parts.facts.paused).toBe(true);
  await tape.stop();
  const { run } = session.parts;
  const { journal } = recorded(tape.folder, run);
  const events = [...journal.replay(run)];
  journal.close();
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => (events[0]?.seq ?? 0) + i));
  expect(events.at(-1)?.seq).toBeGreaterThan(seqDown);
  const commands = events.flatMap((event) => (event.type === 'command' ? [event.command.kind] : []));
  expect(commands).toEqual(['reconcile', 'flatten', 'pause', 'wind-down']);
}, 60_000);
