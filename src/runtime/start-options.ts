import type { Clock } from '../sdk/index.ts';
import type { LogLevel } from './log/log.ts';
import type { Session } from './session.ts';

export interface StartOptions {
  /** Name or path. Absent: the one that the bot ran last. */
  readonly profile?: string;
  /** Default: the profile's name. */
  readonly name?: string;
  /** Data directory. */
  readonly home: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly set: readonly string[];
  /** How often a supervisor has restarted it. */
  readonly restarted?: number;
  readonly logLevel?: LogLevel;
  /** Changed code of its strategies takes over while it runs: for their authors. */
  readonly watch?: boolean;
  /** Forgets what was changed of its strategies while it ran (T-9). */
  readonly asWritten?: boolean;
  /** Hears of every log row, order, fill, alert and change of state, as a JSON-plain object. Must not throw. */
  readonly onLine?: (line: object) => void;
  /** For tests: a clock that is told to move, an id that does not change from run to run. */
  readonly clock?: Clock;
  readonly run?: string;
  /** For tests: told the journal, the loop and the room. */
  readonly onSession?: (session: Session) => void;
}
