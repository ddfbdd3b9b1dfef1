import type { CommandGroup } from '../command.ts';
import { check } from './plugins/check.ts';
import { info } from './plugins/info.ts';
import { list } from './plugins/list.ts';

export const plugins: CommandGroup = {
  usage: 'plugins',
  describe: 'List plugins, show what one can and wants, and check one',
  commands: [list, info, check],
};
