import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileSink } from '../../../src/runtime/log/file-sink.ts';
import { FakeClock } from '../../../src/sdk/testkit/index.ts';

const DAY = 86_400_000;
let folder: string;
let path: string;
let clock: FakeClock;
const onFailure = vi.fn();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-sink-'));
  path = join(folder, 'bot.jsonl');
  clock = new FakeClock(100 * DAY);
  onFailure.mockReset();
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const line = (text: string): string => `{"time":${clock.now()},"msg":"${text}"}\n`;
const all = (): string =>
  readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');

describe('the log file', () => {
  it('rolls by size and keeps a bounded number of files', () => {
    const sink = new FileSink(path, clock, { rollBytes: 200, keepFiles: 3, onFailure });
    for (let i = 0; i < 100; i++) {
      clock.advance(1);
      sink.write(line(`line ${i}`));
    }
    sink.close();
    const names = readdirSync(folder);
    expect(names).toHaveLength(4);
    expect(all()).toContain('line 99');
    expect(all()).not.toContain('line 9"');
    expect(onFailure).not.toHaveBeenCalled();
  });

  it('rolls by day, also over a restart, and forgets after seven', () => {
    for (let day = 0; day < 12; day++) {
      const sink = new FileSink(path, clock, { keepFiles: 100, onFailure });
      sink.write(line(`day ${day}`));
      sink.close();
      clock.advance(DAY);
    }
    const text = all();
    for (const kept of [4, 5, 11]) expect(text).toContain(`day ${kept}"`);
    for (const gone of [0, 1, 2]) expect(text).not.toContain(`day ${gone}"`);
  });

  it('never glues a line to a torn one', () => {
    writeFileSync(path, '{"time":1,"msg":"cut o');
    const sink = new FileSink(path, clock, { rollMs: Number.POSITIVE_INFINITY, onFailure });
    sink.write(line('whole'));
    sink.close();
    expect(readFileSync(path, 'utf8').split('\n')[1]).toBe(line('whole').trimEnd());
  });

  it('writes on where rolling fails, tells it once, and rolls when it can', () => {
    const sink = new FileSink(path, clock, { rollBytes: 10, onFailure });
    sink.write(line('one'));
    // In the way of the rolled file's deletion and of nothing else.
    const obstacle = join(folder, `bot.${clock.now() - 30 * DAY}.jsonl`);
    mkdirSync(obstacle);
    sink.write(line('two'));
    sink.write(line('three'));
    expect(onFailure).toHaveBeenCalled();
    rmSync(obstacle, { recursive: true });
    sink.write(line('four'));
    sink.close();
    expect(existsSync(path)).toBe(true);
    for (const text of ['one', 'two', 'three', 'four']) expect(all()).toContain(text);
  });

  it('is silent once it is closed', () => {
    const sink = new FileSink(path, clock, { onFailure });
    sink.close();
    sink.write(line('late'));
    appendFileSync(path, '');
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});
