import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { placeOf } from '../../place.ts';
import { table } from '../../table.ts';

export const list: Command = defineCommand({
  usage: 'list',
  describe: 'The profiles that can be named, and where each was found',
  examples: [['bot profiles list', "the project's, the user's and those that come with botrc"]],
  run: async (_args, { output, json, ...session }) => {
    const { listProfiles } = await import('../../../runtime/config/profile-file.ts');
    const profiles = await listProfiles(placeOf({ output, json, ...session }));
    if (json) {
      output.document({
        profiles: profiles.map(({ problem, ...row }) => (problem ? { ...row, problem } : row)),
      });
      return EXIT.done;
    }
    const rows = profiles.map(({ name, source, description, problem }) => [
      name,
      source,
      problem === undefined ? description : `${problem.message} [${problem.code}]`,
    ]);
    for (const line of table(rows)) output.line(line);
    return EXIT.done;
  },
});
