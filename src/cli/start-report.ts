import { closeSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { PlainError } from '../sdk/index.ts';

/**
 * What a bot that starts in the background tells the process that started it: one JSON line on a file descriptor
 * that is closed afterwards. None before the end means that it died.
 */
export type StartReport =
  | { readonly ready: true; readonly name: string; readonly pid: number; readonly socketPath: string }
  | { readonly ready: false; readonly error: PlainError };

/** The descriptor that a child is given for its report. */
export const REPORT_FD = 3;

/**
 * Sends the first report it is given, and no other: once the descriptor is closed its number may be another file's.
 * @param fd undefined where nobody asked.
 */
export function startReporter(fd: number | undefined): (report: StartReport) => void {
  let open = fd;
  return (report) => {
    if (open === undefined) return;
    const to = open;
    open = undefined;
    try {
      writeSync(to, `${JSON.stringify(report)}\n`);
      closeSync(to);
    } catch (error) {
      // Whoever asked went away: the bot goes on without being heard.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EPIPE' && code !== 'EBADF') throw error;
    }
  };
}

/** The report, or undefined where the child ended without one. */
export async function readReport(stream: Readable): Promise<StartReport | undefined> {
  let text = '';
  try {
    for await (const chunk of stream) {
      text += String(chunk);
      if (text.includes('\n') || text.length > 64 * 1024) break;
    }
    return JSON.parse(text) as StartReport;
  } catch {
    // Cut short: the child died while it wrote.
    return undefined;
  }
}
