import type { CommandGroup } from '../command.ts';
import { list } from './secrets/list.ts';
import { remove } from './secrets/remove.ts';
import { set } from './secrets/set.ts';

export const secrets: CommandGroup = {
  usage: 'secrets',
  describe: 'Keys and tokens, encrypted at rest; profiles only name them',
  commands: [set, list, remove],
};
