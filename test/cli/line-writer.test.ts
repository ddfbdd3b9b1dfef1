import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LineWriter } from '../../src/cli/line-writer.ts';

describe('the line writer', () => {
  it('writes a JSON document a line, with nothing that steers a terminal', () => {
    const stream = new PassThrough();
    const writer = new LineWriter(stream);
    writer.write({ text: 'a\u001b\u009b\u202eb' });
    writer.write({ n: 1 });
    const text = String(stream.read());
    expect(text).not.toMatch(/[^\n\P{C}]/u);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ text: 'a\u001b\u009b\u202eb' }, { n: 1 }]);
  });

  it('drops what a stalled reader has no room for, and says how much', async () => {
    const written: string[] = [];
    let resume: () => void = () => undefined;
    const stream = new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        resume = done;
      },
    });
    const writer = new LineWriter(stream);
    const line = { text: 'x'.repeat(1024 * 1024) };
    for (let n = 0; n < 20; n += 1) writer.write(line);
    const kept = Math.floor(stream.writableLength / (1024 * 1024));
    expect(kept).toBeLessThan(10);
    while (stream.writableLength > 0) {
      resume();
      await new Promise(setImmediate);
    }
    writer.write({ n: 1 });
    resume();
    await new Promise(setImmediate);
    resume();
    expect(written.slice(-2).map((text) => JSON.parse(text))).toEqual([
      { event: 'dropped', lines: 20 - kept },
      { n: 1 },
    ]);
  });

  it('goes on without a reader', async () => {
    const stream = new PassThrough();
    const writer = new LineWriter(stream);
    stream.destroy(new Error('EPIPE'));
    await new Promise(setImmediate);
    writer.write({ n: 1 });
    await writer.flushed(1000);
  });
});
