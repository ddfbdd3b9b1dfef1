import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControl } from '../../src/control/server.ts';
import { FixtureBot } from './fixture-bot.ts';
import { Viewer } from './viewer.ts';

export interface Attached {
  readonly bot: FixtureBot;
  readonly viewer: Viewer;
  readonly stop: () => Promise<void>;
}

/** A viewer that shows the fixture bot, over a real control server in a folder of its own. */
export async function attachViewer(): Promise<Attached> {
  const folder = mkdtempSync(join(tmpdir(), 'botrc-'));
  const socketPath = join(folder, 'control.sock');
  const bot = new FixtureBot();
  const server = await startControl({ handle: bot, socketPath, version: '0.1.0' });
  const viewer = new Viewer(socketPath);
  await viewer.link.start();
  await viewer.until(({ view }) => view !== null);
  const stop = async (): Promise<void> => {
    viewer.stop();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { bot, viewer, stop };
}
