import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ms } from '../../sdk/index.ts';
import { writeDurably } from '../durable-file.ts';
import type { LiveAnswer } from './check-live.ts';
import { refusedLive } from './refusal.ts';

/** An operator's typed yes, on its way from the terminal that asked to the process that trades. */
export interface LiveTicket {
  /** See `venueAccount`: another key or host needs another yes. */
  readonly account: string;
  readonly issuedMs: Ms;
  /** Why the shadow record is not needed. */
  readonly override?: string;
  /** The run that it let in; its restarts after a crash need no other. */
  readonly usedBy?: string;
}

/** A yes is for now, not for later. */
const VALID_MS: Ms = 120_000;

/** Written by the terminal that asked, and by nothing else. */
export function issueTicket(
  folder: string,
  account: string,
  answer: Pick<LiveAnswer, 'override'>,
  nowMs: Ms,
): void {
  const { override } = answer;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ticket: LiveTicket = { account, issuedMs: nowMs, ...(override !== undefined && { override }) };
  writeTicket(folder, ticket);
}

/**
 * The yes that this run begins by; it lets in one run, and after a crash the restarts of that run.
 * @throws BOTRC_REFUSED_LIVE_CONFIRMATION
 */
export function takeTicket(
  folder: string,
  run: { readonly id: string; readonly account: string; readonly nowMs: Ms; readonly isRestart: boolean },
): LiveTicket {
  const ticket = readTicket(folder);
  const isOurs = ticket?.account === run.account;
  const ageMs = run.nowMs - (ticket?.issuedMs ?? 0);
  const isFresh = isOurs && ticket?.usedBy === undefined && ageMs >= 0 && ageMs <= VALID_MS;
  const goesOn = isOurs && ticket?.usedBy !== undefined && run.isRestart;
  if (ticket === undefined || !(isFresh || goesOn)) {
    throw refusedLive('BOTRC_REFUSED_LIVE_CONFIRMATION', 'nobody has confirmed it in a terminal', {
      mend: 'Run `bot start` in a terminal and type what it asks for; it then goes on in the background.',
    });
  }
  writeTicket(folder, { ...ticket, usedBy: run.id });
  return ticket;
}

/** After a graceful end, or a start that was refused after all. */
export function dropTicket(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}

/** The ticket that lies there, used or not. */
export function readTicket(folder: string): LiveTicket | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(folder), 'utf8')) as LiveTicket;
  } catch {
    // None, or none that can be read: nobody has said yes.
    return undefined;
  }
}

function writeTicket(folder: string, ticket: LiveTicket): void {
  writeDurably(fileOf(folder), `${JSON.stringify(ticket)}\n`);
}

function fileOf(folder: string): string {
  return join(folder, 'live.ticket');
}
