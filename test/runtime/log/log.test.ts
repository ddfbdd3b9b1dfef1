import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogRow } from '../../../src/core/view/bot.ts';
import { SecretSet } from '../../../src/runtime/config/secrets.ts';
import { createLog } from '../../../src/runtime/log/log.ts';
import { BotrcError } from '../../../src/sdk/index.ts';
import { FakeClock } from '../../../src/sdk/testkit/index.ts';

let folder: string;
let file: string;
const clock = new FakeClock(1_700_000_000_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-log-'));
  file = join(folder, 'log', 'bot.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const lines = (): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a log', () => {
  it('writes one JSON line and one row each, from its level up, for the owner alone', () => {
    const heard: LogRow[] = [];
    const secrets = new SecretSet();
    const log = createLog({ file, level: 'info', secrets, clock, onRow: (row) => heard.push(row) });
    log.child('exchange').debug('not this');
    log.child('exchange').warn('late', { lagMs: 1200, symbol: 'BTCUSDT', up: false, note: null });
    log.close();
    expect(lines()).toEqual([
      {
        time: 1_700_000_000_000,
        level: 'warn',
        source: 'exchange',
        msg: 'late',
        lagMs: 1200,
        symbol: 'BTCUSDT',
        up: false,
        note: null,
      },
    ]);
    const row = {
      timeMs: 1_700_000_000_000,
      level: 'warn',
      source: 'exchange',
      text: 'late lagMs=1200 symbol=BTCUSDT up=false note=null',
    };
    expect(heard).toEqual([row]);
    expect(log.rows(10)).toEqual([row]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'log')).mode & 0o777).toBe(0o700);
  });

  it('keeps the newest thousand rows', () => {
    const log = createLog({ level: 'debug', secrets: new SecretSet(), clock });
    for (let i = 0; i < 1500; i++) log.child('x').debug(`line ${i}`);
    expect(log.rows(5000)).toHaveLength(1000);
    expect(log.rows(2).map((row) => row.text)).toEqual(['line 1498', 'line 1499']);
    expect(log.rows(0)).toEqual([]);
  });

  it('says where and why when the file cannot be opened', () => {
    writeFileSync(join(folder, 'log'), '');
    const open = (): unknown => createLog({ file, level: 'info', secrets: new SecretSet(), clock });
    expect(open).toThrow(
      expect.objectContaining({ code: 'BOTRC_LOG_FILE', detail: expect.objectContaining({ where: file }) }),
    );
  });
});

describe('what leaves the log', () => {
  const secret = 's3cr:t"/+ключ=';
  const later = 'added-at-a-switch';

  it('holds no secret, in no form and no place', () => {
    const heard: LogRow[] = [];
    const secrets = new SecretSet();
    secrets.add(secret);
    const log = createLog({ file, level: 'debug', secrets, clock, onRow: (row) => heard.push(row) });
    const child = log.child(`plugin ${secret}`);
    secrets.add(later);
    const loose = child as unknown as Record<'info' | 'error', (message: unknown, fields?: unknown) => void>;

    child.info(`key ${secret} and ${later}`);
    child.info(`https://api.example/bot${encodeURIComponent(secret)}/send`);
    child.info(`authorization basic ${Buffer.from(secret).toString('base64')}`);
    child.info(`${'x'.repeat(1990)}${secret}`);
    child.warn('fields', { note: `a ${secret}`, [`at ${secret}`]: 1, apiKey: 'plain', token: 12345 });
    loose.info('nested', { request: { headers: { 'X-Api-Key': 'plain' }, body: [secret, 10n] } });
    loose.error('thrown', new Error(`bad signature for ${secret}`));
    loose.error('coded', {
      error: new BotrcError('BOTRC_X', `bad ${secret}`),
      cause: { e: new Error(secret) },
    });
    loose.info(new Error(secret));
    log.close();

    const everything = readFileSync(file, 'utf8') + JSON.stringify(heard) + JSON.stringify(log.rows(1000));
    const forms = [secret, later, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    for (const form of [...forms, JSON.stringify(secret).slice(1, -1), 's3cr', 'ключ', 'plain', '12345']) {
      expect(everything).not.toContain(form);
    }
    expect(lines()).toHaveLength(9);
    expect(heard[6]?.text).toBe('thrown error=BOTRC_INTERNAL: Error: bad signature for •••');
    expect(heard[5]?.text).toBe('nested request={"headers":{"X-Api-Key":"•••"},"body":["•••","10"]}');
  });

  it('holds no control characters, is bounded, and cannot pose as another line', () => {
    const log = createLog({ file, level: 'debug', secrets: new SecretSet(), clock });
    const child = log.child('evil\u001b[2J\nsource');
    child.info('clear \u001b[2Jscreen\r\n{"level":"error"}', {
      level: 'error',
      source: 'core',
      time: 1,
      msg: 'forged',
      text: '\u202egnp.exe',
      long: 'y'.repeat(100_000),
    });
    const ring: { self?: unknown } = {};
    ring.self = ring;
    child.info('odd', { nan: Number.NaN, ring } as unknown as Record<string, number>);
    const row = lines()[0];
    expect(row).toMatchObject({
      level: 'info',
      source: 'evil [2J source',
      time: 1_700_000_000_000,
      msg: 'clear  [2Jscreen {"level":"error"}',
      level_: 'error',
      source_: 'core',
      text: 'gnp.exe',
    });
    expect(String(row?.long)).toHaveLength(2000);
    expect(lines()[1]).toMatchObject({ nan: 'NaN', ring: expect.stringContaining('cannot be shown') });
    for (const { text } of log.rows(10)) expect(text).not.toMatch(/\p{Cc}|\p{Cf}/u);
    log.close();
    expect(readdirSync(join(folder, 'log'))).toEqual(['bot.jsonl']);
  });
});
