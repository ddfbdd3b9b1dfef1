import type { CommandGroup } from '../command.ts';
import { diff } from './profiles/diff.ts';
import { list } from './profiles/list.ts';
import { show } from './profiles/show.ts';
import { validate } from './profiles/validate.ts';

export const profiles: CommandGroup = {
  usage: 'profiles',
  describe: 'List, show, validate and compare profiles',
  commands: [list, show, validate, diff],
};
