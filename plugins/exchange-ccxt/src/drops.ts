import { type PluginLog, plainError, plainText } from '@botrc/sdk';

/** Counts what could not be read; of each code the 1st, 2nd, 4th, 8th … is logged: a flood is no flood of lines. */
export class Drops {
  readonly #log: PluginLog;
  readonly #counts = new Map<string, number>();

  constructor(log: PluginLog) {
    this.#log = log;
  }

  add(error: unknown, where: string): void {
    const { code, message, found } = plainError(error);
    const dropped = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, dropped);
    if (Number.isInteger(Math.log2(dropped)))
      this.#log.warn(message, { code, where: plainText(where, 60), found: found ?? null, dropped });
  }
}
