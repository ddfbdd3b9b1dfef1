import type { CoreRecord } from '../core/effect.ts';
import { type LogFields, type Ms, plainText } from '../sdk/index.ts';

/** A record of the core for the log, and as scripts read it. */
export interface RecordLine {
  readonly text: string;
  readonly fields: LogFields;
  readonly told: object;
}

export function recordLine(record: CoreRecord, at: Ms): RecordLine {
  if (record.kind === 'reconciled') {
    const { cause, applied } = record;
    const items = record.items.map(({ id, severity, text, action }) => ({ id, severity, text, action }));
    const open = items.length - applied.length;
    const found = items.length === 0 ? 'nothing differs' : `${items.length} items, ${open} wait`;
    return {
      text: `reconciled (${cause}): ${found}`,
      fields: {},
      told: { event: 'reconciled', timeMs: at, cause, items, applied },
    };
  }
  if (record.kind === 'ranked') {
    const { ranked, keep } = record;
    const [best, others] = [ranked.slice(0, keep).join(', '), ranked.slice(keep).join(', ')];
    return {
      text: `ranked: entries in ${best}${others === '' ? '' : `; none in ${others}`}`,
      fields: {},
      told: { event: 'ranked', timeMs: at, ranked, keep },
    };
  }
  if (record.kind !== 'verdict') {
    const reason = 'reason' in record ? plainText(record.reason) : undefined;
    return {
      text: reason === undefined ? record.kind : `${record.kind}: ${reason}`,
      fields: {},
      told: { event: record.kind, timeMs: at, ...(reason !== undefined && { reason }) },
    };
  }
  const { owner, instrument, verdict, clientOrderId } = record;
  const intent = record.intent.type;
  const last = record.rules.at(-1);
  const refusal = verdict === 'deny' && last ? { rule: last.rule, reason: last.reason } : undefined;
  const why = refusal ? ` by ${refusal.rule}, ${refusal.reason}` : '';
  const id = clientOrderId === undefined ? {} : { clientOrderId };
  return {
    text: `${owner} ${instrument} ${intent}: ${verdict}${why}`,
    fields: id,
    told: { event: 'verdict', timeMs: at, owner, instrument, verdict, intent, ...id, ...refusal },
  };
}
