import type { Facts } from '../../core/facts.ts';
import { openJournal } from '../journal/open-journal.ts';
import { loadFacts } from '../recovery/load-facts.ts';

const quiet = (): void => undefined;
/** What is damaged is passed over for an older snapshot; the answer says when it is incomplete. */
const LOG = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** The facts of a bot's folder as they were before `seq`, read beside a running bot too. */
export function factsBefore(folder: string, seq: number): Facts | undefined {
  const journal = openJournal({ folder, readOnly: true, log: LOG });
  try {
    return loadFacts(journal, seq);
  } finally {
    journal.close();
  }
}
