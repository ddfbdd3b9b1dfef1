import type { PlanAction } from '../../core/reconcile/plan.ts';
import type { ReconcileDone } from '../../core/view/calls.ts';
import { BotrcError } from '../../sdk/index.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { withRunningBot } from '../reach.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';

/** It asks the venue several times where something differs. */
const LIMIT_MS = 60_000;
const ACTIONS: readonly string[] = ['adopt', 'close', 'cancel', 'ignore'] satisfies PlanAction[];

export const reconcile: Command = defineCommand({
  usage: 'reconcile',
  describe: 'Compare orders, positions and cash of a running bot with the exchange, and settle what differs',
  examples: [
    ['bot reconcile --plan', 'what differs, and what would be done about it'],
    ['bot reconcile --apply', 'settle every difference as the plan suggests'],
    ['bot reconcile --apply --choose position/BTCUSDT/net=close', 'and one of them otherwise'],
  ],
  options: {
    plan: { type: 'boolean', describe: 'Show the plan only (the default)' },
    apply: { type: 'boolean', conflicts: 'plan', describe: 'Carry it out' },
    choose: {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'ID=adopt|close|cancel|ignore: another action for one item of the plan',
    },
  },
  run: async (args, session) => {
    const chosen = args.choose ?? [];
    const choices = Object.fromEntries(chosen.map(choiceOf));
    if (chosen.length > 0 && !args.apply) throw wrongUse('--choose needs --apply', chosen.join(' '));
    const { bot, done } = await withRunningBot(session, { readOnly: false }, async ({ bot, client }) => ({
      bot,
      done: await client.call('reconcile', { apply: args.apply ?? false, choices }, { timeoutMs: LIMIT_MS }),
    }));
    if (session.json) session.output.document({ name: bot.name, ...done });
    else print(bot.name, done, session);
    return EXIT.done;
  },
});

function choiceOf(text: string): readonly [string, PlanAction] {
  const at = text.lastIndexOf('=');
  const action = text.slice(at + 1);
  if (at < 1 || !ACTIONS.includes(action)) {
    throw wrongUse(`--choose takes ID=ACTION, where ACTION is one of ${ACTIONS.join(', ')}`, text);
  }
  return [text.slice(0, at), action as PlanAction];
}

function wrongUse(what: string, found: string): BotrcError {
  return new BotrcError('BOTRC_USAGE', what, { found, mend: 'See `bot reconcile --help`.' });
}

function print(name: string, done: ReconcileDone, { output }: Session): void {
  if (done.items.length === 0)
    output.line(`${name}: orders, positions and cash are as the exchange has them.`);
  const rows = done.items.map(({ id, severity, action, choices, state, text }) => {
    const word =
      state === 'applied'
        ? 'done'
        : choices.length > 1
          ? `${action} (or ${choices.filter((c) => c !== action).join(', ')})`
          : action;
    return [severity, id, word, text];
  });
  for (const line of table(rows)) output.line(line);
  if (!done.resolved) {
    output.note(`Entries wait: \`bot reconcile --apply --name ${name}\` carries the plan out.`);
  } else if (done.killed) {
    output.note(`The kill switch is latched: \`bot resume --name ${name} --reason …\` clears it.`);
  }
}
