import type { CommandGroup } from '../command.ts';
import { exporting } from './journal/export.ts';
import { importing } from './journal/import.ts';
import { list } from './journal/list.ts';
import { prune } from './journal/prune.ts';
import { show } from './journal/show.ts';
import { verify } from './journal/verify.ts';

export const journal: CommandGroup = {
  usage: 'journal',
  describe: 'Look into the journal of a bot, check it, take it out and bring it in',
  commands: [list, show, verify, exporting, importing, prune],
};
