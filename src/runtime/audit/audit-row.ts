import type { CoreRecord, Decision, Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Ms } from '../../sdk/index.ts';

/** ORDER: what was sent, and the venue's words. RISK: what was allowed, refused, halted. RESOURCE: all it runs on. */
export const TAGS = ['ORDER', 'RISK', 'RESOURCE'] as const;
export type Tag = (typeof TAGS)[number];

/** One line of the audit log (P-4). */
export interface AuditRow {
  readonly timeMs: Ms;
  readonly tag: Tag;
  /** One word: `submit`, `fill`, `refused`, `started`. */
  readonly action: string;
  /** Of the event that it belongs to. */
  readonly seq?: number;
  /** The client order id, where it is of an order. */
  readonly id?: string;
  readonly instrument?: string;
  readonly strategy?: string;
  readonly comment?: string;
}

/** What of an event belongs into the audit log; market data and timers do not. */
export function eventRow(event: Event): AuditRow | undefined {
  const { seq, at: timeMs } = event;
  switch (event.type) {
    case 'order': {
      const { clientOrderId: id, instrument, status, reason } = event;
      return {
        timeMs,
        tag: 'ORDER',
        action: status,
        seq,
        id,
        instrument,
        ...(reason !== undefined && { comment: reason }),
      };
    }
    case 'fill': {
      const { clientOrderId: id, instrument, fillId, side, liquidity } = event;
      return {
        timeMs,
        tag: 'ORDER',
        action: 'fill',
        seq,
        id,
        instrument,
        comment: `${side} ${liquidity} ${fillId}`,
      };
    }
    case 'outcome': {
      const { clientOrderId: id, request, outcome } = event;
      const comment = outcome.kind === 'accepted' ? {} : { comment: `${outcome.code}: ${outcome.reason}` };
      return { timeMs, tag: 'ORDER', action: `${request}-${outcome.kind}`, seq, id, ...comment };
    }
    case 'command':
      return {
        timeMs,
        tag: 'RISK',
        action: `command-${event.command.kind}`,
        seq,
        comment: reasonOf(event.command),
      };
    case 'config': {
      const { run, profile, mode } = event.config;
      const comment = `run ${run}, profile ${profile}, mode ${mode}, config ${event.configHash}`;
      return { timeMs, tag: 'RESOURCE', action: `config-${event.cause}`, seq, comment };
    }
    case 'feed': {
      const { status, instrument, reason } = event;
      const where = instrument === undefined ? {} : { instrument };
      return { timeMs, tag: 'RESOURCE', action: `feed-${status}`, seq, ...where, comment: reason };
    }
    case 'transfer':
      return { timeMs, tag: 'RESOURCE', action: 'transfer', seq, comment: event.transferId };
    default:
      return undefined;
  }
}

function reasonOf(command: { readonly kind: string; readonly reason?: string }): string {
  return command.reason ?? command.kind;
}

export function decisionRows({ seq, at, effects }: Decision): readonly AuditRow[] {
  return effects.flatMap((effect) => effectRow(effect, seq, at) ?? []);
}

function effectRow(effect: Effect, seq: number, timeMs: Ms): AuditRow | undefined {
  switch (effect.type) {
    case 'submit': {
      const { clientOrderId: id, instrument, owner: strategy, role, side, type } = effect.order;
      return {
        timeMs,
        tag: 'ORDER',
        action: 'submit',
        seq,
        id,
        instrument,
        strategy,
        comment: `${role} ${side} ${type}`,
      };
    }
    case 'amend':
    case 'cancel': {
      const { clientOrderId: id, instrument } = effect.request;
      const comment = effect.type === 'cancel' ? { comment: effect.reason } : {};
      return { timeMs, tag: 'ORDER', action: effect.type, seq, id, instrument, ...comment };
    }
    case 'alert':
      return {
        timeMs,
        tag: 'RISK',
        action: `alert-${effect.level}`,
        seq,
        comment: `${effect.title}: ${effect.text}`,
      };
    case 'record':
      return recordRow(effect.record, seq, timeMs);
    case 'timer':
      return undefined;
  }
}

function recordRow(record: CoreRecord, seq: number, timeMs: Ms): AuditRow {
  const row = { timeMs, tag: 'RISK', action: record.kind, seq } as const;
  switch (record.kind) {
    case 'verdict': {
      const { owner: strategy, instrument, verdict, clientOrderId: id } = record;
      const last = record.rules.at(-1);
      const why = verdict === 'deny' && last ? `${last.rule}: ${last.reason}` : record.intent.reason;
      const action = verdict === 'deny' ? 'refused' : 'allowed';
      return { ...row, action, ...(id !== undefined && { id }), instrument, strategy, comment: why };
    }
    case 'dropped':
      return { ...row, instrument: record.instrument, strategy: record.owner, comment: record.reason };
    case 'reconciled':
      return {
        ...row,
        comment: record.items.map(({ id, severity, action }) => `${id} ${severity} ${action}`).join('; '),
      };
    case 'strategy-stopped':
      return { ...row, tag: 'RESOURCE', strategy: record.owner, comment: record.reason };
    case 'day':
      return { ...row, comment: record.day };
    default:
      return 'reason' in record && typeof record.reason === 'string'
        ? { ...row, comment: record.reason }
        : row;
  }
}
