import type { Clock, LogFields, PluginContext } from '@botrc/sdk';
import { expect } from 'vitest';

/** The machine's clock, for tests over real sockets. */
export const wallClock: Clock = {
  now: () => Date.now(),
  setTimer(ms, fn) {
    const timer = setTimeout(fn, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** A context whose log can be read. */
export function testContext(clock: Clock = wallClock): PluginContext & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: LogFields = {}): void => {
      lines.push({ level, message, fields });
    };
  return {
    clock,
    random: () => 0.5,
    lines,
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  };
}

/** The codes logged, in order. */
export function codes(lines: readonly LogLine[]): unknown[] {
  return lines.flatMap((line) => (line.fields.code === undefined ? [] : [line.fields.code]));
}

/** Waits until it holds; says what did not where it never does. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 1000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds(), what).toBe(true);
}

/** Lets whatever is due right now happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
