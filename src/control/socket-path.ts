import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { BotrcError } from '../sdk/index.ts';

/** The longest path that every supported system can bind: macOS takes 103 bytes, Linux 107. */
const MAX_BYTES = 100;

/**
 * Where the bot `name` listens: `HOME/<name>/control.sock`. Where that is too long for a socket, a short hashed
 * name in `$XDG_RUNTIME_DIR/botrc` or, without one, in `HOME/run`. The same arguments give the same path, so a
 * viewer that shares home and environment finds the bot without asking.
 * @throws BOTRC_SOCKET_PATH where none of them is short enough.
 */
export function socketPathFor(
  home: string,
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const plain = join(home, name, 'control.sock');
  if (fits(plain)) return plain;
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 16);
  const runtime = env.XDG_RUNTIME_DIR;
  const folders = runtime === undefined || runtime === '' ? [] : [join(runtime, 'botrc')];
  for (const folder of [...folders, join(home, 'run')]) {
    const path = join(folder, `${hash}.sock`);
    if (fits(path)) return path;
  }
  throw new BotrcError('BOTRC_SOCKET_PATH', 'the data directory lies too deep for a control socket', {
    found: `${Buffer.byteLength(plain)} bytes, at most ${MAX_BYTES} can be bound`,
    where: plain,
    mend: 'Choose a shorter --home (or BOTRC_HOME), or set XDG_RUNTIME_DIR.',
  });
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_BYTES;
}
