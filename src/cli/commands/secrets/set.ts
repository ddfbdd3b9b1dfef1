import { existsSync } from 'node:fs';
import { isLocked } from '../../../runtime/secrets/identity.ts';
import { SecretStore } from '../../../runtime/secrets/store.ts';
import { BotrcError } from '../../../sdk/index.ts';
import { askHidden, canAsk, pipedLine } from '../../ask.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';

export const set: Command = defineCommand({
  usage: 'set <secret>',
  describe: 'Keep a key or token, encrypted; the value is typed or piped in, never an argument',
  examples: [
    ['bot secrets set BYBIT_KEY', 'asks for it without an echo'],
    ['bot secrets set BYBIT_SECRET < secret.txt', 'its first line'],
    ['bot secrets set BYBIT_KEY --passphrase', 'the first one: what opens them has a passphrase itself'],
  ],
  positionals: {
    secret: { type: 'string', demandOption: true, describe: 'Letters, digits and _' },
  },
  options: {
    passphrase: { type: 'boolean', describe: 'Protect a new identity with a passphrase' },
  },
  run: async ({ secret, passphrase: wanted }, session) => {
    const store = new SecretStore(session.env, session.cwd);
    const isNew = !existsSync(store.identity);
    const value = canAsk() ? await askHidden(`${secret}: `) : await pipedLine();
    await store.set(secret, value, await passphraseFor(store, isNew && wanted === true, session.env));
    if (session.json)
      session.output.document({ name: secret, folder: store.folder, identity: store.identity });
    else {
      session.output.line(`${secret} is kept. A profile names it \${${secret}}.`);
      if (isNew)
        session.output.line(
          `${store.identity} opens it: keep a copy, away from this machine and from ${store.folder}.`,
        );
    }
    return EXIT.done;
  },
});

/** Undefined: that of the environment, or none. @throws BOTRC_USAGE where it is wanted and nobody can type it */
async function passphraseFor(
  store: SecretStore,
  isWanted: boolean,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (env.BOTRC_PASSPHRASE || env.BOTRC_PASSPHRASE_FILE) return undefined;
  if (!isWanted && !(canAsk() && isLocked(store.identity))) return undefined;
  if (!canAsk()) {
    throw new BotrcError('BOTRC_USAGE', 'there is no terminal to type the passphrase in', {
      where: '--passphrase',
      mend: 'Set BOTRC_PASSPHRASE_FILE to a file that holds it and that only you can read.',
    });
  }
  const first = await askHidden('Passphrase of the identity: ');
  if (first === '') {
    throw new BotrcError('BOTRC_USAGE', 'a passphrase is not empty', { mend: 'Type it anew.' });
  }
  if (!isWanted || first === (await askHidden('Once more: '))) return first;
  throw new BotrcError('BOTRC_USAGE', 'the two passphrases differ', { mend: 'Type it anew.' });
}
