import { plainError } from '../sdk/index.ts';
import type { JournalState } from './journal/journal.ts';
import type { Session } from './session.ts';

/**
 * The journal cannot be written, or only slowly (P-5): no new entries, and somebody is told. What protects and closes goes
 * on, for its intents are as durable in the fallback file. Entries again only by an operator who has seen to the disk.
 */
export function journalTrouble(session: Session, state: JournalState): void {
  const { log, run, facts } = session.parts;
  if (state.kind === 'recovered') {
    session.tasks.set('journal', 'running');
    log.info('the journal can be written again', { entries: state.entries });
    session.alert({
      level: 'warning',
      title: 'the journal can be written again',
      text: `${state.entries} entries were taken in from the fallback file. \`bot resume\` lets entries go out again.`,
      dedupeKey: `journal/recovered/${run}`,
    });
    return;
  }
  const isSlow = state.kind === 'slow';
  const why = isSlow ? `a commit took ${state.ms} ms` : state.reason;
  if (!isSlow) session.tasks.set('journal', 'backing-off', why);
  log.error(isSlow ? 'the journal is slow' : 'the journal cannot be written: the fallback file serves', {
    why,
  });
  session.alert({
    level: 'critical',
    title: isSlow ? 'the disk is slow' : 'the journal cannot be written',
    text: `${why}. No new entries until \`bot resume\`; stops and exits go on.`,
    dedupeKey: `journal/${state.kind}/${run}`,
  });
  if (facts.paused) return;
  session
    .command({ kind: 'pause' })
    .catch((error: unknown) => log.warn(`entries could not be paused: ${plainError(error).message}`));
}
