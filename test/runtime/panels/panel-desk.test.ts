import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PanelRow } from '../../../src/core/view/panels.ts';
import { systemClock } from '../../../src/runtime/clock/system-clock.ts';
import type { PanelUse } from '../../../src/runtime/config/profile.ts';
import { PanelDesk } from '../../../src/runtime/panels/panel-desk.ts';
import type { PluginLog } from '../../../src/sdk/index.ts';
import { FixtureBot } from '../../tui/fixture-bot.ts';
import { fixtureView } from '../../tui/fixture-view.ts';
import { tempFolder } from '../plugins/temp-folder.ts';

const desks: PanelDesk[] = [];
afterEach(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.close()));
});

/** A panel whose `render(view, options)` has this body. */
function panel(name: string, body: string): PanelUse {
  const text = `
    import { definePanel } from '@botrc/sdk';
    import { z } from 'zod';
    let draws = 0;
    export default definePanel({
      name: '${name}', version: '1.0.0', title: 'The ${name}', slices: ['positions'], maxHz: 4,
      options: z.strictObject({ most: z.int().default(3) }),
      render(view, options) { ${body} },
    });`;
  const path = join(tempFolder({ 'mine.ts': text }), 'mine.ts');
  return {
    ...{ name, plugin: name, params: {} },
    resolved: { kind: 'panel', name, version: null, package: null, path, entry: path, source: 'path' },
  };
}

interface Stage {
  readonly bot: FixtureBot;
  readonly desk: PanelDesk;
  readonly warnings: string[];
  /** The bot runs another profile from its next change on. */
  run(...uses: readonly PanelUse[]): void;
}

function stage(...begin: readonly PanelUse[]): Stage {
  const bot = new FixtureBot();
  const warnings: string[] = [];
  const silent = (): void => undefined;
  const log: PluginLog = { debug: silent, info: silent, error: silent, warn: (text) => warnings.push(text) };
  let uses = begin;
  const desk = new PanelDesk(bot, { clock: systemClock(), log, uses: () => uses });
  desks.push(desk);
  return {
    bot,
    desk,
    warnings,
    run: (...others) => {
      uses = others;
    },
  };
}

/** Changes the bot until its panels are as wanted. @throws where they never are */
async function until(
  { bot, desk }: Stage,
  isWanted: (rows: readonly PanelRow[]) => boolean,
): Promise<readonly PanelRow[]> {
  for (let i = 0; i < 400; i++) {
    const rows = desk.handle.view().panels ?? [];
    if (isWanted(rows)) return rows;
    bot.change({ positions: [...bot.view().positions] });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(JSON.stringify(desk.handle.view().panels));
}

const told = (text: string): string => `return { note: 'n', blocks: [{ type: 'text', text: ${text} }] };`;
const textOf = (row: PanelRow | undefined): string => JSON.stringify(row?.blocks);

describe('panels of plugins', () => {
  it('say what they are asked, from the slices that they name, and the view has it', async () => {
    const here = stage(panel('keys', told('Object.keys(view).join() + options.most')));
    const heard: unknown[] = [];
    here.desk.handle.onChange((slices) => heard.push(slices.panels));
    const [row] = await until(here, (rows) => rows[0]?.state === 'on');
    expect(row).toMatchObject({
      ...{ name: 'keys', title: 'The keys', version: '1.0.0', reason: null, note: 'n' },
      blocks: [{ type: 'text', text: 'nowMs,positions3' }],
    });
    expect(heard.at(-1)).toEqual([row]);
    expect(await here.desk.handle.call('view', {})).toEqual({ ...here.bot.view(), panels: [row] });
  });

  it('are asked again when one of their slices has changed, four times a second at most', async () => {
    const here = stage(panel('count', told('String(++draws)')));
    const beganMs = Date.now();
    await until(here, ([row]) => textOf(row).includes('"4"'));
    expect(Date.now() - beganMs).toBeGreaterThanOrEqual(750);
    const before = textOf(here.desk.handle.view().panels?.[0]);
    // What it was told of last is drawn still.
    await new Promise((resolve) => setTimeout(resolve, 600));
    const settled = textOf(here.desk.handle.view().panels?.[0]);
    for (let i = 0; i < 10; i++) here.bot.change({ orders: [] });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(textOf(here.desk.handle.view().panels?.[0])).toBe(settled);
    expect(settled >= before).toBe(true);
  });

  it.each([
    ['throws', 'throw new Error("no luck\\u001b[2J");', /^Error: no luck \[2J$/],
    [
      'says what is no content',
      'return { blocks: [{ type: "sound" }] };',
      /block 1: "sound" is no type of block/,
    ],
    ['blocks', 'for (;;);', /does not answer: it blocks its thread/],
    ['ends its thread', 'process.exit(0);', /ended its thread/],
    ['eats memory', 'const all = []; for (;;) all.push(new Array(1e5).fill(draws));', /failed|ended|blocks/],
    [
      'is slow',
      'const end = Date.now() + 12; while (Date.now() < end); return { blocks: [] };',
      /ms on average/,
    ],
  ])('that %s is switched off by its name, and the others go on', async (_what, body, reason) => {
    const here = stage(panel('bad', body), panel('good', told('String(++draws)')));
    const [bad] = await until(here, (rows) => rows[0]?.state === 'off' && rows[1]?.state === 'on');
    expect(bad?.reason).toMatch(reason);
    expect(here.warnings).toEqual([`the panel bad is switched off: ${bad?.reason}`]);
    const before = textOf(here.desk.handle.view().panels?.[1]);
    await until(here, (rows) => textOf(rows[1]) !== before);
  });

  it('cannot steer a terminal', async () => {
    const evil = '\\u001b]0;owned\\u0007\\u202e';
    const here = stage(
      panel(
        'evil',
        `return { note: '${evil}', blocks: [{ type: 'rows', columns: [{ title: '${evil}' }], rows: [['${evil}x']] },
          { type: 'bars', bars: [{ label: '${evil}', fraction: 1, value: '${evil}' }] }] };`,
      ),
    );
    const [row] = await until(here, (rows) => rows[0]?.state === 'on');
    expect(JSON.stringify(row)).not.toMatch(/\\u|[^\P{C}]/u);
  });

  it('follow the profile that runs', async () => {
    const here = stage(panel('first', told("'a'")));
    await until(here, (rows) => rows[0]?.state === 'on');
    here.run(panel('second', told("'b'")));
    const rows = await until(here, ([row]) => row?.name === 'second' && row.state === 'on');
    expect(rows).toHaveLength(1);
    here.run();
    await until(here, (left) => left.length === 0);
    expect(here.desk.handle.view()).toEqual({ ...fixtureView, positions: here.bot.view().positions });
  });
});
