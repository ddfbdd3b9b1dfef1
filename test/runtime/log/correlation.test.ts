import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { recorded, startTapeBot } from '../tape-bot.ts';

interface Line {
  readonly msg: string;
  readonly seq?: number;
  readonly clientOrderId?: string;
}

it('each fill in the log leads back to the event that its order answers (O-1)', async () => {
  const tape = await startTapeBot('demo', ['host=inline']);
  await tape.run(60_000);
  const { run } = tape.session.parts;
  await tape.stop();
  const { journal } = recorded(tape.folder, run);
  const events = new Map([...journal.replay(run)].map((event) => [event.seq, event.type]));
  journal.close();
  const lines: Line[] = readFileSync(join(tape.folder, 'log', 'bot.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  rmSync(dirname(tape.folder), { recursive: true });
  const fills = lines.filter(({ msg }) => msg.startsWith('fill:'));
  expect(fills.length).toBeGreaterThan(5);
  for (const fill of fills) {
    expect(events.get(fill.seq ?? 0)).toBe('fill');
    const verdict = lines.find(
      (line) => line.clientOrderId === fill.clientOrderId && /: allow/.test(line.msg),
    );
    expect(verdict?.seq).toBeLessThan(fill.seq ?? 0);
    expect(events.get(verdict?.seq ?? 0), 'what led to it').toMatch(/^(?:bar|fill|order|outcome|timer)$/);
    const answer = lines.find(
      (line) => line.clientOrderId === fill.clientOrderId && line.msg === 'submit accepted',
    );
    expect(answer?.seq).toBeGreaterThan(verdict?.seq ?? 0);
  }
});
