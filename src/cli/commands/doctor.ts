import { type Command, defineCommand } from '../command.ts';
import type { Finding } from '../doctor/check.ts';
import { EXIT } from '../exit-code.ts';
import type { Style } from '../output.ts';

const STYLES: Readonly<Record<Finding['state'], Style>> = { ok: 'good', warning: 'warn', fail: 'bad' };

export const doctor: Command = defineCommand({
  usage: 'doctor',
  describe: 'Look for what could go wrong: a line each, with the mend',
  examples: [
    ['bot doctor', 'Node, terminal, configuration, plugins, files'],
    ['bot doctor --profile bybit-paper', 'and its exchange: reachable, clock, instruments'],
  ],
  options: {
    profile: { type: 'string', requiresArg: true, describe: 'Look closer at this one and its exchange' },
  },
  run: async (args, session) => {
    const { output, json } = session;
    const findings: Finding[] = [];
    const found = (...more: readonly Finding[]): void => {
      findings.push(...more);
      if (json) return;
      for (const { check, state, text, mend } of more) {
        output.line({ text: state.padEnd(7), style: STYLES[state] }, `  ${check.padEnd(11)}  ${text}`);
        if (mend !== undefined) output.line(`${' '.repeat(22)}${mend}`);
      }
    };
    const { examine } = await import('../doctor/examine.ts');
    await examine(session, args.profile, found);
    const failed = findings.some((finding) => finding.state === 'fail');
    if (json) output.document({ ok: !failed, findings });
    return failed ? EXIT.failed : EXIT.done;
  },
});
