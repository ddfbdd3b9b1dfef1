import type { CommandGroup } from '../command.ts';
import { info } from './plugins/info.ts';
import { list } from './plugins/list.ts';

export const plugins: CommandGroup = {
  usage: 'plugins',
  describe: 'List plugins, and show what one can and wants',
  commands: [list, info],
};
