import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Audit, openAudit, readAudit } from '../../../src/runtime/audit/audit-log.ts';
import { type AuditRow, TAGS } from '../../../src/runtime/audit/audit-row.ts';
import { line, parseLine } from '../../../src/runtime/audit/w3c.ts';
import { SecretSet } from '../../../src/runtime/config/secrets.ts';
import { plainText } from '../../../src/sdk/index.ts';
import { FakeClock } from '../../../src/sdk/testkit/index.ts';
import { recorded, startTapeBot, type TapeBot } from '../tape-bot.ts';

const DAY = 86_400_000;

describe('the audit log of a run (P-4)', () => {
  let tape: TapeBot;
  let rows: readonly AuditRow[] = [];
  beforeAll(async () => {
    tape = await startTapeBot('demo', ['host=inline', 'risk.maxPositions=1']);
    await tape.run(120_000);
    await tape.stop();
    rows = readAudit(tape.folder, { limit: 1_000_000 });
  }, 60_000);
  afterAll(() => rmSync(dirname(tape.folder), { recursive: true }));

  it('is a file in the extended log format of the W3C, its owner’s alone', () => {
    const file = join(tape.folder, 'audit', 'audit.log');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '#Version: 1.0',
      expect.stringMatching(/^#Date: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/),
      expect.stringMatching(/^#Software: botrc \d/),
      '#Fields: date time x-tag x-action x-seq x-id x-instrument x-strategy comment',
    ]);
    for (const text of lines.slice(4)) expect(parseLine(text), text).toBeDefined();
  });

  it('has every order that was sent, every fill and every verdict, each once, with its seq', () => {
    const { journal } = recorded(tape.folder, tape.session.parts.run);
    const submits: string[] = [];
    let verdicts = 0;
    for (const { effects } of journal.effects(tape.session.parts.run)) {
      for (const effect of effects) {
        if (effect.type === 'submit') submits.push(effect.order.clientOrderId);
        if (effect.type === 'record' && effect.record.kind === 'verdict') verdicts++;
      }
    }
    journal.close();
    expect(submits.length).toBeGreaterThan(10);
    expect(rows.filter(({ action }) => action === 'submit').map(({ id }) => id)).toEqual(submits);
    expect(rows.filter(({ action }) => action === 'fill')).toHaveLength(
      tape.session.parts.facts.counters.fills,
    );
    const judged = rows.filter(({ tag, action }) => tag === 'RISK' && /^(?:allowed|refused)$/.test(action));
    expect(judged).toHaveLength(verdicts);
    expect(
      judged.some(({ action, comment }) => action === 'refused' && comment?.startsWith('max-positions:')),
    ).toBe(true);
    for (const row of judged) expect(row.seq).toBeGreaterThan(0);
  });

  it('begins with what the bot ran on and ends with its stop (M-3)', () => {
    const resources = rows.filter(({ tag }) => tag === 'RESOURCE').map(({ action }) => action);
    expect(resources[0]).toBe('config-start');
    expect(resources).toContain('running');
    expect(rows.at(-1)).toMatchObject({ tag: 'RESOURCE', action: 'stopped', comment: /left open/ });
  });

  it('can be read by tag', () => {
    for (const tag of TAGS) {
      const found = readAudit(tape.folder, { limit: 5, tag });
      expect(found.map((row) => row.tag)).toEqual(Array.from({ length: found.length }, () => tag));
      expect(found).toEqual(rows.filter((row) => row.tag === tag).slice(-5));
    }
  });
});

describe('a line', () => {
  it('can be read back, whatever its comment is', () => {
    const rows = fc.record({
      timeMs: fc.integer({ min: 0, max: 4e12 }),
      tag: fc.constantFrom(...TAGS),
      action: fc.constantFrom('submit', 'fill', 'alert-critical'),
      seq: fc.nat(),
      id: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,35}$/),
      comment: fc
        .oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', '""', 'a "b" c', '- "'))
        .map((text) => plainText(text))
        .filter((text) => text !== ''),
    });
    fc.assert(
      fc.property(rows, (row) => {
        expect(parseLine(line(row).slice(0, -1))).toEqual(row);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });
});

describe('the file', () => {
  let folder = '';
  let audit: Audit | undefined;
  const clock = new FakeClock(100 * DAY);
  const secrets = new SecretSet();
  const open = (): Audit => {
    audit = openAudit({ folder, clock, secrets, onFailure: vi.fn() });
    return audit;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'botrc-audit-'));
  });
  afterEach(() => {
    audit?.close();
    rmSync(folder, { recursive: true });
  });
  const row = (comment: string): AuditRow => ({
    timeMs: clock.now(),
    tag: 'RISK',
    action: 'alert-info',
    comment,
  });

  it('is followed by a new one each day, each with its own directives, and read over all of them', () => {
    const log = open();
    for (let day = 0; day < 3; day++) {
      log.write(row(`day ${day}`));
      clock.advance(DAY);
    }
    const files = readdirSync(join(folder, 'audit'));
    expect(files).toHaveLength(3);
    for (const file of files) {
      expect(readFileSync(join(folder, 'audit', file), 'utf8')).toMatch(
        /^#Version: 1\.0\n#Date: [\s\S]*\n#Fields: /,
      );
    }
    expect(readAudit(folder, { limit: 10 }).map(({ comment }) => comment)).toEqual([
      'day 0',
      'day 1',
      'day 2',
    ]);
    expect(readAudit(folder, { limit: 2 }).map(({ comment }) => comment)).toEqual(['day 1', 'day 2']);
  });

  it('goes on where it was after a restart, without a second head', () => {
    open().write(row('before'));
    audit?.close();
    open().write(row('after'));
    const text = readFileSync(join(folder, 'audit', 'audit.log'), 'utf8');
    expect(text.match(/#Version/g)).toHaveLength(1);
    expect(readAudit(folder, { limit: 10 })).toHaveLength(2);
  });

  it('holds no secret', () => {
    secrets.add('hunter2-hunter2');
    open().write(row('the key is hunter2-hunter2'));
    expect(readFileSync(join(folder, 'audit', 'audit.log'), 'utf8')).not.toContain('hunter2');
  });
});
