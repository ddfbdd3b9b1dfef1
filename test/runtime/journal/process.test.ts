import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { loadFacts } from '../../../src/runtime/recovery/load-facts.ts';
import { nextUint, seedRandom } from '../../../src/sdk/index.ts';
import { runStart, timer, usePlace } from './fixture.ts';

const place = usePlace();
const WRITER = join(import.meta.dirname, 'writer-child.ts');

interface Line {
  readonly opened?: number;
  readonly seq?: number;
  readonly cash?: string;
  readonly timers?: number;
  readonly failed?: string;
  readonly state?: string;
}

/** Runs the writer; `onLine` may kill it. Answers with all it said. */
async function write(
  seed: string,
  onLine: (lines: Line[], child: ChildProcess) => void,
  shell = '',
): Promise<Line[]> {
  const line = `${shell} exec "$0" --no-warnings "$1" "$2" "$3"`;
  const child = spawn('sh', ['-c', line, process.execPath, WRITER, place.folder, seed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'close');
  const said: Line[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    said.push(JSON.parse(text) as Line);
    onLine(said, child);
  }
  await exit;
  return said;
}

describe('a writer that is killed', () => {
  it('loses nothing that it had committed, and leaves no batch in part', async () => {
    const random = seedRandom('kills');
    const states = new Map<number, Line>();
    for (let life = 0; life < 10; life++) {
      const lines = 1 + (nextUint(random) % 150);
      const said = await write(`${life}`, (all, child) => {
        if (all.length >= lines) child.kill('SIGKILL');
      });
      expect(said.some((line) => line.failed)).toBe(false);
      for (const line of said) if (line.seq !== undefined) states.set(line.seq, line);
      const journal = place.open();
      const facts = loadFacts(journal);
      const told = Math.max(0, ...states.keys());
      expect(facts?.seq ?? 0).toBeGreaterThanOrEqual(told);
      // The last commit may have been made and not told.
      if (facts && facts.seq === told) {
        const { cash, timers } = states.get(told) ?? {};
        expect([String(facts.cash.get('USDT') ?? 0n), facts.timers.size]).toEqual([cash, timers]);
      }
      const seqs = [...journal.replay(`run${life}`)].map((event) => event.seq);
      expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] ?? 0) + i));
      journal.close();
    }
  });
});

describe('a journal that cannot be written', () => {
  it('on a disk that fills up: says so, and holds exactly what was committed', async () => {
    const said = await write('full', () => undefined, 'ulimit -f 400;');
    expect(said.at(-1)).toEqual({ failed: 'BOTRC_JOURNAL_WRITE' });
    const last = said.at(-2);
    const facts = loadFacts(place.open());
    expect([facts?.seq, String(facts?.cash.get('USDT')), facts?.timers.size]).toEqual([
      last?.seq,
      last?.cash,
      last?.timers,
    ]);
  });

  it('goes on in the room that was set aside, until that is full too; the next start takes it in, in order, once (P-5)', async () => {
    const said = await write('room', () => undefined, 'ulimit -f 2200;');
    expect(said.map((line) => line.state).filter((state) => state !== undefined)).toEqual(['fallback']);
    expect(said.at(-1)).toEqual({ failed: 'BOTRC_JOURNAL_WRITE' });
    const last = said.at(-2);
    const before = said.findIndex((line) => line.state === 'fallback');
    expect(said.length - before).toBeGreaterThan(20);
    // Read beside, then opened for writing, then once more: the same each time.
    for (const readOnly of [true, false, false]) {
      const journal = place.open({ readOnly });
      const facts = loadFacts(journal);
      expect([facts?.seq, String(facts?.cash.get('USDT')), facts?.timers.size]).toEqual([
        last?.seq,
        last?.cash,
        last?.timers,
      ]);
      journal.close();
    }
  });

  it('because a second writer was let in: takes nothing more from then on', () => {
    const journal = place.open();
    const rival = place.open();
    journal.appendEvents([timer(1)]);
    journal.commit();
    rival.appendEvents([timer(1)]);
    const failure = expect.objectContaining({
      code: 'BOTRC_JOURNAL_WRITE',
      detail: expect.objectContaining({ where: join(place.folder, 'journal.db') }),
    });
    expect(() => rival.commit()).toThrow(failure);
    expect(() => rival.appendEvents([timer(2)])).toThrow(failure);
    expect(() => rival.commit()).toThrow(failure);
    expect(() => rival.beginRun(runStart('late'))).toThrow(failure);
    rival.close();
    expect([...journal.load().entries]).toHaveLength(1);
  });

  it('in a folder that is read-only: is refused before anything is made', async () => {
    const isRoot = process.getuid?.() === 0;
    const home = join(place.folder, '..');
    mkdirSync(place.folder);
    chmodSync(home, 0o755);
    chmodSync(place.folder, 0o555);
    // Root may write anywhere: it becomes somebody else.
    const child = spawn(process.execPath, ['--no-warnings', WRITER, place.folder, 'x'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(isRoot && { uid: 65_534, gid: 65_534 }),
    });
    const said = await child.stdout.toArray();
    chmodSync(place.folder, 0o755);
    expect(Buffer.concat(said).toString()).toBe('{"failed":"BOTRC_HOME_READONLY"}\n');
  });

  it('when its file alone is read-only, or belongs to another user, is left as it is', async () => {
    const journal = place.open();
    journal.close();
    const file = join(place.folder, 'journal.db');
    const before = readFileSync(file);
    chmodSync(join(place.folder, '..'), 0o755);
    chmodSync(place.folder, 0o777);
    chmodSync(file, 0o444);
    const child = spawn(process.execPath, ['--no-warnings', WRITER, place.folder, 'x'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(process.getuid?.() === 0 && { uid: 65_534, gid: 65_534 }),
    });
    const said = await child.stdout.toArray();
    expect(Buffer.concat(said).toString()).toBe('{"failed":"BOTRC_HOME_READONLY"}\n');
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});
