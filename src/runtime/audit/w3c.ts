import type { Ms } from '../../sdk/index.ts';
import { isoTime, parseTime } from '../clock/iso-time.ts';
import { type AuditRow, TAGS, type Tag } from './audit-row.ts';

/**
 * The W3C's extended log file format, https://www.w3.org/TR/WD-logfile: directives begin with #, fields are parted by a
 * space, a text stands in quotes with a quote in it doubled, and - is for what is not there.
 */
const FIELDS = [
  'date',
  'time',
  'x-tag',
  'x-action',
  'x-seq',
  'x-id',
  'x-instrument',
  'x-strategy',
  'comment',
] as const;

/** What a new file begins with. */
export function header(nowMs: Ms, version: string): string {
  const [date, time] = dateAndTime(nowMs);
  return [
    '#Version: 1.0',
    `#Date: ${date} ${time}`,
    `#Software: botrc ${version}`,
    `#Fields: ${FIELDS.join(' ')}`,
    '',
  ].join('\n');
}

/** When a file began, by its directive. */
export function begunMs(head: string): Ms | undefined {
  const [, text] = /^#Date: (\S+ \S+)$/m.exec(head) ?? [];
  return text === undefined ? undefined : parseTime(text);
}

export function line({ timeMs, tag, action, seq, id, instrument, strategy, comment }: AuditRow): string {
  const cells = [
    tag,
    action,
    seq === undefined ? '-' : String(seq),
    word(id),
    word(instrument),
    word(strategy),
  ];
  const text = comment === undefined || comment === '' ? '-' : quoted(comment);
  return `${[...dateAndTime(timeMs), ...cells, text].join(' ')}\n`;
}

function dateAndTime(ms: Ms): readonly [string, string] {
  const text = isoTime(ms);
  return [text.slice(0, 10), text.slice(11, 23)];
}

/** A field without spaces; anything else is made one. */
function word(text: string | undefined): string {
  return text === undefined || text === '' ? '-' : text.replace(/[\s"]+/g, '_');
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A line as it was written; undefined for a directive, and for what is none of ours. */
export function parseLine(text: string): AuditRow | undefined {
  if (text.startsWith('#')) return undefined;
  const match = /^(\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (-|"(?:[^"]|"")*")$/.exec(text);
  if (!match) return undefined;
  const [, date, time, tag, action = '', seq, id, instrument, strategy, comment = '-'] = match;
  const timeMs = parseTime(`${date} ${time}`);
  if (timeMs === undefined || !TAGS.includes(tag as Tag)) return undefined;
  return {
    timeMs,
    tag: tag as Tag,
    action,
    ...(seq !== '-' && { seq: Number(seq) }),
    ...told('id', id),
    ...told('instrument', instrument),
    ...told('strategy', strategy),
    ...(comment !== '-' && { comment: comment.slice(1, -1).replaceAll('""', '"') }),
  };
}

function told(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === '-' ? {} : { [name]: value };
}
