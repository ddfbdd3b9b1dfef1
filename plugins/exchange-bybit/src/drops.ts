import { type PluginLog, plainError, plainText } from '@botrc/sdk';

/**
 * Counts what had to be thrown away. Of each code the 1st, 2nd, 4th, 8th … is logged, so that a flood of bad
 * messages is no flood of log lines.
 */
export class Drops {
  readonly #log: PluginLog | undefined;
  readonly #counts = new Map<string, number>();
  #total = 0;

  constructor(log: PluginLog | undefined) {
    this.#log = log;
  }

  get total(): number {
    return this.#total;
  }

  add(error: unknown, where: string): void {
    const { code, message, found } = plainError(error);
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    this.#total++;
    if ((count & (count - 1)) !== 0) return;
    this.#log?.warn(message, { code, where: plainText(where, 60), found: found ?? null, dropped: count });
  }
}
