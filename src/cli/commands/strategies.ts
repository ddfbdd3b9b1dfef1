import type { CommandGroup } from '../command.ts';
import { add } from './strategies/add.ts';
import { edit } from './strategies/edit.ts';
import { list } from './strategies/list.ts';
import { remove, start, stop } from './strategies/plain.ts';

/** T-9: what a running bot has, changed while it runs. */
export const strategies: CommandGroup = {
  usage: 'strategies',
  describe: 'List, add, change, remove, start and stop the strategies of a running bot',
  commands: [list, add, edit, remove, start, stop],
};
