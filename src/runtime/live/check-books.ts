import type { Mode } from '../config/profile.ts';
import type { Journal } from '../journal/journal.ts';
import { refusedLive } from './refusal.ts';

/**
 * The books of a simulated account are not those of a real one: a bot's folder holds the one or the other for ever.
 * @throws BOTRC_REFUSED_LIVE_BOOKS
 */
export function checkBooks(journal: Journal, mode: Mode, name: string): void {
  const isLive = mode === 'live';
  const other = journal.runs().find((run) => (run.mode === 'live') !== isLive);
  if (other === undefined) return;
  throw refusedLive(
    'BOTRC_REFUSED_LIVE_BOOKS',
    `${name} holds the books of mode ${other.mode}, which are not those of mode ${mode}`,
    {
      found: `run ${other.run}, mode ${other.mode}`,
      mend: `Start it under a name of its own: \`bot start --name ${name}-${mode}\`.`,
    },
  );
}
