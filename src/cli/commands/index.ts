import type { Command, CommandGroup } from '../command.ts';
import { attach } from './attach.ts';
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { completion } from './completion.ts';
import { confirm } from './confirm.ts';
import { decline } from './decline.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { journal } from './journal.ts';
import { kill } from './kill.ts';
import { notify } from './notify.ts';
import { paper } from './paper.ts';
import { pause } from './pause.ts';
import { plugins } from './plugins.ts';
import { profiles } from './profiles.ts';
import { reconcile } from './reconcile.ts';
import { replay } from './replay.ts';
import { restore } from './restore.ts';
import { resume } from './resume.ts';
import { sandbox } from './sandbox.ts';
import { secrets } from './secrets.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { strategies } from './strategies.ts';
import { switchProfile } from './switch.ts';

/** Every command, in the order of the help. */
export const commands: readonly (Command | CommandGroup)[] = [
  start,
  attach,
  status,
  stop,
  switchProfile,
  strategies,
  pause,
  confirm,
  decline,
  resume,
  kill,
  reconcile,
  profiles,
  plugins,
  sandbox,
  paper,
  replay,
  explain,
  journal,
  audit,
  backup,
  restore,
  notify,
  secrets,
  doctor,
  completion,
];
