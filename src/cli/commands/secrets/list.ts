import { isoTime } from '../../../runtime/clock/iso-time.ts';
import { SecretStore } from '../../../runtime/secrets/store.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';

export const list: Command = defineCommand({
  usage: 'list',
  describe: 'Names of the secrets that are kept; values are never shown',
  examples: [['bot secrets list', 'nothing is opened, no passphrase is needed']],
  run: async (_args, session) => {
    const store = new SecretStore(session.env, session.cwd);
    const kept = store.list();
    const { output } = session;
    if (session.json) {
      output.document({ folder: store.folder, identity: store.identity, secrets: kept });
      return EXIT.done;
    }
    for (const { name, changedMs } of kept) output.line(`${name}  since ${isoTime(changedMs).slice(0, 10)}`);
    if (kept.length === 0) output.line('None is kept. `bot secrets set NAME` keeps one.');
    return EXIT.done;
  },
});
