import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BotrcError, type Ms, plainText } from '../../sdk/index.ts';
import { type Environment, xdgFolder } from '../config/folders.ts';
import { suggestion } from '../config/nearest.ts';
import { writeDurably } from '../durable-file.ts';
import { identityFile, makeIdentity, passphraseOf, readIdentity } from './identity.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const END = '.age';

/** A secret that is kept; its value stays where it is. */
export interface KeptSecret {
  readonly name: string;
  readonly changedMs: Ms;
}

/**
 * K-1: secrets at rest. One file a secret, encrypted with age to one identity, in the folder of the configuration; the
 * identity lies elsewhere. The `age` tool reads both.
 */
export class SecretStore {
  /** Where the secrets are. */
  readonly folder: string;
  /** What opens them. */
  readonly identity: string;
  readonly #env: Environment;
  readonly #cwd: string;

  constructor(env: Environment, cwd: string) {
    this.folder = join(xdgFolder(env, 'XDG_CONFIG_HOME'), 'botrc', 'secrets');
    this.identity = identityFile(env, cwd);
    this.#env = env;
    this.#cwd = cwd;
  }

  /** By name. Nothing is opened. */
  list(): readonly KeptSecret[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((file) => file.endsWith(END) && NAME.test(file.slice(0, -END.length)))
      .sort()
      .map((file) => ({
        name: file.slice(0, -END.length),
        changedMs: Math.floor(statSync(join(this.folder, file)).mtimeMs),
      }));
  }

  has(name: string): boolean {
    return NAME.test(name) && existsSync(this.#file(name));
  }

  /**
   * Keeps a value under a name, in place of an older one. Without an identity yet, one is made.
   * @param passphrase of the identity; default: that of the environment
   * @throws BOTRC_SECRET_NAME, BOTRC_SECRET_VALUE, BOTRC_SECRET_IDENTITY, BOTRC_SECRET_LOCKED
   */
  async set(name: string, value: string, passphrase: string | undefined = this.#passphrase()): Promise<void> {
    if (!NAME.test(name)) {
      throw new BotrcError('BOTRC_SECRET_NAME', 'that cannot be the name of a secret', {
        found: plainText(name, 80),
        mend: 'Use letters, digits and "_", at most 64, no digit first, such as BYBIT_KEY.',
      });
    }
    if (value === '' || /[\r\n\0]/.test(value)) {
      throw new BotrcError('BOTRC_SECRET_VALUE', 'a secret is one line that is not empty', {
        found: value === '' ? 'nothing' : 'several lines',
        mend: 'Type or pipe just the key: `bot secrets set NAME < file`.',
      });
    }
    const isNew = !existsSync(this.identity);
    const identity = await (isNew ? makeIdentity : readIdentity)(this.identity, passphrase);
    const { Encrypter, identityToRecipient } = await import('age-encryption');
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identity));
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeDurably(this.#file(name), await encrypter.encrypt(value));
  }

  /** @throws BOTRC_SECRET_UNKNOWN */
  remove(name: string): void {
    if (!this.has(name)) {
      const names = this.list().map((kept) => kept.name);
      throw new BotrcError('BOTRC_SECRET_UNKNOWN', 'no secret of this name is kept', {
        found: plainText(name, 80),
        where: this.folder,
        mend: names.length === 0 ? 'None is kept yet.' : suggestion(name, names, 'secrets'),
      });
    }
    rmSync(this.#file(name));
  }

  /**
   * The values of these names, as far as they are kept; the identity is needed only where one is.
   * @throws BOTRC_SECRET_IDENTITY, BOTRC_SECRET_LOCKED, BOTRC_SECRET_DAMAGED
   */
  async open(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const kept = [...new Set(names)].filter((name) => this.has(name));
    if (kept.length === 0) return new Map();
    const identity = await readIdentity(this.identity, this.#passphrase());
    const { Decrypter } = await import('age-encryption');
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const values = new Map<string, string>();
    for (const name of kept) {
      try {
        values.set(name, await decrypter.decrypt(readFileSync(this.#file(name)), 'text'));
      } catch {
        throw new BotrcError('BOTRC_SECRET_DAMAGED', `the secret ${name} cannot be opened`, {
          found: `not encrypted to ${this.identity}, or changed since`,
          where: this.#file(name),
          mend: `Set it anew: \`bot secrets set ${name}\`.`,
        });
      }
    }
    return values;
  }

  #passphrase(): string | undefined {
    return passphraseOf(this.#env, this.#cwd);
  }

  #file(name: string): string {
    return join(this.folder, name + END);
  }
}
