import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endOf } from '../cli/run-bot.ts';
import { BotCli, eventLines, PATIENT, SLOW } from './bot-cli.ts';
import { LoopDisk, whyNoLoopDisk } from './loop-disk.ts';

const missing = whyNoLoopDisk();

describe.skipIf(missing !== undefined)(
  `a disk that turns read-only while the bot trades${missing ? ` (${missing})` : ''}`,
  () => {
    let cli: BotCli;
    let disk: LoopDisk;
    beforeEach(() => {
      cli = new BotCli();
      disk = new LoopDisk();
    });
    afterEach(async () => {
      await cli.remove();
      disk.remove();
    }, SLOW);

    it(
      'ends it with an alert: nothing is sent that is not in the journal, and the next start goes on from there',
      async () => {
        const home = ['--home', join(disk.folder, 'home')];
        const start = ['start', '--profile', 'demo', '--headless', ...home];
        const child = cli.spawn(start);
        const ended = endOf(child);
        let printed = '';
        child.stdout.on('data', (chunk) => {
          printed += chunk;
        });
        await vi.waitFor(() => expect(printed).toContain('{"event":"fill"'), PATIENT);
        disk.break();
        const { code, stdout, stderr } = await ended;
        expect(code).toBe(1);
        expect(stderr).toContain('BOTRC_JOURNAL_WRITE');
        const lines = eventLines(stdout);
        const alerted = lines.findIndex(({ event, level }) => event === 'alert' && level === 'critical');
        expect(lines[alerted]).toMatchObject({ title: 'demo has stopped with an error' });
        expect(lines.slice(alerted).filter(({ event }) => event === 'order')).toEqual([]);
        expect(lines.at(-1)).toMatchObject({ event: 'summary', state: 'stopped' });

        disk.repair();
        expect((await cli.bot('journal', 'verify', '--name', 'demo', ...home)).code).toBe(0);
        const again = await cli.bot(...start, '--duration', '8s');
        expect({ code: again.code, stderr: again.stderr }).toEqual({ code: 0, stderr: '' });
        const sent = lines.flatMap((line) => (line.event === 'order' ? [line.clientOrderId] : []));
        const orders = await cli.json('journal', 'show', '--limit', '100000', '--name', 'demo', ...home);
        const journaled = JSON.stringify(orders.document);
        expect(sent).not.toEqual([]);
        for (const id of sent) expect(journaled).toContain(id);
      },
      SLOW,
    );
  },
);
