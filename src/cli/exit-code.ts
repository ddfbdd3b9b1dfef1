import type { ErrorCode } from '../sdk/index.ts';

/** What a command ends with: a contract with scripts, see docs/cli.md. */
export const EXIT = {
  done: 0,
  /** Message and code on stderr. */
  failed: 1,
  /** Wrong usage or configuration; nothing was changed. */
  usage: 2,
  /** Refused by a safety rule. */
  refused: 3,
  /** No such running bot, run or order. */
  notFound: 4,
  /** It may or may not have happened. */
  unknown: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The first row that matches decides; what matches none is a failure (1). */
const RULES: readonly (readonly [RegExp, ExitCode])[] = [
  [/^BOTRC_INTERRUPTED$/, EXIT.interrupted],
  [/^BOTRC_(?:REFUSED_\w+|CONTROL_READ_ONLY|ENVELOPE)$/, EXIT.refused],
  // Nothing trades on books that are not sound until somebody has decided what becomes of them.
  [/^BOTRC_JOURNAL_CORRUPT$/, EXIT.refused],
  [
    /^BOTRC_(?:BOT_UNKNOWN|BOT_STOPPED|CONTROL_UNREACHABLE|JOURNAL_MISSING|JOURNAL_RUN|EXPLAIN_UNKNOWN|STRATEGY_UNKNOWN|TAPE_TARGET)$/,
    EXIT.notFound,
  ],
  [/^BOTRC_(?:CONTROL_TIMEOUT|CONTROL_LOST|CONTROL_SILENT)$/, EXIT.unknown],
  [/^BOTRC_(?:START_TIMEOUT|STOP_TIMEOUT|KILL_UNVERIFIED)$/, EXIT.unknown],
  [
    /^BOTRC_(?:USAGE|BOT_AMBIGUOUS|DURATION_FORMAT|PORT_IN_USE|LOG_FILE|ARCHIVE_EXISTS|RECONCILE_CHOICE|STRATEGY_TAKEN|WATCH_INLINE|TUI_KEYS)$/,
    EXIT.usage,
  ],
  [/^BOTRC_(?:CONFIG|PROFILE|PLUGIN|HOME|SOCKET|SECRET|SANDBOX|CCXT)_\w+$/, EXIT.usage],
  // What a profile asks of an exchange that cannot do it.
  [
    /^BOTRC_(?:INSTRUMENT_UNKNOWN|INTERVAL_UNSUPPORTED|INTERVAL_UNKNOWN|DEPTH_UNSUPPORTED|BOOK_DEPTH|EXCHANGE_URL)$/,
    EXIT.usage,
  ],
  [/^BOTRC_SIM_(?:CONFIG|KIND)$/, EXIT.usage],
];

/** The exit code of a command that ended with this error. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return RULES.find(([pattern]) => pattern.test(code))?.[1] ?? EXIT.failed;
}
