import type { PluginDescription } from '../../../runtime/plugins/description.ts';
import type { ResolvedPlugin } from '../../../runtime/plugins/resolved.ts';
import { BotrcError, type PluginKind } from '../../../sdk/index.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { optionRows } from '../../option-rows.ts';
import type { Output } from '../../output.ts';
import { pluginSearchOf } from '../../plugins-place.ts';
import type { Session } from '../../session.ts';
import { table } from '../../table.ts';

const KINDS: readonly PluginKind[] = ['exchange', 'strategy', 'notifier', 'risk-rule', 'panel'];

export const info: Command = defineCommand({
  usage: 'info <plugin>',
  describe: "A plugin's options, permissions and origin",
  examples: [
    ['bot plugins info ema-cross', 'by its short name'],
    ['bot plugins info ./my-strategy.ts --kind strategy', 'by its path'],
  ],
  positionals: {
    plugin: { type: 'string', demandOption: true, describe: 'Short name, package name or path' },
  },
  options: {
    kind: { choices: KINDS, describe: 'Where the name alone does not tell' },
  },
  run: async (args, session) => {
    const resolved = await find(args.plugin, args.kind as PluginKind | undefined, session);
    const [{ describePlugin }, { systemClock }] = await Promise.all([
      import('../../../runtime/plugins/inspector.ts'),
      import('../../../runtime/clock/system-clock.ts'),
    ]);
    const description = await describePlugin(resolved, { clock: systemClock() });
    const { package: from, path, entry, source } = resolved;
    if (session.json) session.output.document({ ...description, package: from, path, entry, source });
    else print(resolved, description, session.output);
    return EXIT.done;
  },
});

/** The plugin of that name, of whichever kind. @throws BOTRC_PLUGIN_NOT_FOUND, BOTRC_PLUGIN_KIND, BOTRC_USAGE */
async function find(ref: string, kind: PluginKind | undefined, session: Session): Promise<ResolvedPlugin> {
  const { resolvePlugin } = await import('../../../runtime/plugins/resolve.ts');
  const search = await pluginSearchOf(session);
  const found: ResolvedPlugin[] = [];
  const misses: BotrcError[] = [];
  for (const one of kind === undefined ? KINDS : [kind]) {
    try {
      found.push(resolvePlugin({ ...search, kind: one, ref }));
    } catch (error) {
      if (!(error instanceof BotrcError)) throw error;
      misses.push(error);
    }
  }
  const [plugin, other] = found;
  if (plugin === undefined)
    throw misses.find((miss) => miss.detail.mend?.startsWith('Did you mean')) ?? misses[0];
  if (other !== undefined) {
    throw new BotrcError('BOTRC_USAGE', 'the name alone does not tell the kind of the plugin', {
      found: found.map((one) => one.kind).join(', '),
      mend: 'Say it with --kind.',
    });
  }
  return plugin;
}

function print(plugin: ResolvedPlugin, description: PluginDescription, output: Output): void {
  const { meta, permissions } = description;
  output.line({ text: `${meta.kind} ${meta.name}`, style: 'bold' }, ` ${meta.version}  sdk ${meta.sdk}`);
  output.line(`from       ${plugin.package ?? plugin.path} (${plugin.source})`);
  const said = Object.entries(permissions).filter(([, names]) => names.length > 0);
  const permitted = said.map(([what, names]) => `${what}: ${names.join(', ')}`).join('; ');
  output.line(`wants      ${permitted === '' ? 'nothing' : permitted}`);
  const rows = optionRows(description.optionsJsonSchema);
  output.line({ text: 'options', style: 'bold' }, rows.length === 0 ? '    none' : '');
  for (const line of table(rows.map((row) => [row.path, row.type, row.default, row.describe])))
    output.line(`  ${line}`);
}
