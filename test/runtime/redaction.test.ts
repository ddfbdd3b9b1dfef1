import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Writable } from 'node:stream';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { reportFailure } from '../../src/cli/failure.ts';
import { Output } from '../../src/cli/output.ts';
import { makeBackup } from '../../src/runtime/archive/backup.ts';
import { exportJournal } from '../../src/runtime/archive/export-journal.ts';
import { startBot } from '../../src/runtime/bot.ts';
import { describeProfile } from '../../src/runtime/config/describe-profile.ts';
import { resolveProfile } from '../../src/runtime/config/resolve-profile.ts';
import type { Session } from '../../src/runtime/session.ts';
import { tempFolder } from './plugins/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');

/** With what URLs, JSON and base64 make of them. */
const SECRETS = { key: 'Kx7"/planted-key+1', pin: 'pin planted & pinned', token: '8112233:planted-TOKEN_9' };
const FORMS = Object.values(SECRETS).flatMap((secret) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  // However it is escaped, its middle would show.
  secret.slice(5, 15),
]);

/** An exchange that quotes its key wherever it can say anything at all. */
const LEAKY = `
import { BotrcError, defineExchange } from '@botrc/sdk';
import { z } from 'zod';
import demo from '${join(ROOT, 'plugins/exchange-demo/src/index.ts')}';
export default defineExchange({
  name: 'leaky', version: '1.0.0',
  options: z.object({ key: z.string(), auth: z.object({ pin: z.string() }) }),
  permissions: { secrets: ['key', 'auth.pin'] },
  create(options, context) {
    const all = [options.key, options.auth.pin].flatMap((s) => [s, encodeURIComponent(s), Buffer.from(s).toString('base64'), JSON.stringify(s)]).join(' ');
    const inner = demo.create(demo.options.parse({ speed: 60 }), context);
    context.log.warn('using ' + all, { apiKey: all, note: all, nested: { all } });
    let tries = 0;
    const own = {
      async instruments(ids) {
        if (tries++ === 0) throw new BotrcError('BOTRC_EXCHANGE_UNREACHABLE', 'no answer: ' + all, { found: all, where: 'https://venue/?key=' + all, data: { key: all, deep: [{ all }] } });
        return inner.instruments(ids);
      },
      async clockOffset() { throw new Error('clock ' + all); },
      async connect(sink) {
        await inner.connect(sink);
        sink({ type: 'feed', status: 'gap', instrument: 'BTCUSDT', reason: 'lost ' + all });
      },
    };
    return new Proxy(inner, {
      get(target, name) {
        if (name in own) return own[name];
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  },
});
`;

/** A notifier that fails with its token. */
const LOUD = `
import { BotrcError, defineNotifier } from '@botrc/sdk';
import { z } from 'zod';
export default defineNotifier({
  name: 'loud', version: '1.0.0',
  options: z.object({ token: z.string() }),
  permissions: { secrets: ['token'] },
  create: (options, context) => ({
    async send() {
      context.log.error('sending with ' + options.token);
      throw new BotrcError('BOTRC_NOTIFY_REFUSED', 'refused ' + options.token, { found: options.token, mend: options.token, data: { [options.token]: options.token } });
    },
    async close() {},
  }),
});
`;

/** The key stands in a field that is no secret too: its value is one wherever it is. */
const PROFILE = `
description: ${JSON.stringify(`trades with ${SECRETS.key}`)}
mode: paper
exchange: { plugin: ./leaky.ts, options: { key: ${JSON.stringify(SECRETS.key)}, auth: { pin: ${JSON.stringify(SECRETS.pin)} } } }
instruments: [BTCUSDT]
strategies: [{ name: trend, plugin: ema-cross, params: { interval: 1m, fast: 3, slow: 8, atr: 10 } }]
notifiers: [{ plugin: ./loud.ts, level: info, options: { token: ${JSON.stringify(SECRETS.token)} } }]
`;

function project(): string {
  return tempFolder({ 'leaky.ts': LEAKY, 'loud.ts': LOUD, 'p.yml': PROFILE });
}

/** Every byte below a folder, by file; what is packed is unpacked too. */
function bytesBelow(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const content = readFileSync(path);
    found.set(name, content.toString('latin1') + content.toString('utf8'));
    if (name.endsWith('.botrc')) found.set(`${name}, unpacked`, zstdDecompressSync(content).toString());
    if (/(?:tape.*|journal)\.db$/.test(name)) found.set(`${name}, unpacked`, unpacked(path));
  }
  return found;
}

function unpacked(path: string): string {
  const db = new DatabaseSync(path, { readOnly: true });
  const table = path.includes('tape') ? 'chunks' : 'snapshots';
  const rows = db.prepare(`SELECT body FROM ${table}`).all();
  db.close();
  return rows.map(({ body }) => zstdDecompressSync(body as Uint8Array).toString()).join('\n');
}

function holdsNoSecret(text: string, what: string): void {
  const found = FORMS.filter((form) => text.includes(form));
  expect(found, what).toEqual([]);
}

/** What the command line prints of an error, on both streams, with --verbose. */
function printed(error: unknown): string {
  let text = '';
  const stream = (): Writable =>
    new Writable({
      write(chunk, _encoding, done) {
        text += String(chunk);
        done();
      },
    });
  reportFailure(error, new Output(stream(), stream(), false), { json: true, verbose: true });
  return text;
}

describe('no secret leaves, whatever a plugin does with it (K-1, O-1)', () => {
  it('not in the journal, tape, books, logs, audit log, lines, views, exports or backups of a run', async () => {
    const cwd = project();
    const home = tempFolder();
    const lines: string[] = [];
    const sessions: Session[] = [];
    const bot = await startBot({
      profile: './p.yml',
      name: 'leaky',
      home,
      cwd,
      env: { HOME: cwd },
      set: ['host=inline'],
      logLevel: 'debug',
      onLine: (line) => lines.push(JSON.stringify(line)),
      onSession: (made) => sessions.push(made),
    });
    const views: string[] = [];
    const see = (): void => {
      const plain = (_key: string, value: unknown): unknown =>
        typeof value === 'bigint' ? String(value) : value;
      views.push(JSON.stringify(bot.handle.view(), plain));
    };
    see();
    await vi.waitFor(() => expect(sessions[0]?.parts.facts.counters.fills).toBeGreaterThan(0), 30_000);
    see();
    const folder = join(home, 'leaky');
    await exportJournal({ folder, to: join(home, 'all.botrc'), tape: true });
    await makeBackup({ folder, to: join(home, 'copy'), nowMs: 1 });
    await bot.stop({ flatten: false });

    const files = bytesBelow(home);
    // That it is looked for where it would be.
    expect(files.get('leaky/log/bot.jsonl')).toMatch(/using •••|using â¢/);
    expect([...files.values()].some((text) => text.includes('lost •••'))).toBe(true);
    expect(views.join()).toContain('•••');
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['all.botrc, unpacked', 'copy/journal.db', 'leaky/tape/000001.db, unpacked']),
    );
    for (const [name, text] of files) holdsNoSecret(text, name);
    holdsNoSecret(lines.join('\n'), 'the lines on stdout');
    holdsNoSecret(views.join('\n'), 'the views');
  }, 60_000);

  /** Every field of a profile that can hold a text, by the schema that editors use. */
  const fields = fieldsOf(JSON.parse(readFileSync(join(ROOT, 'schema/profile.schema.json'), 'utf8')));

  it('not in an error or description, whichever field it is planted in', async () => {
    expect(fields.length).toBeGreaterThan(30);
    const cwd = project();
    for (const field of fields) {
      const reference = `\${PLANTED}`;
      const sets = [`${field}=${reference}`, `${field}=[${reference}]`, `${field}={ zork: "${reference}" }`];
      for (const set of sets) {
        const env = { HOME: cwd, PLANTED: SECRETS.key };
        try {
          const profile = await resolveProfile({ cwd, env, profile: './p.yml', set: [set] });
          holdsNoSecret(JSON.stringify(describeProfile(profile)), set);
          holdsNoSecret(profile.warnings.join('\n'), set);
        } catch (error) {
          holdsNoSecret(printed(error), set);
        }
      }
    }
  }, 120_000);
});

/** Paths such as `risk.dailyLoss.fraction`, `notifiers.0.options`. */
function fieldsOf(schema: Record<string, unknown>, path = ''): readonly string[] {
  const options = (schema.anyOf ?? schema.oneOf) as Record<string, unknown>[] | undefined;
  if (options) return [...new Set(options.flatMap((option) => fieldsOf(option, path)))];
  if (schema.type === 'array') {
    const item = schema.items as Record<string, unknown> | undefined;
    return item ? fieldsOf(item, `${path}.0`) : [`${path}.0`];
  }
  const properties = schema.properties as Record<string, Record<string, unknown>> | undefined;
  if (!properties) return path === '' ? [] : [path];
  return Object.entries(properties).flatMap(([name, inner]) =>
    fieldsOf(inner, path === '' ? name : `${path}.${name}`),
  );
}
