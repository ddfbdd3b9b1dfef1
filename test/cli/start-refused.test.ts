import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOf, Sandbox } from './run-bot.ts';

const SLOW = 120_000;
const PATIENT = { timeout: 60_000, interval: 200 };

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
  mkdirSync(join(sandbox.folder, 'profiles'));
});
afterEach(() => sandbox.remove());

/** A profile of the demo market with a strategy file of the user's. */
function strategy(source: string): void {
  writeFileSync(
    join(sandbox.folder, 'mine.ts'),
    `import { defineStrategy } from '@botrc/sdk';\nimport { z } from 'zod';\n${source}`,
  );
  writeFileSync(
    join(sandbox.folder, 'profiles', 'mine.yml'),
    'extends: demo\nstrategies: [{ plugin: ../mine.ts }]\n',
  );
}

const definition = (more: string): string => `export default defineStrategy({
  name: 'mine', version: '1.0.0', params: z.strictObject({}),
  subscribe: () => [], warmup: () => ({ bars: 0 }),
  create: () => ({ state: {} }), ${more}
});
`;

describe('a start that is refused', () => {
  it.each([
    ['a plugin for another SDK', definition("sdk: '^2'"), 'BOTRC_PLUGIN_SDK'],
    [
      'a plugin that throws when it is created',
      definition("create: () => { throw new Error('no luck'); }"),
      'BOTRC_PLUGIN_CREATE',
    ],
    [
      'a plugin that throws when it is imported',
      "throw new Error('no luck');\nexport default {};",
      'BOTRC_PLUGIN_IMPORT',
    ],
    ['a module that is no plugin', 'export default 5;', 'BOTRC_PLUGIN_SHAPE'],
  ])(
    'names %s, and changes nothing',
    async (_what, source, code) => {
      strategy(source);
      const { code: exit, document } = await sandbox.json('start', '--headless', '--profile', 'mine');
      expect({ exit, code: document.error.code }).toEqual({ exit: 2, code });
      expect(`${document.error.message} ${document.error.where}`).toContain('mine');
      expect(document.error.mend).not.toBe('');
      expect(existsSync(sandbox.home) ? readdirSync(sandbox.home) : []).toEqual([]);
    },
    SLOW,
  );

  it(
    'says that the journal is damaged, and leaves it as it is',
    async () => {
      await sandbox.bot('start', '--headless', '--profile', 'demo', '--duration', '1s');
      const journal = join(sandbox.home, 'demo', 'journal.db');
      writeFileSync(journal, 'no database at all'.repeat(1000));
      expect(await sandbox.json('start', '--headless', '--profile', 'demo')).toMatchObject({
        code: 3,
        document: { error: { code: 'BOTRC_JOURNAL_CORRUPT', where: expect.stringContaining('journal.db') } },
      });
      expect(await sandbox.json('paper', 'reset')).toMatchObject({ code: 0 });
      expect((await sandbox.bot('start', '--headless', '--profile', 'demo', '--duration', '1s')).code).toBe(
        0,
      );
    },
    SLOW,
  );
});

describe('an exchange that cannot be reached', () => {
  it(
    'keeps nobody from asking for the status or stopping the bot',
    async () => {
      writeFileSync(
        join(sandbox.folder, 'profiles', 'away.yml'),
        'extends: bybit-paper\nnotifiers: []\nexchange: { plugin: bybit, options: { baseUrl: "http://127.0.0.1:9" } }\n',
      );
      const child = sandbox.spawn(['start', '--headless', '--profile', 'away']);
      const ended = endOf(child);
      await expect
        .poll(async () => (await sandbox.json('status')).document.exchange, PATIENT)
        .toMatchObject({ connected: false, reason: expect.stringContaining('BOTRC_EXCHANGE_UNREACHABLE') });
      expect((await sandbox.bot('stop')).code).toBe(0);
      expect((await ended).code).toBe(0);
    },
    SLOW,
  );
});
