import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { pluginSearchOf } from '../../plugins-place.ts';
import { table } from '../../table.ts';

export const list: Command = defineCommand({
  usage: 'list',
  describe: 'The plugins that can be named, and where each was found',
  examples: [['bot plugins list', "the project's, the user's and those that come with botrc"]],
  run: async (_args, session) => {
    const { installedPlugins } = await import('../../../runtime/plugins/installed.ts');
    const plugins = installedPlugins(await pluginSearchOf(session));
    if (session.json) {
      session.output.document({ plugins });
      return EXIT.done;
    }
    const rows = plugins.map(({ kind, name, version, source, package: from, entry }) => [
      kind,
      name,
      version ?? '',
      source,
      entry === null ? `${from} (its files are missing: install or build it again)` : from,
    ]);
    for (const line of table(rows)) session.output.line(line);
    return EXIT.done;
  },
});
