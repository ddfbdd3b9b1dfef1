import type { Decision } from '../../core/effect.ts';
import { findBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { homeOf } from '../home.ts';
import { pluginSearchOf } from '../plugins-place.ts';

export const replay: Command = defineCommand({
  usage: 'replay [run]',
  describe: 'Feed a recorded run through the present code and compare every effect with the record',
  examples: [
    ['bot replay --name demo', 'the last run of the bot demo'],
    ['bot replay mwq28cjx44a3 --json', 'one run, as JSON with both hashes'],
  ],
  positionals: { run: { type: 'string', describe: 'A run of the bot (default: its last)' } },
  run: async (args, session) => {
    const bot = findBot(await homeOf(session), session.name);
    const { replayBot } = await import('../../runtime/replay/replay-bot.ts');
    const { pluginsFolder } = await pluginSearchOf(session);
    const { output } = session;
    const tell = (message: string): void => output.note(message);
    const log = { debug: quiet, info: quiet, warn: tell, error: tell };
    const result = await replayBot({
      folder: bot.folder,
      run: args.run,
      cwd: session.cwd,
      pluginsFolder,
      log,
    });
    const { difference, ...totals } = result;
    const equal = difference === undefined;
    if (session.json) {
      const first = difference && {
        seq: difference.seq,
        recorded: typesOf(difference.recorded),
        replayed: typesOf(difference.replayed),
      };
      output.document({ equal, ...totals, difference: first ?? null });
    } else {
      output.line(`run ${result.run}: ${result.events} events, ${result.decisions} decisions`);
      output.line(`recorded ${result.recordedSha256}`);
      output.line(`replayed ${result.replayedSha256}`);
      if (difference === undefined) output.line('equal: every effect is the same, byte for byte');
      else {
        output.line(`first difference at seq ${difference.seq}`);
        output.line(`  recorded: ${typesOf(difference.recorded).join(', ') || 'nothing'}`);
        output.line(`  replayed: ${typesOf(difference.replayed).join(', ') || 'nothing'}`);
      }
    }
    return equal ? EXIT.done : EXIT.failed;
  },
});

function quiet(): void {
  // Only what an operator must know is told.
}

/** The effects of one decision in a word each. */
function typesOf(decision: Decision | undefined): readonly string[] {
  return (decision?.effects ?? []).map((effect) =>
    effect.type === 'submit'
      ? `submit ${effect.order.side} ${effect.order.instrument} ${effect.order.role}`
      : effect.type === 'record'
        ? effect.record.kind
        : effect.type,
  );
}
