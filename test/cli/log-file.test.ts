import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropLog, lastLineOf, openLog, settleLog, trimLog } from '../../src/cli/log-file.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'botrc-log-'));
  folder = join(root, 'home', 'demo');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the log of a bot in the background', () => {
  it('begins beside the folder of a bot that never ran, and moves in when it does', () => {
    const log = openLog(folder);
    expect(existsSync(folder)).toBe(false);
    writeSync(log.fd, 'first\n');
    mkdirSync(folder);
    settleLog(log.path, folder);
    writeSync(log.fd, 'second\n\n');
    closeSync(log.fd);
    const path = join(folder, 'bot.log');
    expect(readFileSync(path, 'utf8')).toBe('first\nsecond\n\n');
    expect(lastLineOf(path)).toBe('second');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('goes again where the bot was refused, but not that of an earlier run', () => {
    const first = openLog(folder);
    dropLog(first.path, folder);
    expect(existsSync(first.path)).toBe(false);
    mkdirSync(folder);
    const second = openLog(folder);
    expect(basename(second.path)).toBe('bot.log');
    settleLog(second.path, folder);
    dropLog(second.path, folder);
    expect(existsSync(second.path)).toBe(true);
    closeSync(first.fd);
    closeSync(second.fd);
  });

  it('is put aside when it is large, and those who hold it open go on', () => {
    mkdirSync(folder, { recursive: true });
    const log = openLog(folder);
    writeSync(log.fd, 'old'.repeat(10));
    trimLog(folder, 100);
    expect(existsSync(`${log.path}.1`)).toBe(false);
    trimLog(folder, 10);
    writeSync(log.fd, 'new');
    closeSync(log.fd);
    expect(readFileSync(`${log.path}.1`, 'utf8')).toBe('old'.repeat(10));
    expect(readFileSync(log.path, 'utf8')).toBe('new');
  });
});
