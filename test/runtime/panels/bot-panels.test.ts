import { afterEach, expect, it } from 'vitest';
import { startTapeBot, type TapeBot } from '../tape-bot.ts';

let tape: TapeBot | undefined;
afterEach(async () => {
  await tape?.stop();
  tape = undefined;
});

it('a bot whose profile names a panel shows it to everybody who looks', async () => {
  const bot = await startTapeBot('demo', [
    'host=inline',
    'panels=[{ plugin: exposure, params: { full: 2 } }]',
  ]);
  tape = bot;
  const { handle } = bot.bot;
  const heard: unknown[] = [];
  handle.onChange(({ panels }) => {
    if (panels !== undefined) heard.push(panels);
  });
  for (let i = 0; i < 600 && handle.view().panels?.[0]?.state !== 'on'; i++) {
    await bot.run(250);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { panels } = handle.view();
  expect(panels).toMatchObject([{ name: 'exposure', title: 'Exposure', state: 'on', reason: null }]);
  expect(heard).toContainEqual(panels);
  expect((await handle.call('view', {})).panels).toEqual(panels);
}, 60_000);
