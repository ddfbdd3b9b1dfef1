import { findBot } from '../../bots.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { homeOf } from '../../home.ts';

const DAY_MS = 86_400_000;

export const prune: Command = defineCommand({
  usage: 'prune',
  describe: 'Let old runs and old market data of a stopped bot go; entries are archived first',
  examples: [
    ['bot journal prune --name demo --dry-run', 'what would go'],
    ['bot journal prune --name demo', 'runs that ended 180 days ago, market data of 30'],
  ],
  options: {
    'keep-days': {
      type: 'number',
      requiresArg: true,
      default: 180,
      describe: 'Runs that ended longer ago go (default: 180)',
    },
    'tape-days': {
      type: 'number',
      requiresArg: true,
      default: 30,
      describe: 'Market data that is older goes (default: 30)',
    },
    'dry-run': { type: 'boolean', describe: 'Change nothing' },
  },
  run: async (args, session) => {
    const home = await homeOf(session);
    const bot = findBot(home, session.name);
    const [{ acquireLock }, { systemClock }, { pruneJournal }] = await Promise.all([
      import('../../../runtime/lock.ts'),
      import('../../../runtime/clock/system-clock.ts'),
      import('../../../runtime/journal/prune.ts'),
    ]);
    const nowMs = systemClock().now();
    const dryRun = args['dry-run'] ?? false;
    // Looking is allowed beside a running bot.
    const lock = dryRun
      ? undefined
      : acquireLock(bot.folder, { pid: process.pid, startedMs: nowMs, profile: 'journal prune' });
    try {
      const keepMs = args['keep-days'] * DAY_MS;
      const keepTapeMs = args['tape-days'] * DAY_MS;
      const done = pruneJournal({ folder: bot.folder, nowMs, keepMs, keepTapeMs, dryRun });
      if (session.json) session.output.document({ name: bot.name, dryRun, ...done });
      else {
        const word = dryRun ? 'would go' : 'went';
        session.output.line(`${done.runs.length} runs with ${done.entries} entries ${word}.`);
        session.output.line(`${done.tapeFiles} files of market data, ${done.tapeBytes} bytes, ${word}.`);
        if (done.archive !== null) session.output.line(`The entries are in ${done.archive}.`);
      }
      return EXIT.done;
    } finally {
      lock?.release();
    }
  },
});
