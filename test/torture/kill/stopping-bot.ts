/**
 * `bot` that kills itself at one statement of its journal: BOTRC_STOP_AT=before:12 is kill -9 before the twelfth is
 * made, after:12 once it is durable. A statement is whatever makes something durable.
 */
import { main } from '../../../src/cli/main.ts';
import { SqliteJournal } from '../../../src/runtime/journal/sqlite-journal.ts';

const [side, count] = (process.env.BOTRC_STOP_AT ?? '').split(':');
const journal = SqliteJournal.prototype;
let left = Number(count);
let isWaiting = false;

/** Runs before or after the original; what it adds is never part of the journal itself. */
function around<N extends 'appendEffects' | 'beginRun' | 'commit' | 'snapshot' | 'endRun'>(
  name: N,
  add: (original: () => void) => void,
): void {
  const original = journal[name] as (...args: unknown[]) => void;
  Object.defineProperty(journal, name, {
    value(this: SqliteJournal, ...args: unknown[]) {
      add(() => original.apply(this, args));
    },
  });
}

function statement(make: () => void): void {
  const isLast = --left === 0;
  if (isLast && side === 'before') process.kill(process.pid, 'SIGKILL');
  make();
  if (isLast) process.kill(process.pid, 'SIGKILL');
}

around('appendEffects', (append) => {
  isWaiting = true;
  append();
});
around('beginRun', statement);
around('snapshot', statement);
around('endRun', statement);
// One that has no decision to make durable has no effect that could be carried out after it.
around('commit', (commit) => {
  if (isWaiting) statement(commit);
  else commit();
  isWaiting = false;
});

process.exitCode = await main(process.argv.slice(2));
