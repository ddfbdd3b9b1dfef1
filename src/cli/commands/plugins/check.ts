import type { Finding } from '../../../runtime/plugins/check-strategy.ts';
import { BotrcError } from '../../../sdk/index.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import type { Output } from '../../output.ts';
import { pluginSearchOf } from '../../plugins-place.ts';

/** A strategy is played many markets, one of them long. */
const CHECK_MS = 300_000;

const STYLES = { passed: 'good', failed: 'bad', skipped: 'dim' } as const;

export const check: Command = defineCommand({
  usage: 'check <strategy>',
  describe: 'Hold a strategy to the conformance suite: determinism, the future, restarts, gaps, growth',
  examples: [
    ['bot plugins check avi5', 'one that comes with botrc'],
    ['bot plugins check ./my-strategy.ts --params \'{"fast":5}\'', 'your own, with parameters'],
  ],
  positionals: {
    strategy: { type: 'string', demandOption: true, describe: 'Short name, package name or path' },
  },
  options: {
    params: {
      type: 'string',
      default: '{}',
      describe: 'Its parameters as JSON, as a profile would have them',
    },
  },
  run: async (args, session) => {
    const params = parseParams(args.params);
    const [{ resolvePlugin }, { PluginInspector }, { systemClock }] = await Promise.all([
      import('../../../runtime/plugins/resolve.ts'),
      import('../../../runtime/plugins/inspector.ts'),
      import('../../../runtime/clock/system-clock.ts'),
    ]);
    const plugin = resolvePlugin({
      ...(await pluginSearchOf(session)),
      kind: 'strategy',
      ref: args.strategy,
    });
    const inspector = new PluginInspector({ clock: systemClock(), deadlineMs: CHECK_MS });
    try {
      const { meta } = await inspector.describe(plugin);
      const findings = await inspector.checkStrategy(plugin, params);
      const failed = findings.filter((finding) => finding.result === 'failed').length;
      if (session.json)
        session.output.document({ strategy: meta.name, version: meta.version, failed, findings });
      else print(`${meta.name} ${meta.version}`, findings, session.output);
      return failed === 0 ? EXIT.done : EXIT.failed;
    } finally {
      await inspector.close();
    }
  },
});

function parseParams(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BotrcError(
      'BOTRC_USAGE',
      'the parameters are no JSON',
      { found: text.slice(0, 80), mend: 'Write them like --params \'{"fast":5}\'.' },
      error,
    );
  }
}

function print(strategy: string, findings: readonly Finding[], output: Output): void {
  for (const { id, title, result, reason } of findings) {
    output.line({ text: result.padEnd(8), style: STYLES[result] }, `${id} ${title}`);
    if (reason !== '') output.line(`         ${reason}`);
  }
  const count = (result: Finding['result']): number => findings.filter((f) => f.result === result).length;
  output.line(
    { text: strategy, style: 'bold' },
    ` ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`,
  );
}
