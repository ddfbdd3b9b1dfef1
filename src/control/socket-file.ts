import { chmodSync, lstatSync, mkdirSync, statSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { BotrcError } from '../sdk/index.ts';

/**
 * Makes `path` free to be bound: its folder exists, is ours and closed to others (0700), and a socket that a dead
 * bot left there is gone. The folder's mode is what keeps others out until the socket itself is 0600, whatever
 * the umask.
 * @throws BOTRC_SOCKET_IN_USE where somebody answers, BOTRC_SOCKET_PATH where the place cannot be used.
 */
export async function claimSocketPath(path: string): Promise<void> {
  closeFolder(dirname(path));
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new BotrcError('BOTRC_SOCKET_PATH', 'something that is no socket is in the way', {
      where: path,
      mend: 'Move it away, or choose another --home.',
    });
  }
  if (await answers(path)) {
    throw new BotrcError('BOTRC_SOCKET_IN_USE', 'another process answers on the control socket', {
      where: path,
      mend: 'Use `bot status` to see which bot runs, or start this one with another --name.',
    });
  }
  unlinkSync(path);
}

/** Only the owner may connect. */
export function closeSocketFile(path: string): void {
  chmodSync(path, 0o600);
}

function closeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    if (process.getuid !== undefined && uid !== process.getuid()) {
      throw new BotrcError('BOTRC_SOCKET_PATH', "the control socket's folder belongs to somebody else", {
        found: `owner ${uid}`,
        where: folder,
        mend: 'Choose a --home of your own, or mend XDG_RUNTIME_DIR.',
      });
    }
    if ((mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
  } catch (error) {
    if (error instanceof BotrcError) throw error;
    throw new BotrcError(
      'BOTRC_SOCKET_PATH',
      "the control socket's folder cannot be made",
      {
        found: (error as Error).message,
        where: folder,
        mend: 'Make the folder writable, or choose another --home.',
      },
      error,
    );
  }
}

/** Whether a process listens there. Anything but a plain refusal counts as an answer: nothing living is removed. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}
