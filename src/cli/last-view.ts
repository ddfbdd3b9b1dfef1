import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BotView } from '../core/view/bot.ts';
import type { KnownBot } from './bots.ts';

/** What a bot showed when it last stopped; undefined where it never did, or the file is broken. */
export function lastView(bot: KnownBot): BotView | undefined {
  try {
    const view = JSON.parse(readFileSync(join(bot.folder, 'status.json'), 'utf8')) as Partial<BotView> | null;
    return view?.head === undefined ? undefined : (view as BotView);
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
