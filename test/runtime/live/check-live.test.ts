import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../plugins/exchange-bybit/src/sandbox/index.ts';
import { systemClock } from '../../../src/runtime/clock/system-clock.ts';
import { resolveProfile } from '../../../src/runtime/config/resolve-profile.ts';
import { openJournal } from '../../../src/runtime/journal/open-journal.ts';
import { checkLive, type LiveAnswer } from '../../../src/runtime/live/check-live.ts';
import { shadowDays } from '../../../src/runtime/live/shadow-record.ts';
import { issueTicket, takeTicket } from '../../../src/runtime/live/ticket.ts';
import { accountKey, lockAccount, venueAccount } from '../../../src/runtime/live/venue-account.ts';
import { openExchangePort } from '../../../src/runtime/ports/exchange-port.ts';

const DAY = 86_400_000;
const T0 = 1_790_000_000_000;
const REASON = 'rehearsed on the sandbox since May';
const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

let venue: Sandbox;
let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'botrc-live-'));
  venue = await startSandbox({
    port: 0,
    source: { kind: 'synthetic', seed: 'gate' },
    keys: [
      { key: 'trades', secret: 's' },
      { key: 'withdraws', secret: 's', withdraw: true },
      { key: 'reads', secret: 's', readOnly: true },
    ],
  });
  mkdirSync(join(cwd, 'profiles'));
  writeFileSync(
    join(cwd, 'profiles', 'real.yml'),
    `mode: live
exchange: { plugin: bybit, options: { baseUrl: "${venue.baseUrl}", apiKey: "\${K}", apiSecret: "\${S}" } }
instruments: [BTCUSDT]
strategies: [{ plugin: ema-cross }]
`,
  );
});
afterAll(async () => {
  await venue.close();
  rmSync(cwd, { recursive: true });
});

interface Wish {
  readonly key?: string;
  readonly secret?: string;
  readonly set?: readonly string[];
  readonly override?: string;
  readonly home?: string;
}

/** The gate's answer for a bot called `real`. */
async function ask({
  key = 'trades',
  secret = 's',
  set = [],
  override,
  home = cwd,
}: Wish): Promise<LiveAnswer> {
  const clock = systemClock();
  const profile = await resolveProfile({ cwd, env: { HOME: cwd, K: key, S: secret }, profile: 'real', set });
  const { exchange } = await openExchangePort({
    ...{ profile, folder: join(cwd, 'real'), run: 'look', secrets: profile.secrets },
    context: { clock, log, random: Math.random },
  });
  try {
    return await checkLive({ profile, name: 'real', home, exchange, override, log });
  } finally {
    await exchange.close();
  }
}

describe('the gate of mode live (M-2, K-1)', () => {
  it.each<[string, Wish, string, RegExp]>([
    ['a key that may withdraw', { key: 'withdraws' }, 'KEY', /withdraw/],
    ['a key that may only read', { key: 'reads' }, 'KEY', /read-only/],
    ['a key that the venue does not know', { key: 'strange' }, 'KEY', /./],
    ['a wrong secret', { secret: 'wrong' }, 'KEY', /./],
    ['no key', { set: ['exchange.options={}'] }, 'KEY', /no API key/],
    ['a simulated account', { set: ['exchange={plugin: demo}'] }, 'VENUE', /no account/],
    [
      'a key whose rights the venue does not tell',
      { set: ['exchange.options={demo: true, apiKey: k, apiSecret: s}'] },
      'KEY',
      /cannot tell/,
    ],
    ['no shadow record', {}, 'SHADOW', /0 of 30 days/],
    ['a word in place of a reason', { override: '  yes  ' }, 'SHADOW', /3 characters/],
  ])('refuses %s, and says how to mend it', async (_what, wish, code, message) => {
    await expect(ask(wish)).rejects.toMatchObject({
      code: `BOTRC_REFUSED_LIVE_${code}`,
      message: expect.stringMatching(message),
      detail: { mend: expect.stringMatching(/./) },
    });
  });

  it('takes a reason in place of the record, and a record without a reason', async () => {
    expect(await ask({ override: ` ${REASON} ` })).toMatchObject({ days: 0, override: REASON });
    const home = record([{ mode: 'shadow', days: 3, ends: true }]);
    const set = ['live.shadowDays=3'];
    expect(await ask({ home, set, override: REASON })).toMatchObject({ days: 3, override: undefined });
  });
});

/** A data directory in which `real-shadow` has these runs behind it, a day apart. */
function record(
  runs: readonly { readonly mode: string; readonly days: number; readonly ends: boolean }[],
): string {
  const home = mkdtempSync(join(cwd, 'home-'));
  const folder = join(home, 'real-shadow');
  mkdirSync(folder);
  const journal = openJournal({ folder, log });
  let at = T0;
  for (const [index, { mode, days, ends }] of runs.entries()) {
    const run = `r${index}`;
    journal.beginRun({ run, bot: 'real-shadow', profile: 'real', mode, startedMs: at, version: '0' });
    at += days * DAY;
    const seq = journal.lastSeq + 1;
    journal.appendEvents([{ type: 'command', commandId: run, command: { kind: 'pause' }, seq, at }]);
    journal.commit();
    if (ends) journal.endRun(run, at, {});
    at += DAY;
  }
  journal.close();
  return home;
}

describe('the shadow record', () => {
  it('is the time that shadow runs lasted, in whole days; what was killed lasted until its last word', () => {
    const home = record([
      { mode: 'shadow', days: 2.6, ends: true },
      { mode: 'paper', days: 40, ends: true },
      { mode: 'shadow', days: 1.5, ends: false },
      { mode: 'shadow', days: 3, ends: false },
    ]);
    expect(shadowDays(join(home, 'real-shadow'), log)).toBe(7);
  });

  it('is nothing where there is no bot', () => {
    expect(shadowDays(join(cwd, 'nobody'), log)).toBe(0);
  });
});

describe('an account', () => {
  it('is the same by its key, whatever else is set', async () => {
    const loaded = (key: string, ...set: readonly string[]) =>
      resolveProfile({ cwd, env: { HOME: cwd, K: key, S: 's' }, profile: 'real', set });
    const [one, same, other] = await Promise.all([
      loaded('trades'),
      loaded('trades', 'exchange.options.depth=200'),
      loaded('withdraws'),
    ]);
    expect(accountKey(same)).toBe(accountKey(one));
    expect(accountKey(other)).not.toBe(accountKey(one));
    // A yes is for what was shown.
    expect(venueAccount(same)).not.toBe(venueAccount(one));
    expect(accountKey(one)).toMatch(/^[0-9a-f]{24}$/);
  });

  it('is traded by one live bot at a time', () => {
    const info = { pid: process.pid, startedMs: T0, profile: 'real' };
    const first = lockAccount(cwd, 'account-1', info);
    expect(() => lockAccount(cwd, 'account-1', info)).toThrow(
      expect.objectContaining({ code: 'BOTRC_REFUSED_LIVE_ACCOUNT' }),
    );
    lockAccount(cwd, 'account-2', info).release();
    first.release();
    lockAccount(cwd, 'account-1', info).release();
  });
});

describe('the yes that was typed', () => {
  const yes = (more: object = {}): Parameters<typeof takeTicket>[1] => ({
    ...{ id: 'r1', account: 'a', nowMs: T0, isRestart: false },
    ...more,
  });
  const folder = (): string => mkdtempSync(join(cwd, 'bot-'));

  it('lets in one run, and its restarts', () => {
    const at = folder();
    issueTicket(at, 'a', { override: REASON }, T0);
    expect(takeTicket(at, yes())).toMatchObject({ override: REASON });
    expect(() => takeTicket(at, yes({ id: 'r2' }))).toThrow('nobody has confirmed');
    expect(takeTicket(at, yes({ id: 'r2', isRestart: true, nowMs: T0 + DAY }))).toBeDefined();
  });

  it.each([
    ['of another account', { account: 'b' }],
    ['of long ago', { nowMs: T0 + 120_001 }],
    ['of the future', { nowMs: T0 - 1 }],
    ['that a restart would be the first to use', { isRestart: true, account: 'b' }],
  ])('lets nobody in where it is one %s', (_what, more) => {
    const at = folder();
    issueTicket(at, 'a', { override: undefined }, T0);
    expect(() => takeTicket(at, yes(more))).toThrow('nobody has confirmed');
  });
});
