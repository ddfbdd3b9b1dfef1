import { SecretStore } from '../../../runtime/secrets/store.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';

export const remove: Command = defineCommand({
  usage: 'remove <secret>',
  describe: 'Forget a secret; a running bot keeps what it was given',
  examples: [['bot secrets remove BYBIT_KEY', 'revoke the key at the venue as well']],
  positionals: {
    secret: { type: 'string', demandOption: true, describe: 'As `bot secrets list` has it' },
  },
  run: async ({ secret }, session) => {
    new SecretStore(session.env, session.cwd).remove(secret);
    if (session.json) session.output.document({ name: secret, removed: true });
    else session.output.line(`${secret} is removed.`);
    return EXIT.done;
  },
});
