import { type Line, paragraph } from '../../runtime/explain/lines.ts';
import type { Parting } from '../../runtime/replay/parting.ts';
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
    const { parting, ...result } = await replayBot({
      folder: bot.folder,
      run: args.run,
      cwd: session.cwd,
      pluginsFolder,
      log,
    });
    const equal = parting === undefined;
    if (session.json) output.document({ equal, ...result, difference: parting ?? null });
    else {
      const { run, events, decisions, snapshotSeq, firstSeq } = result;
      const from = snapshotSeq === null ? 'nothing' : `the snapshot at seq ${snapshotSeq}`;
      output.line(
        `run ${run}: ${events} events from seq ${firstSeq} on, ${decisions} decisions, from ${from}`,
      );
      output.line(`recorded ${result.recordedSha256}`);
      output.line(`replayed ${result.replayedSha256}`);
      if (parting === undefined) output.line('equal: every effect is the same, byte for byte');
      else for (const line of partingLines(parting)) output.line(line);
    }
    return equal ? EXIT.done : EXIT.failed;
  },
});

function quiet(): void {
  // Only what an operator must know is told.
}

function partingLines({ seq, event, recorded, replayed, effect, values, state }: Parting): readonly Line[] {
  return [
    `first difference at seq ${seq}, effect ${effect + 1}`,
    ...told('event', [event]),
    ...told('recorded', recorded),
    ...told('replayed', replayed),
    ...values.flatMap((value) =>
      indented(
        `${value.path === '' ? 'the effect' : value.path}: recorded ${value.recorded}, replayed ${value.replayed}`,
      ),
    ),
    'the state before it',
    ...told('position', state.positions),
    ...told('order', state.orders),
    ...told('market', state.market),
    ...told('cash', state.cash),
    ...indented(
      `killed: ${state.killed ?? 'no'}, halted: ${state.halted ?? 'no'}, paused: ${state.paused ? 'yes' : 'no'}, ` +
        `stopped strategies: ${state.stopped.join(', ') || 'none'}`,
    ),
  ];
}

function told(what: string, things: readonly unknown[]): readonly Line[] {
  if (things.length === 0) return indented(`${what}: nothing`);
  return things.flatMap((thing) => indented(`${what}: ${JSON.stringify(thing) ?? 'nothing'}`));
}

function indented(text: string): readonly Line[] {
  return paragraph(text, 96).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`);
}
