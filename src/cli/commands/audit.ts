import { TAGS } from '../../runtime/audit/audit-row.ts';
import { BotrcError } from '../../sdk/index.ts';
import { findBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { homeOf } from '../home.ts';

const DEFAULT_LIMIT = 50;

export const audit: Command = defineCommand({
  usage: 'audit',
  describe: 'The audit log: orders, risk decisions, and what the bot ran on',
  examples: [
    ['bot audit --tag RISK', 'the newest lines of one tag'],
    ['bot audit --limit 1000 --json', 'as JSON'],
  ],
  options: {
    tag: { choices: TAGS, requiresArg: true, describe: 'Only these lines' },
    limit: { type: 'number', requiresArg: true, describe: `The newest so many (default: ${DEFAULT_LIMIT})` },
  },
  run: async ({ tag, limit = DEFAULT_LIMIT }, session) => {
    if (!Number.isInteger(limit) || limit < 1) {
      throw new BotrcError('BOTRC_USAGE', '--limit is no whole number', {
        found: String(limit),
        mend: 'From 1.',
      });
    }
    const bot = findBot(await homeOf(session), session.name);
    const [{ readAudit }, { line }] = await Promise.all([
      import('../../runtime/audit/audit-log.ts'),
      import('../../runtime/audit/w3c.ts'),
    ]);
    const rows = readAudit(bot.folder, { limit, tag });
    if (session.json) session.output.document({ name: bot.name, rows });
    else for (const row of rows) session.output.line(line(row).trimEnd());
    return EXIT.done;
  },
});
