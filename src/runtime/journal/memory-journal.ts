import { decode, encode } from '../../core/codec.ts';
import type { Decision } from '../../core/effect.ts';
import { type Event, isMarketData } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import { effectEntries } from './entry.ts';
import { repeatedRun, unknownRun } from './errors.ts';
import type { Journal, JournalEntry, RunEnd, RunRow } from './journal.ts';
import { mergeRun } from './replay.ts';
import { SeqGuard } from './seq-guard.ts';

const PLACE = 'memory';
/** Market events kept; of more the oldest go, as a tape rolls. */
const MAX_TAPE = 1_000_000;

type Item = { readonly seq: number } & (
  | { readonly event: Event; readonly decision?: never }
  | { readonly decision: Decision; readonly event?: never }
);

/** The journal of a backtest or a test: as the one on disk, for as long as the process lives. */
export function memoryJournal(): Journal {
  const guard = new SeqGuard({ seq: 0, at: 0 });
  const committed: Item[] = [];
  let pending: Item[] = [];
  let tape: Event[] = [];
  let market: Event[] = [];
  const runs: RunRow[] = [];
  let snapshot: { readonly seq: number; readonly covers: number; readonly text: string } | undefined;

  const commitUpTo = (seq: number): void => {
    const ready = pending.filter((item) => item.seq <= seq).sort(inOrder);
    for (const item of ready) committed.push(item);
    pending = pending.filter((item) => item.seq > seq);
    const last = ready.at(-1);
    if (last) guard.committed(last.seq);
    for (const event of market) if (event.seq <= seq) tape.push(event);
    market = market.filter((event) => event.seq > seq);
    if (tape.length > MAX_TAPE * 1.1) tape = tape.slice(-MAX_TAPE);
  };
  const find = (run: string): { row: RunRow; end: number | undefined } => {
    const index = runs.findIndex((row) => row.run === run);
    const row = runs[index];
    if (!row) throw unknownRun(PLACE, run);
    const next = runs[index + 1]?.firstSeq;
    return { row, end: next === undefined ? undefined : next - 1 };
  };
  const isWithin = ({ row, end }: ReturnType<typeof find>, seq: number, afterSeq: number): boolean =>
    seq > afterSeq && seq >= row.firstSeq && seq <= (end ?? Number.POSITIVE_INFINITY);

  return {
    get lastSeq() {
      return guard.lastSeq;
    },
    get lastAt() {
      return guard.lastAt;
    },
    beginRun: (run) => {
      if (runs.some((row) => row.run === run.run)) throw repeatedRun(PLACE, run.run);
      commitUpTo(Number.POSITIVE_INFINITY);
      runs.push({ ...run, firstSeq: guard.lastSeq + 1 });
    },
    endRun: (run, endedMs, summary) => {
      const { row } = find(run);
      const ended: RunEnd = { endedMs, lastSeq: guard.lastSeq, summary };
      runs[runs.indexOf(row)] = { ...row, ended: decode(encode(ended)) as RunEnd };
    },
    runs: () => [...runs],
    appendEvents: (events) => {
      guard.takeEvents(events);
      for (const event of events) {
        if (isMarketData(event.type)) market.push(event);
        else pending.push({ seq: event.seq, event });
      }
    },
    appendEffects: (decision) => {
      if (decision.effects.length === 0) return;
      guard.takeDecision(decision);
      pending.push({ seq: decision.seq, decision });
    },
    commit: () => commitUpTo(Number.POSITIVE_INFINITY),
    tick: () => undefined,
    snapshot: (seq, facts) => {
      commitUpTo(facts.seq);
      snapshot = { seq, covers: facts.seq, text: encode(facts) };
    },
    // It lives no longer than its tape.
    starts: () => [],
    load: (beforeSeq = Number.POSITIVE_INFINITY) => {
      const found = snapshot !== undefined && snapshot.seq < beforeSeq ? snapshot : undefined;
      const covers = found?.covers ?? 0;
      const entries = committed.filter(({ seq }) => seq > covers && seq < beforeSeq).flatMap(entriesOf);
      return found
        ? { snapshot: { seq: found.seq, facts: decode(found.text) as Facts }, entries }
        : { entries };
    },
    replay: (run, afterSeq = 0) => {
      const found = find(run);
      const { ended } = found.row;
      const firstSeq = Math.max(found.row.firstSeq, afterSeq + 1);
      const decisions = committed.flatMap((item) =>
        item.event && isWithin(found, item.seq, afterSeq) ? [item.event] : [],
      );
      const market = tape.filter((event) => isWithin(found, event.seq, afterSeq));
      return mergeRun({ run, firstSeq, lastSeq: found.end ?? ended?.lastSeq, decisions, tape: market });
    },
    effects: (run, afterSeq = 0) => {
      const found = find(run);
      return committed.flatMap((item) =>
        item.decision && isWithin(found, item.seq, afterSeq) ? [item.decision] : [],
      );
    },
    close: () => {
      pending = [];
      market = [];
    },
  };
}

function inOrder(a: Item, b: Item): number {
  return a.seq - b.seq || Number(a.decision !== undefined) - Number(b.decision !== undefined);
}

function entriesOf(item: Item): JournalEntry[] {
  return item.event ? [{ kind: 'event', event: item.event }] : [...effectEntries(item.decision)];
}
