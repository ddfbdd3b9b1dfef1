import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BYTES = 128 * 2 ** 20;

/** A file system of its own, in a file, that can be made to fail as a dying disk does. Linux, for root alone. */
export class LoopDisk {
  readonly #root: string = mkdtempSync(join(tmpdir(), 'botrc-disk-'));
  readonly #image: string = join(this.#root, 'image');
  readonly folder: string = join(this.#root, 'disk');

  /** @throws Error where this system does not let us */
  constructor() {
    try {
      const image = openSync(this.#image, 'w');
      ftruncateSync(image, BYTES);
      closeSync(image);
      mkdirSync(this.folder);
      run('mkfs.ext4', '-q', this.#image);
      this.mount();
      // It must be ours to break.
      closeSync(openSync(this.#trigger(), 'w'));
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  mount(): void {
    run('mount', '-o', 'loop,errors=remount-ro', this.#image, this.folder);
  }

  /** The kernel finds an error in it: from now on it can only be read, open files too. */
  break(): void {
    writeFileSync(this.#trigger(), '1');
  }

  /** What an operator does: it can be written again. */
  repair(): void {
    run('umount', this.folder);
    // It says 1 where it mended something.
    spawnSync('fsck.ext4', ['-fy', this.#image]);
    this.mount();
  }

  remove(): void {
    spawnSync('umount', [this.folder]);
    rmSync(this.#root, { recursive: true, force: true });
  }

  #trigger(): string {
    const mounted = readFileSync('/proc/mounts', 'utf8').split('\n');
    const device = mounted.find((line) => line.split(' ')[1] === this.folder)?.split(' ')[0];
    return `/sys/fs/ext4/${device?.replace('/dev/', '')}/trigger_fs_error`;
  }
}

/** Why there is none; undefined: there is. */
export function whyNoLoopDisk(): string | undefined {
  try {
    new LoopDisk().remove();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args);
  if (error) throw error;
  if (status !== 0) throw new Error(`${command}: ${String(stderr).trim()}`);
}
