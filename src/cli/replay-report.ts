import { type Line, paragraph } from '../runtime/explain/lines.ts';
import type { BotReplay } from '../runtime/replay/open-replay.ts';
import type { Parting } from '../runtime/replay/parting.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Session } from './session.ts';

/** Says what came of a replay: the first difference is a failure. */
export function reportReplay({ parting, ...result }: BotReplay, { json, output }: Session): ExitCode {
  const equal = parting === undefined;
  if (json) output.document({ equal, ...result, difference: parting ?? null });
  else {
    const { run, events, decisions, snapshotSeq, firstSeq } = result;
    const from = snapshotSeq === null ? 'nothing' : `the snapshot at seq ${snapshotSeq}`;
    output.line(`run ${run}: ${events} events from seq ${firstSeq} on, ${decisions} decisions, from ${from}`);
    output.line(`recorded ${result.recordedSha256}`);
    output.line(`replayed ${result.replayedSha256}`);
    if (parting === undefined) output.line('equal: every effect is the same, byte for byte');
    else for (const line of partingLines(parting)) output.line(line);
  }
  return equal ? EXIT.done : EXIT.failed;
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
