import { existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BotrcError, plainText } from '../../sdk/index.ts';
import { type Environment, userPath, xdgFolder } from '../config/folders.ts';
import { writeDurably } from '../durable-file.ts';

const IDENTITY = /^AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]+$/m;
/** log2 of scrypt's work: about a second on a small machine, at each start that needs the passphrase. */
const WORK = 16;
/** How a file that age encrypted begins. */
const ENCRYPTED = 'age-encryption.org/v1';

/** BOTRC_IDENTITY, else `$XDG_DATA_HOME/botrc/identity.txt`: never in the folder of the configuration, which it opens. */
export function identityFile(env: Environment, cwd: string): string {
  const named = env.BOTRC_IDENTITY;
  if (named) return userPath(named, cwd, env);
  return join(xdgFolder(env, 'XDG_DATA_HOME'), 'botrc', 'identity.txt');
}

/** The passphrase of the identity: of BOTRC_PASSPHRASE_FILE (its first line; a credential of systemd), or BOTRC_PASSPHRASE. */
export function passphraseOf(env: Environment, cwd: string): string | undefined {
  const file = env.BOTRC_PASSPHRASE_FILE;
  if (!file) return env.BOTRC_PASSPHRASE || undefined;
  const path = userPath(file, cwd, env);
  return readOwn(path, 'the file of the passphrase').toString('utf8').split(/\r?\n/, 1)[0];
}

/** True where a passphrase is needed to open it. */
export function isLocked(path: string): boolean {
  return existsSync(path) && readOwn(path, 'the identity').toString('latin1').startsWith(ENCRYPTED);
}

/**
 * A new identity, in a file for its owner alone; with a passphrase the file itself is encrypted by it.
 * @throws BOTRC_SECRET_IDENTITY where there is one, or none can be written
 */
export async function makeIdentity(path: string, passphrase: string | undefined): Promise<string> {
  if (existsSync(path)) throw unusable(path, 'there is one already', 'Keep it: other secrets need it.');
  const { Encrypter, generateX25519Identity } = await import('age-encryption');
  const identity = await generateX25519Identity();
  const text = `${identity}\n`;
  let bytes: string | Uint8Array = text;
  if (passphrase !== undefined) {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    encrypter.setScryptWorkFactor(WORK);
    bytes = await encrypter.encrypt(text);
  }
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeDurably(path, bytes);
    return identity;
  } catch (error) {
    throw unusable(path, (error as Error).message, 'Name another place with BOTRC_IDENTITY.');
  }
}

/**
 * The identity that opens the secrets.
 * @throws BOTRC_SECRET_IDENTITY where it is missing, or others can read it; BOTRC_SECRET_LOCKED without its passphrase
 */
export async function readIdentity(path: string, passphrase: string | undefined): Promise<string> {
  const bytes = readOwn(path, 'the identity');
  const text = bytes.toString('latin1').startsWith(ENCRYPTED)
    ? await unlock(bytes, path, passphrase)
    : bytes.toString('utf8');
  const [identity] = IDENTITY.exec(text) ?? [];
  if (identity === undefined)
    throw unusable(path, 'it holds no age identity', 'Put the right file there, as `age-keygen` writes it.');
  return identity;
}

async function unlock(bytes: Uint8Array, path: string, passphrase: string | undefined): Promise<string> {
  const mend =
    'Set BOTRC_PASSPHRASE_FILE to a file that holds it and that only you can read (or BOTRC_PASSPHRASE).';
  if (passphrase === undefined) {
    throw new BotrcError('BOTRC_SECRET_LOCKED', 'the identity that opens the secrets has a passphrase', {
      where: path,
      mend,
    });
  }
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(bytes, 'text');
  } catch {
    // What went wrong inside may quote what was tried.
    throw new BotrcError('BOTRC_SECRET_LOCKED', 'the passphrase does not open the identity', {
      where: path,
      mend,
    });
  }
}

/** A file that only its owner can read; a link is followed by nobody who could have set it. */
function readOwn(path: string, what: string): Buffer {
  try {
    const { mode } = lstatSync(path);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32')
      throw unusable(
        path,
        `${what} can be read by others (${(mode & 0o777).toString(8)})`,
        `Run: chmod 600 ${path}`,
      );
    return readFileSync(path);
  } catch (error) {
    if (error instanceof BotrcError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw unusable(
      path,
      code === 'ENOENT' ? `${what} is not there` : message,
      'Bring it back from where you keep it, or name its place with BOTRC_IDENTITY; without it the secrets must be set anew.',
    );
  }
}

function unusable(path: string, found: string, mend: string): BotrcError {
  return new BotrcError('BOTRC_SECRET_IDENTITY', 'the identity that opens the secrets cannot be used', {
    found: plainText(found, 200),
    where: path,
    mend,
  });
}
