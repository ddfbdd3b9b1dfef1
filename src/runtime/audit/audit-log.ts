import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Clock } from '../../sdk/index.ts';
import type { SecretSet } from '../config/secrets.ts';
import { FileSink } from '../log/file-sink.ts';
import { Scrubber } from '../log/scrubber.ts';
import { botrcVersion } from '../version.ts';
import { type AuditRow, decisionRows, eventRow, type Tag } from './audit-row.ts';
import { begunMs, header, line, parseLine } from './w3c.ts';

const DAY_MS = 86_400_000;

export interface AuditOptions {
  /** The bot's own folder: `audit/audit.log` below it. */
  readonly folder: string;
  /** The machine's: files roll by it. */
  readonly clock: Clock;
  /** Read at each line. */
  readonly secrets: SecretSet;
  readonly onFailure: (reason: string) => void;
}

/** The audit log (P-4): what was decided and what became of it, once it is durable. A full disk costs lines, not the bot. */
export interface Audit {
  /** A batch that was decided. */
  decided(events: readonly Event[], decisions: readonly Decision[]): void;
  write(row: AuditRow): void;
  close(): void;
}

/** A new file each day or 100 MiB; kept for 180 days. @throws BOTRC_LOG_FILE */
export function openAudit({ folder, clock, secrets, onFailure }: AuditOptions): Audit {
  const scrubber = new Scrubber(secrets);
  const sink = new FileSink(fileOf(folder), clock, {
    keepMs: 180 * DAY_MS,
    keepFiles: 400,
    header: (nowMs) => header(nowMs, botrcVersion()),
    begunMs,
    onFailure,
  });
  const write = (row: AuditRow): void => {
    const { comment } = row;
    sink.write(line(comment === undefined ? row : { ...row, comment: scrubber.text(comment, 500) }));
  };
  return {
    decided(events, decisions) {
      let next = 0;
      for (const event of events) {
        const row = eventRow(event);
        if (row) write(row);
        const decision = decisions[next];
        if (decision?.seq !== event.seq) continue;
        next++;
        for (const led of decisionRows(decision)) write(led);
      }
    },
    write,
    close: () => sink.close(),
  };
}

/** The newest rows, oldest first; of all files that are kept. */
export function readAudit(
  folder: string,
  { limit, tag }: { readonly limit: number; readonly tag?: Tag | undefined },
): readonly AuditRow[] {
  let rows: readonly AuditRow[] = [];
  for (const file of filesOf(folder).reverse()) {
    const found = readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((text) => parseLine(text) ?? [])
      .filter((row) => tag === undefined || row.tag === tag);
    rows = [...found, ...rows];
    if (rows.length >= limit) break;
  }
  return rows.slice(-limit);
}

/** Oldest first; the one that is written last. */
function filesOf(folder: string): string[] {
  const place = join(folder, 'audit');
  if (!existsSync(place)) return [];
  const rolled = readdirSync(place)
    .map((name) => ({ name, stamp: Number(/^audit\.(\d+)\.log$/.exec(name)?.[1] ?? Number.NaN) }))
    .filter(({ stamp }) => Number.isFinite(stamp))
    .sort((a, b) => a.stamp - b.stamp)
    .map(({ name }) => join(place, name));
  return existsSync(fileOf(folder)) ? [...rolled, fileOf(folder)] : rolled;
}

function fileOf(folder: string): string {
  return join(folder, 'audit', 'audit.log');
}
