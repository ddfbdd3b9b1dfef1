import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startBot } from '../../src/runtime/bot.ts';

const mine = (version: string, onBar = ''): string => `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
export default defineStrategy({
  name: 'mine', version: '${version}', params: z.object({}),
  subscribe: (_, { instruments }) => instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval: '1m' })),
  warmup: () => ({ '1m': 2 }),
  create: () => ({ state: {}, onBar() { ${onBar} } }),
});
`;

it('a saved strategy takes over while the bot runs; a broken one does not, and the bot says why', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'botrc-watch-'));
  const file = join(folder, 'mine.ts');
  const save = (text: string): void => writeFileSync(file, text);
  save(mine('1.0.0'));
  writeFileSync(join(folder, 'mine.yml'), 'extends: demo\nstrategies: [{ plugin: ./mine.ts }]\n');
  const lines: { readonly event?: string; readonly text?: string }[] = [];
  const bot = await startBot({
    profile: join(folder, 'mine.yml'),
    home: join(folder, 'home'),
    cwd: folder,
    env: {},
    set: [],
    watch: true,
    onLine: (line) => void lines.push(line),
  });
  const told = (event: string, text = ''): Promise<void> =>
    expect
      .poll(() => lines.some((line) => line.event === event && (line.text ?? '').includes(text)), {
        timeout: 30_000,
      })
      .toBe(true);
  const version = async (): Promise<string | undefined> =>
    (await bot.handle.call('strategies', {}))[0]?.version;
  try {
    await told('running');
    expect(await version()).toBe('1.0.0');
    save(mine('2.0.0'));
    await told('switched');
    await expect.poll(version).toBe('2.0.0');
    save('this is no module {');
    await told('alert', 'cannot be imported');
    save(mine('3.0.0', "throw new Error('no history')"));
    await told('alert', 'no history');
    save(mine('3.0.0', 'for (;;);'));
    await told('alert', 'did not return');
    expect(await version()).toBe('2.0.0');
    save(mine('4.0.0'));
    await expect.poll(version, { timeout: 30_000 }).toBe('4.0.0');
  } finally {
    await bot.stop({ flatten: true });
    rmSync(folder, { recursive: true });
  }
}, 120_000);

it('is refused where the host keeps what it has imported', async () => {
  const home = mkdtempSync(join(tmpdir(), 'botrc-watch-'));
  const start = startBot({
    profile: 'demo',
    home,
    cwd: home,
    env: {},
    set: ['host=inline'],
    watch: true,
  });
  await expect(start).rejects.toMatchObject({ code: 'BOTRC_WATCH_INLINE' });
  rmSync(home, { recursive: true });
});
